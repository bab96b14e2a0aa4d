#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Puts the figures of `month.sh` together and fails where one of them is not as it must be."""

import argparse
import json
import sys
from pathlib import Path


def load(path):
    """A JSON file."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def figures(asked):
    """All figures, from the reports of the single programs."""
    work = Path(asked.work)
    replays = [load(work / f"replay-{number}.json") for number in range(1, asked.replays + 1)]
    audit, agreed = load(work / "audit.json"), load(work / "reconcile.json")
    tally, seconds = load(work / "books.json")["tally"], sum(run["replay_s"] for run in replays)
    readings = sum(run["readings_accepted"] for run in replays)
    return {
        "data": replays[-1]["data"],
        "meters": replays[-1]["meters"],
        "slots": replays[-1]["slots"],
        "readings": replays[-1]["slots"] * replays[-1]["meters"],
        "readings_seen_accepted": readings,
        "readings_rejected": sum(run["readings_rejected"] for run in replays),
        "replay_s": round(seconds, 1),
        "total_s": asked.seconds,
        "periods": asked.periods * asked.networks,
        "statements": asked.statements,
        "lines": {**dict(sorted(tally.items())), "written_off": asked.written_off},
        "command_line_kills": asked.kills,
        "node_kills": sum(run["reconnections"] > 0 for run in replays),
        "node_back_mid_sweep": asked.back_mid_sweep == "true",
        **audit,
        "conservation_ok": audit["conservation_checks"] > 0,
        "reconciled": agreed["agrees"],
        "reconcile": agreed,
        "positions_sum_nano": replays[-1]["positions_sum_nano"],
        "booked_nano": replays[-1]["booked_nano"],
    }


def problems(found):
    """What did not happen though it should have."""
    lines = found["lines"]
    wanted = ("debits_booked", "debits_failed", "debits_returned", "transfers_booked",
              "transfers_returned", "deposits", "written_off")  # fmt: skip
    yield from (f"no {what.replace('_', ' ')}" for what in wanted if not lines.get(what))
    if found["readings_rejected"]:
        yield f"{found['readings_rejected']} readings were rejected"
    if not found["conservation_ok"]:
        yield "the audit checked no block"
    if not found["conservation_checks_in_payment"]:
        yield "no block was checked while money was on its way to the bank"
    if not found["node_kills"]:
        yield "the node was not killed"
    if not found["command_line_kills"]:
        yield "the command line was not killed"
    if not found["reconciled"]:
        yield "chain and bank do not agree"


def main():
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("work", "out", "back-mid-sweep"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("replays", "periods", "networks", "statements", "written-off", "kills", "seconds"):
        parser.add_argument(f"--{name}", type=int, required=True)
    asked = parser.parse_args()
    found = figures(asked)
    Path(asked.out).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    missing = list(problems(found))
    for text in missing:
        print(f"month: {text}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
