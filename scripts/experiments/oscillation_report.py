#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Puts the figures of `oscillation.sh` together: report, table and pictures.

    oscillation_report.py --work DIR [--docs FILE] [--images DIR]
    oscillation_report.py --merge REPORT KEY...      takes keys of another report over

Keys of target/reports/dispatch.json that are not measured here stay as they are. Exit code 1: a
plan is not what it has to be.
"""

import argparse
import json
import sys
from pathlib import Path
from statistics import median

from oscillation_tables import pictures, table

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "target/reports/dispatch.json"
NEGATIVE_DAY = "2023-07-02"
"""Prices far below zero: no plan can be as cheap as a bound that lets batteries burn energy."""
GAP_LIMIT_PPM = 1_000
REGRET_LIMIT_NANO = 10_000_000
LAST = 6
"""Rounds that count as settled, if anything settles."""


def load(path):
    """A JSON file."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def merge(figures):
    """Writes figures beside those that are there."""
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    old = load(REPORT) if REPORT.is_file() else {}
    REPORT.write_text(json.dumps({**old, **figures}, indent=2) + "\n", encoding="utf-8")


class Instance:
    """What was found for a day and a seed."""

    def __init__(self, path):
        self.name = path.stem
        self.day = self.name.rsplit("-", 1)[0]
        self.solved = load(path.parents[1] / "solved" / path.name)
        self.found = load(path)
        self.runs = {
            run["name"]: run
            for run in (self.found["coordinated"], self.found["open_loop"], *self.found["feedback"])
        }

    @property
    def reference(self):
        """Whether the bounds on gap and regret apply."""
        return self.day != NEGATIVE_DAY

    def final(self, name, key):
        """A figure of the last round of a run."""
        return self.runs[name]["rounds"][-1][key]

    def over(self, name):
        """Energy beyond the transformer's capacity, in Wh."""
        return self.final(name, "overload_wh")

    def swing(self, name):
        """What moves from round to round at the end, in Wh."""
        rounds = [one["oscillation_wh"] for one in self.runs[name]["rounds"]]
        known = [value for value in rounds if value is not None]
        return sum(known[-LAST:]) / len(known[-LAST:])

    @property
    def peak_ratio(self):
        """Selfish peak to coordinated peak."""
        return self.final("open_loop", "peak_w") / self.final("coordinated", "peak_w")


def figures(instances, step):
    """The report's keys."""
    reference = [one for one in instances if one.reference]
    negative = [one for one in instances if not one.reference]

    def middle(values):
        return round(median(values))

    return {
        "instances": len(instances),
        "gap_max": max(one.solved["gap_ppm"] for one in reference) / 1e6,
        "gap_max_negative_prices": max([one.solved["gap_ppm"] for one in negative], default=0)
        / 1e6,
        "regret_max_nano": max(one.solved["certificate"]["regret_max_nano"] for one in reference),
        "violations": sum(one.solved["violations"] for one in instances),
        "overload_wh_coordinated": max(one.over("coordinated") for one in instances),
        "overload_wh_selfish": middle(one.over("open_loop") for one in instances),
        "peak_ratio_selfish_median": round(median(one.peak_ratio for one in instances), 2),
        "oscillation_wh_selfish": middle(one.swing("beta_0.25") for one in instances),
        "oscillation_wh_ratio_price": middle(one.swing("clearing_price") for one in instances),
        "oscillation_wh_coordinated": middle(one.swing("coordinated") for one in instances),
        "solve_s_median": round(median(one.solved["solve_s"] for one in instances), 2),
        "step_response_s": step["step_response_s"],
        "step_response_max_s": step["step_response_max_s"],
    }


def problems(found):
    """What is not as it has to be."""
    if found["violations"]:
        yield f"{found['violations']} plans break an offer"
    if found["overload_wh_coordinated"]:
        yield f"a plan overloads the transformer by {found['overload_wh_coordinated']} Wh"
    if found["gap_max"] * 1e6 > GAP_LIMIT_PPM:
        yield f"a gap of {found['gap_max']} on a reference day"
    if found["regret_max_nano"] > REGRET_LIMIT_NANO:
        yield f"a regret of {found['regret_max_nano']} nano on a reference day"
    if found["step_response_max_s"] >= 10:
        yield f"a step took {found['step_response_max_s']} s"


def into_docs(path, lines):
    """Replaces what stands between the marks."""
    text = path.read_text(encoding="utf-8")
    begin, end = "<!-- figures -->", "<!-- /figures -->"
    if begin not in text or end not in text:
        raise SystemExit(f"error: {path} has no place for the figures")
    head, rest = text.split(begin, 1)
    tail = rest.split(end, 1)[1]
    path.write_text(f"{head}{begin}\n\n" + "\n".join(lines) + f"\n\n{end}{tail}", encoding="utf-8")


def main():
    """Reports, or merges."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--work", type=Path)
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--images", type=Path)
    parser.add_argument("--merge", nargs="+")
    asked = parser.parse_args()
    if asked.merge:
        other = load(asked.merge[0])
        merge({key: other[key] for key in asked.merge[1:]})
        return 0
    instances = [Instance(path) for path in sorted((asked.work / "oscillated").glob("*.json"))]
    step = load(asked.work / "step.json")
    found = figures(instances, step)
    merge(found)
    lines = list(table(instances, found))
    (asked.work / "table.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    shown = next((one for one in instances if one.name == "2024-01-16-1"), instances[0])
    folder = asked.images or asked.work
    folder.mkdir(parents=True, exist_ok=True)
    for name, chart in pictures(shown, step):
        (folder / name).write_text(chart.svg(), encoding="utf-8")
    if asked.docs:
        into_docs(asked.docs, lines)
    wrong = list(problems(found))
    for text in wrong:
        print(f"error: {text}", file=sys.stderr)
    print(json.dumps(found))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
