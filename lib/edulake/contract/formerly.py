"""Code that was written anew and makes the same rows: what the former code made counts as made by it.

Without this every table would be looked at anew after an update that changes none of them. By the hash of code its
former hashes, which were others under Python 3.12, and under 3.13; an entry is of use as long as the code stays as it
is.
"""

FORMERLY = {
    "0984719cb9e0": ("0b6d14a79f43", "b1122e114a76"),
    "0b4f4864126e": ("655b3a4e1983", "4c29e10f2bed"),
    "0da6b397b733": ("3d65b535d08f", "f7da1c302f70"),
    "106ab9504d08": ("5d1ffa3b55c2", "ce16aa2a04ef"),
    "1defa1013f12": ("782b74f7410d", "fbf46d46166d"),
    "32857ed2f12f": ("73bf6f98148f", "34b43ee802c4"),
    "390ec26b4c5e": ("83fd731ae541", "3805a364128b", "43ae8f91523b", "18fcfbd01a79", "a274c4be46cd", "77a6661daf24"),
    "4b1d173982d9": ("c66b6d40ba9b", "e42a10292cea"),
    "51ebc6a6b26e": ("f2f18e07a964", "e50f65c7a91a"),
    "52a7e842e780": ("ae45d0b42bbe", "e43f346ec251", "7668d49b7bb0", "f8cb08bf0300", "848f352b8d0b", "028b126114a4"),
    "64329116b6b1": ("b5f53502baae", "63c4b0078119"),
    "66c8680624f4": ("8a5b272da3b0", "1e73460a7972"),
    "6cdf2f64e28f": ("077048b445fa", "b730e90c0f6f"),
    "7d1e8c6f2ae3": ("9360fb632185", "b503e4795584"),
    "8c96c514d386": ("f5bc7cf24c2f", "ddda330813bb"),
    "92d81756c9c9": ("1c907fc8cbdd", "a68c3562e6f0"),
    "9a5bab5b3071": ("743e83f420ee", "cf98cba29969"),
    "a16a7cce0754": ("c39aedeb85cb", "8862f6c3f2b7"),
    "a633ae0aedd7": ("e1bed90dd1cb", "f46d4cd87c73"),
    "a94c762713ab": ("9c4a17fd9148", "0201b716c5cf"),
    "ab3fba3716e9": ("81191c2b55e9", "3bce5b3befc2"),
    "b1f28f77fc46": ("21e7e8d3a82c", "06aaaf3c8cbc", "0d53ad668be9", "c255df1e94b4", "8d6f29de2ff3", "afee9e769011"),
    "b73d27ee15e7": ("71268aac9710", "c649d9c4f45d", "73e3348648b5", "39423ecb9819", "dd05e077ffcf", "5a595027381c"),
    "d82637196155": ("92182838a129", "fde714a5c127"),
    "ddbf3a8c9660": ("47df0e5c783a", "dac6f7a128d1"),
    "f23c2998eda0": ("2dae10c17e63", "4859734fd8ed"),
    "fab65003b134": ("124f0cc9381d", "0d4018b0cc66"),
    "fc0cd42af46f": ("700fa976db33", "41f8f56c94cf"),
}
