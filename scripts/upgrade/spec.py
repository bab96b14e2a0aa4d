#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Changes a chain specification in place.

usage: spec.py sudo FILE ACCOUNT
       spec.py code FILE WASM
       spec.py substitute FILE BLOCK WASM

sudo        gives the developer's key to an account; FILE is a plain specification
code        the runtime a chain begins with; FILE is a plain specification
substitute  from the state of this block on, nodes run this code instead of a broken one of the same version
"""

import json
import pathlib
import sys


def main():
    match sys.argv[1:]:
        case ["sudo", file, account]:
            path = pathlib.Path(file)
            spec = json.loads(path.read_text(encoding="utf-8"))
            genesis = spec["genesis"]["runtimeGenesis"]
            genesis[next(kind for kind in ("patch", "config") if kind in genesis)]["sudo"] = {
                "key": account
            }
        case ["code", file, wasm]:
            path = pathlib.Path(file)
            spec = json.loads(path.read_text(encoding="utf-8"))
            code = "0x" + pathlib.Path(wasm).read_bytes().hex()
            spec["genesis"]["runtimeGenesis"]["code"] = code
        case ["substitute", file, block, wasm]:
            path = pathlib.Path(file)
            spec = json.loads(path.read_text(encoding="utf-8"))
            code = "0x" + pathlib.Path(wasm).read_bytes().hex()
            spec.setdefault("codeSubstitutes", {})[block] = code
        case _:
            sys.exit(__doc__)
    path.write_text(json.dumps(spec), encoding="utf-8")


if __name__ == "__main__":
    main()
