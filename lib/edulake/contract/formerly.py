"""Code that was written anew and makes the same rows: what the former code made counts as made by it.

Without this every table would be looked at anew after an update that changes none of them. By the hash of code its
former hashes, which were others under Python 3.12, and under 3.13; an entry is of use as long as the code stays as it
is.
"""

FORMERLY = {
    "018edcb6f525": ("9c4a17fd9148", "0201b716c5cf"),
    "025cc17055ba": ("92182838a129", "fde714a5c127"),
    "04ab39cd6720": ("1c907fc8cbdd", "a68c3562e6f0"),
    "2812a1e939e5": ("124f0cc9381d", "0d4018b0cc66"),
    "2a225bfc9ae1": ("077048b445fa", "b730e90c0f6f"),
    "30bab6a23205": ("73bf6f98148f", "34b43ee802c4"),
    "379be2493e5a": ("f5bc7cf24c2f", "ddda330813bb"),
    "3a8cab4abeb5": ("700fa976db33", "41f8f56c94cf"),
    "61a13513c4e1": ("c66b6d40ba9b", "e42a10292cea"),
    "7a587b5030c5": ("3d65b535d08f", "f7da1c302f70"),
    "7b9e996440f7": ("8a5b272da3b0", "1e73460a7972"),
    "8e4ea4cd90fd": ("21e7e8d3a82c", "06aaaf3c8cbc", "0d53ad668be9", "c255df1e94b4", "8d6f29de2ff3", "afee9e769011"),
    "8e65f09585a0": ("c39aedeb85cb", "8862f6c3f2b7"),
    "90f138153777": ("71268aac9710", "c649d9c4f45d", "73e3348648b5", "39423ecb9819", "dd05e077ffcf", "5a595027381c"),
    "9478a4f4211d": ("782b74f7410d", "fbf46d46166d"),
    "99e3fb50d738": ("2dae10c17e63", "4859734fd8ed"),
    "a559b046c0a9": ("83fd731ae541", "3805a364128b", "43ae8f91523b", "18fcfbd01a79", "a274c4be46cd", "77a6661daf24"),
    "a7c14ea47ec4": ("743e83f420ee", "cf98cba29969"),
    "a89c5e4b6566": ("5d1ffa3b55c2", "ce16aa2a04ef"),
    "ae5912d2e072": ("f2f18e07a964", "e50f65c7a91a"),
    "c56ba9eaa575": ("655b3a4e1983", "4c29e10f2bed"),
    "c7a2553a5eb6": ("81191c2b55e9", "3bce5b3befc2"),
    "ca984e68b3f9": ("47df0e5c783a", "dac6f7a128d1"),
    "d03c45480662": ("0b6d14a79f43", "b1122e114a76"),
    "d4b0b164d1c1": ("9360fb632185", "b503e4795584"),
    "d8c2ce89a608": ("ae45d0b42bbe", "e43f346ec251", "7668d49b7bb0", "f8cb08bf0300", "848f352b8d0b", "028b126114a4"),
    "ef82555ce133": ("e1bed90dd1cb", "f46d4cd87c73"),
    "fff537420390": ("b5f53502baae", "63c4b0078119"),
}
