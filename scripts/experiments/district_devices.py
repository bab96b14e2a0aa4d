# SPDX-License-Identifier: Apache-2.0
"""Devices of the district as rows of a dispatch problem: boxes, stores, and what each does if
nobody plans. Powers in W, stores in permille W*slot, prices in thousandths of EUR/MWh."""

from district_data import SLOTS

GAS = 40_000
"""Gas, assumed."""
BOILER_COST = GAS * 10 // 9
"""Heat of a boiler with an efficiency of 90 %."""
CHP_HEAT = 2_270
"""Heat of a micro-CHP per power, in thousandths: 12.5 kW with 5.5 kW."""
CHP_COST = GAS * (1_000 + CHP_HEAT) // 930
"""Its power, all fuel counted: 93 % of the gas is used."""
WEAR = 10_000
"""Wear of a battery, per Wh given."""


class Grid:
    """What makers of devices share: the clock of the instance, the buildings on the heat pipes."""

    def __init__(self, series, seed, first, slots, group):
        self.series, self.seed = series, seed
        self.first, self.slots, self.group = first, slots, group
        self.buildings = []

    @property
    def slot_s(self):
        """Length of a slot."""
        return 900 * self.group

    def cut(self, quarters):
        """A series from noon as means of this instance's slots."""
        step = self.group
        starts = range(self.first, self.first + self.slots * step, step)
        return [sum(quarters[at : at + step]) // step for at in starts]

    def slot_of(self, quarter):
        """The slot of a quarter hour after noon, within the instance."""
        return max(0, min(self.slots, (quarter - self.first) // self.group))

    def store(self, watt_hours):
        """Wh as permille W*slot."""
        return watt_hours * 3_600 * 1_000 // self.slot_s

    def electricity_q8(self, price):
        """Thousandths of EUR/MWh as Q8 nano-currency per W*slot, rounded down."""
        return price * 256 * self.slot_s // 3_600

    def heat_q8(self, price):
        """The same of heat, which is counted in kJ."""
        return (price * 1_000 // 3_600) * 256 * self.slot_s // 1_000


def side(most, cost=0, other=0, into=0, least=None):
    """One side of a device: per slot, or the same in every slot."""
    into = into if isinstance(into, list) else [into] * len(most)
    least = least or [0] * len(most)
    return [
        {"least_w": low, "most_w": high, "cost_q8": cost, "other_permille": other,
         "store_permille": gain}
        for low, high, gain in zip(least, most, into, strict=True)
    ]  # fmt: skip


def device(kind, node, carrier="Electricity", other_node=0, take=None, give=None, store=None,
           safe=None, reserve=False):  # fmt: skip
    """A row of the problem; its number and its last plan come later."""
    row = {
        "device": 0, "kind": kind, "carrier": carrier, "node": node, "other_node": other_node,
        "take": take, "give": give, "store": store, "safe_w": safe, "last_w": None,
        "reserve": reserve,
    }  # fmt: skip
    check(row)
    return row


def levels(start, level, drain, end_value=0):
    """A store."""
    return {"start": start, "level": level, "drain": drain, "end_value_q8": end_value}


def check(row):
    """The safe powers are possible: nobody could follow the offer otherwise."""
    level = row["store"]["start"] if row["store"] else 0
    for slot, watt in enumerate(row["safe_w"]):
        used = row["give"] if watt > 0 else row["take"] if watt < 0 else None
        if used is not None:
            assert used[slot]["least_w"] <= abs(watt) <= used[slot]["most_w"], row["kind"]
            level += abs(watt) * used[slot]["store_permille"]
        if row["store"]:
            level -= row["store"]["drain"][slot]
            low, high = row["store"]["level"][slot]
            assert low <= level <= high, f"{row['kind']}, slot {slot}: {low} {level} {high}"


def feeder(dice):
    """One of the four feeders."""
    return dice.randrange(1, 5)


def battery(grid, dice, _):
    """A home battery: 5 to 15 kWh, 95 % each way, ends as it began but for its standing loss."""
    watt_hours = dice.randrange(5_000, 15_001, 500)
    power = watt_hours * 2 // 5
    full = grid.store(watt_hours)
    start = full * dice.randrange(200, 601) // 1_000
    drain = grid.store(5 * grid.slot_s // 3_600) if grid.slot_s >= 3_600 else 5_000
    level = [[0, full]] * (grid.slots - 1) + [[start - grid.slots * drain, full]]
    return device(
        "Battery", feeder(dice), reserve=True, safe=[0] * grid.slots,
        take=side([power] * grid.slots, 0, 0, 950),
        give=side([power] * grid.slots, grid.electricity_q8(WEAR), 0, -1_053),
        store=levels(start, level, [drain] * grid.slots),
    )  # fmt: skip


def electric_vehicle(grid, dice, number):
    """A car at home from its arrival to its departure; every fourth can give back."""
    arrival = dice.choices(range(SLOTS), weights=grid.series.arrivals())[0]
    stay_h, demand_kwh = grid.series.stay_and_demand(arrival)
    stay = max(8, int(stay_h * 4 * dice.uniform(0.7, 1.4)))
    come, leave = grid.slot_of(arrival), grid.slot_of(arrival + stay)
    power = dice.choice([3_700, 3_700, 11_000])
    home = [power if come <= slot < leave else 0 for slot in range(grid.slots)]
    most = sum(home) * 900  # permille W*slot at 90 %
    wanted = grid.store(int(demand_kwh * 1_000 * dice.uniform(0.4, 1.3)))
    energy = min(wanted, most * 9 // 10)
    full = max(grid.store(dice.choice([40_000, 58_000, 77_000])), energy * 5 // 4)
    start = full - energy - full // 10
    target = start + energy
    level = [[target if slot >= leave - 1 else 0, full] for slot in range(grid.slots)]
    safe, missing = [], energy
    for watt in home:
        now = min(watt, max(0, -(-missing // 900)))
        safe.append(-now)
        missing -= now * 900
    back = number % 4 == 0
    give = side(home, grid.electricity_q8(2 * WEAR), 0, -1_111) if back else None
    return device(
        "EvHub", feeder(dice), take=side(home, 0, 0, 900), give=give, safe=safe, reserve=back,
        store=levels(start, level, [0] * grid.slots),
    )  # fmt: skip


def tracking(demand, gain, most, start, low, high):
    """Powers that keep a store near its start against a demand; `None` where they can't."""
    level, powers = start, []
    for needs, per_watt in zip(demand, gain, strict=True):
        wanted = max(0, -(-(start + needs - level) // per_watt))
        power = min(most, wanted)
        level += power * per_watt - needs
        if not low <= level <= high:
            return None
        powers.append(power)
    return powers if level >= start else None


def heated(grid, demand, gain, most, dice):
    """A store that a demand for heat drains, and the least power from `most` on that serves it."""
    full = grid.store(dice.randrange(4_000, 9_001, 500))
    start, drain = full // 2, [watt * 1_000 for watt in demand]
    while (powers := tracking(drain, gain, most, start, 0, full)) is None:
        most = most * 11 // 10
        if most > 100_000:
            full, start, most = full * 2, full, 3_000
    level = [[0, full]] * (grid.slots - 1) + [[start, full]]
    return most, levels(start, level, drain), powers


def heat_pump(grid, dice, _):
    """A heat pump with a buffer. Its coefficient follows the outdoor temperature: 3 at 0 degrees,
    0.08 more per degree, from 2 to 5."""
    building = dice.choice(["old-house", "passive-house"])
    permille = dice.randrange(500, 1_001)
    demand = grid.series.heat(building, permille, dice.randrange(-4, 5), dice.randrange(-2, 3))
    warm = grid.cut(grid.series.temperature())
    gain = [max(2_000, min(5_000, 3_000 + 8 * tenths)) for tenths in warm]
    most, store, powers = heated(grid, grid.cut(demand), gain, 2_000, dice)
    return device(
        "HeatPump", feeder(dice), take=side([most] * grid.slots, 0, 0, gain), store=store,
        safe=[-watt for watt in powers],
    )  # fmt: skip


def chp(grid, dice, number):
    """A micro-CHP of 5.5 kW in a building on the heat pipes."""
    demand = grid.series.heat(
        "old-flats", dice.randrange(600, 1_201), dice.randrange(-4, 5), number - 3
    )
    grid.buildings.append(grid.cut(demand))
    give = side([5_500] * grid.slots, grid.electricity_q8(CHP_COST), CHP_HEAT)
    node = len(grid.buildings)
    return device("MicroChp", feeder(dice), other_node=node, give=give, safe=[0] * grid.slots)


def chp_house(grid, dice, _):
    """A micro-CHP that heats its house alone, through a buffer of its own."""
    demand = grid.cut(grid.series.heat("old-house", 900, 0, 0))
    gain = [CHP_HEAT] * grid.slots
    most, store, powers = heated(grid, demand, gain, 3_000, dice)
    give = side([most] * grid.slots, grid.electricity_q8(CHP_COST), 0, gain)
    return device("MicroChp", feeder(dice), give=give, store=store, safe=powers)


def boiler(grid, _, number):
    """The gas boiler beside a CHP."""
    give = side([40_000] * grid.slots, grid.heat_q8(BOILER_COST))
    node = number % len(grid.buildings) + 1
    safe = [min(40_000, watt) for watt in grid.buildings[node - 1]]
    return device("Boiler", node, "Heat", give=give, safe=safe)


def electric_boiler(grid, dice, _):
    """A heating rod: burns what nobody wants."""
    node = dice.randrange(1, len(grid.buildings) + 1)
    take = side([6_000] * grid.slots, 0, 980)
    return device("Boiler", feeder(dice), other_node=node, take=take, safe=[0] * grid.slots)


def heat_store(grid, dice, number):
    """The buffer beside a CHP."""
    full = grid.store(dice.randrange(15_000, 40_001, 5_000))
    drain, start = 80_000, full // 2
    level = [[0, full]] * (grid.slots - 1) + [[start - grid.slots * drain, full]]
    power = [20_000] * grid.slots
    return device(
        "HeatStore", number % len(grid.buildings) + 1, "Heat", safe=[0] * grid.slots,
        take=side(power, 0, 0, 990), give=side(power, 0, 0, -1_010),
        store=levels(start, level, [drain] * grid.slots),
    )  # fmt: skip


def photovoltaic(grid, dice, _):
    """A roof of 3 to 10 kW that can be curtailed."""
    sun = grid.cut(grid.series.sun(dice.randrange(3_000, 10_001, 100), dice.randrange(-4, 5)))
    return device("Photovoltaic", feeder(dice), give=side(sun), safe=list(sun))


def shiftable(grid, dice, _):
    """A load of 0.8 to 2 kWh at up to 2 kW that has 3 to 8 hours."""
    begin = dice.randrange(0, SLOTS - 32)
    first, last = grid.slot_of(begin), grid.slot_of(begin + dice.randrange(12, 33))
    if last - first < 3:
        first, last = 0, min(grid.slots, 12)
    energy = grid.store(dice.randrange(800, 2_001, 100)) // 1_000 * 1_000
    power = [2_000 if first <= slot < last else 0 for slot in range(grid.slots)]
    energy = min(energy, sum(power) * 800)
    level = [[energy * 99 // 100 if slot >= last - 1 else 0, energy] for slot in range(grid.slots)]
    safe, missing = [], energy // 1_000
    for watt in power:
        now = min(watt, missing)
        safe.append(-now)
        missing -= now
    return device(
        "Shiftable", feeder(dice), take=side(power, 0, 0, 1_000), safe=safe,
        store=levels(0, level, [0] * grid.slots),
    )  # fmt: skip


def aggregate(grid, dice, _):
    """Ten homes behind a gateway: a third of their load can wait a while."""
    load = [0] * SLOTS
    for kind in ("single", "couple", "retired", "family", "family"):
        own = grid.series.household(kind, dice.randrange(-6, 7), dice.randrange(-3, 4), 2_000)
        load = [one + two for one, two in zip(load, own, strict=True)]
    load = grid.cut(load)
    slack = grid.store(3_000)
    level = [[0, 2 * slack]] * (grid.slots - 1) + [[slack, 2 * slack]]
    return device(
        "Aggregate", feeder(dice), safe=[-watt for watt in load],
        take=side([watt * 4 // 3 for watt in load], 0, 0, 1_000, [watt * 2 // 3 for watt in load]),
        store=levels(slack, level, [watt * 1_000 for watt in load]),
    )  # fmt: skip


MAKERS = {
    "pv": photovoltaic, "battery": battery, "ev": electric_vehicle, "heat_pump": heat_pump,
    "chp": chp, "chp_house": chp_house, "boiler": boiler, "heat_store": heat_store,
    "electric_boiler": electric_boiler, "shiftable": shiftable, "aggregate": aggregate,
}  # fmt: skip
