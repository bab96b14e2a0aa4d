#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Figures of an upgrade drill.

usage: report.py recovery FACTS OUT
       report.py OUT SECONDS PART-FILE...

recovery  the facts of this part as one object; else all parts in one report, which fails where something
          was counted twice or a final block is gone
"""

import json
import pathlib
import sys


def recovery(facts, out):
    """One object of this part's facts."""
    result = {"name": "recovery"}
    for line in pathlib.Path(facts).read_text(encoding="utf-8").splitlines():
        fact = json.loads(line)
        if fact.pop("scenario") == "recovery":
            result.update(fact)
    pathlib.Path(out).write_text(json.dumps(result), encoding="utf-8")


def report(out, seconds, parts):
    """All parts."""
    found = [json.loads(pathlib.Path(part).read_text(encoding="utf-8")) for part in parts]
    for part in found:
        part.pop("lags_s", None)
    whole = {"seconds": int(seconds), **{part.pop("name"): part for part in found}}
    pathlib.Path(out).write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    upgrade = whole.get("upgrade", {})
    missed = upgrade.get("blocks_missed", 0)
    if missed:
        # Nodes translate the new code before they run it: on machines of their own all at once, on a
        # common one after another.
        print(f"block slots without a block: {missed}; no metering slot is lost by that")
    for wrong in ("double_issues", "lost_finalised_blocks"):
        if upgrade.get(wrong):
            sys.exit(f"{wrong}: {upgrade[wrong]}")


def main():
    match sys.argv[1:]:
        case ["recovery", facts, out]:
            recovery(facts, out)
        case [out, seconds, *parts] if parts:
            report(out, seconds, parts)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
