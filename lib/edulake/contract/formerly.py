"""Code that was written anew and makes the same rows: what the former code made counts as made by it.

Without this every table would be looked at anew after an update that changes none of them. By the hash of code its
former hashes, which were others under Python 3.12, and under 3.13; an entry is of use as long as the code stays as it
is.
"""

FORMERLY = {
    "0cb605f66de9": ("b5f53502baae", "63c4b0078119"),
    "1c03f8f43a98": ("9c4a17fd9148", "0201b716c5cf"),
    "28675115866d": ("f2f18e07a964", "e50f65c7a91a"),
    "29aa3faabdb6": ("e1bed90dd1cb", "f46d4cd87c73"),
    "37188671c848": ("700fa976db33", "41f8f56c94cf"),
    "51be0ea46563": ("5d1ffa3b55c2", "ce16aa2a04ef"),
    "51fd2cb9f0b7": ("782b74f7410d", "fbf46d46166d"),
    "53793f4e76dc": ("ae45d0b42bbe", "e43f346ec251", "7668d49b7bb0", "f8cb08bf0300", "848f352b8d0b", "028b126114a4"),
    "545cffae8ebf": ("f5bc7cf24c2f", "ddda330813bb"),
    "5a7a978f1168": ("c66b6d40ba9b", "e42a10292cea"),
    "7b327548abcd": ("c39aedeb85cb", "8862f6c3f2b7"),
    "7f973a162ef9": ("124f0cc9381d", "0d4018b0cc66"),
    "99faab8c864b": ("743e83f420ee", "cf98cba29969"),
    "9b53f05e8438": ("21e7e8d3a82c", "06aaaf3c8cbc", "0d53ad668be9", "c255df1e94b4", "8d6f29de2ff3", "afee9e769011"),
    "a0ab6cbb4863": ("92182838a129", "fde714a5c127"),
    "a0c904c3adc3": ("8a5b272da3b0", "1e73460a7972"),
    "a5f9bb782b46": ("655b3a4e1983", "4c29e10f2bed"),
    "a762bd0c67f2": ("83fd731ae541", "3805a364128b", "43ae8f91523b", "18fcfbd01a79", "a274c4be46cd", "77a6661daf24"),
    "ad04c24d06ec": ("2dae10c17e63", "4859734fd8ed"),
    "aecb2ccfe861": ("81191c2b55e9", "3bce5b3befc2"),
    "afee797aa445": ("3d65b535d08f", "f7da1c302f70"),
    "b0469c39abd3": ("077048b445fa", "b730e90c0f6f"),
    "bea137f04eb3": ("73bf6f98148f", "34b43ee802c4"),
    "c1e73ffcd724": ("47df0e5c783a", "dac6f7a128d1"),
    "c70543cb550b": ("0b6d14a79f43", "b1122e114a76"),
    "d87341a5a158": ("71268aac9710", "c649d9c4f45d", "73e3348648b5", "39423ecb9819", "dd05e077ffcf", "5a595027381c"),
    "d8c40753105f": ("9360fb632185", "b503e4795584"),
    "f7f93b1e78db": ("1c907fc8cbdd", "a68c3562e6f0"),
}
