"""Code that was written anew and makes the same rows: what the former code made counts as made by it.

Without this every table would be looked at anew after an update that changes none of them. By the hash of code its
former hashes, which were others under Python 3.12, and under 3.13; an entry is of use as long as the code stays as it
is.
"""

FORMERLY = {
    "06aaaf3c8cbc": (
        "0d53ad668be9",
        "c255df1e94b4",
        "8d6f29de2ff3",
        "afee9e769011",
    ),
    "3805a364128b": (
        "43ae8f91523b",
        "18fcfbd01a79",
        "a274c4be46cd",
        "77a6661daf24",
    ),
    "c649d9c4f45d": (
        "73e3348648b5",
        "39423ecb9819",
        "dd05e077ffcf",
        "5a595027381c",
    ),
    "e43f346ec251": (
        "7668d49b7bb0",
        "f8cb08bf0300",
        "848f352b8d0b",
        "028b126114a4",
    ),
}
