# SPDX-License-Identifier: Apache-2.0
"""Simulated plants: the micro Stirling CHP and the heat centre; and the losses of both networks.

Nothing here is published data: short rules that turn published demand into a plausible operation.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from homes import energy
from sources import SLOTS

CHP_WH = 250
"""1 kW electric over a slot."""
CHP_KJ = 4_950
"""5.5 kW of heat over a slot."""
CHP_GAS_WH = 1_747
"""Gas of a slot: 1.625 kWh of electricity and heat at an overall efficiency of 93 %."""
CHP_SLOTS_MIN = 4
BUFFER_KJ = 43_200
"""12 kWh: about 350 litres over 30 K."""
EXCHANGER_KJ = 3_600
"""4 kW into the heat network."""
CENTRE_KJ = 10_800
"""12 kW of heat."""
CENTRE_PUMPS_MW = 150_000
LOSS_FIXED = {"electricity": 60, "heat": 648}
"""Per slot: 240 W of transformer and cabinets; 120 m of trench at 6 W/m."""


@dataclass
class Chp:
    """What the CHP and its buffer did, slot by slot."""

    running: list = field(default_factory=list)
    made_wh: list = field(default_factory=list)
    made_kj: list = field(default_factory=list)
    gas_wh: list = field(default_factory=list)
    buffer_kj: list = field(default_factory=list)
    import_kj: list = field(default_factory=list)
    export_kj: list = field(default_factory=list)


def _decide(run_slots, level, may_run):
    """Whether the engine runs in the coming slot, from the buffer's level and the hours."""
    if run_slots == 0:
        return level < BUFFER_KJ // 4 or (may_run and level < BUFFER_KJ * 8 // 10)
    if run_slots < CHP_SLOTS_MIN:
        return True
    return level < BUFFER_KJ * 9 // 10 if may_run else level < BUFFER_KJ * 4 // 10


def run_chp(demand_kj, offtake_kj, hours):
    """Runs the CHP against its home's demand and what the other homes of the network take.

    `hours` is the span of a day, in slots, in which it may run for more than its own home. Buffer
    and engine go on over midnight as they are.
    Heat above 60 % of the buffer goes to the network, at most what its homes take and what the
    heat exchanger carries. An empty buffer is topped up from the network.
    """
    chp, level, run_slots = Chp(), BUFFER_KJ // 2, 0
    for slot, demand in enumerate(demand_kj):
        runs = _decide(run_slots, level, hours[0] <= slot % SLOTS < hours[1])
        starts = runs and run_slots == 0
        run_slots = run_slots + 1 if runs else 0
        share = (1 if starts else 2) if runs else 0  # the first slot warms up: half the output
        level += CHP_KJ * share // 2 - demand
        short = max(0, -level)
        level += short
        spare = min(level - BUFFER_KJ * 6 // 10, offtake_kj[slot], EXCHANGER_KJ)
        spare = max(0, spare)
        level -= spare
        if level > BUFFER_KJ:
            raise ValueError("the buffer overflows: the rule must stop the engine earlier")
        chp.running.append(int(runs))
        chp.made_wh.append(CHP_WH * share // 2)
        chp.made_kj.append(CHP_KJ * share // 2)
        chp.gas_wh.append(CHP_GAS_WH if runs else 0)
        chp.buffer_kj.append(level)
        chp.import_kj.append(short)
        chp.export_kj.append(spare)
    return chp


def run_centre(taken_kj, chp, prices, cop_permille):
    """The heat centre's heat pump: full power in the cheaper half of each day, half power in the
    other, never more than the homes take. Returns heat in kJ and electric load in Wh."""
    days = [prices[at : at + SLOTS] for at in range(0, len(prices), SLOTS)]
    medians = [sorted(day)[SLOTS // 2] for day in days]
    heat = []
    for slot, price in enumerate(prices):
        power = CENTRE_KJ if price <= medians[slot // SLOTS] else CENTRE_KJ // 2
        rest = taken_kj[slot] + chp.import_kj[slot] - chp.export_kj[slot]
        heat.append(max(0, min(power, rest)))
    # kJ of heat as the mW that make it in a slot, over the heat pump's efficiency
    power = [kj * 1_000_000 * 1_000 // (900 * cop_permille) + CENTRE_PUMPS_MW for kj in heat]
    return heat, energy(power, 1, 4_000)


def losses(network, imports, exports):
    """Losses per slot: a fixed part, and one that grows with the larger of the two flows:
    electricity with its square (2 % at 12 kWh a slot), heat with 1 %."""
    result = []
    for taken, given in zip(imports, exports, strict=True):
        flow = max(taken, given)
        varying = flow * flow // 600_000 if network == "electricity" else flow // 100
        result.append(LOSS_FIXED[network] + varying)
    return result


def feeder(imports, exports, lost):
    """The feeder meter, netted within the slot: its export is what the upstream grid delivers,
    its import what the upstream grid takes."""
    nets = [taken + loss - given for taken, given, loss in zip(imports, exports, lost, strict=True)]
    return [max(0, -net) for net in nets], [max(0, net) for net in nets]


def local_hours(sources, season):
    """The hourly prices of all days in local time. The files run through the year in standard time
    (UTC+1), so in summer the day starts with the last hour of the day before."""
    hours = getattr(sources, season.price_source)()
    first = season.price_day.replace(month=1, day=1)
    start = (season.price_day - first) // timedelta(hours=1) + 1 - season.utc_offset_hours
    return hours[start : start + 24 * season.days]
