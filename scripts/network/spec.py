#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Gives the local test network another number of validators.

usage: spec.py SPECIFICATION NAME:ACCOUNT:GRANDPA-KEY...

Reads a plain chain specification, puts these validators in the place of its own, and prints it. A
validator's account is also its BABE key, as with the keys everybody knows.
"""

import json
import sys


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as handle:
        spec = json.load(handle)
    patch = spec["genesis"]["runtimeGenesis"]["patch"]
    validators = [argument.split(":") for argument in sys.argv[2:]]
    patch["validators"]["validators"] = [account for _, account, _ in validators]
    patch["session"]["keys"] = [
        [account, account, {"babe": account, "grandpa": grandpa}]
        for _, account, grandpa in validators
    ]
    json.dump(spec, sys.stdout)


if __name__ == "__main__":
    main()
