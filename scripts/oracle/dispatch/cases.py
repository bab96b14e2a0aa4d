# SPDX-License-Identifier: Apache-2.0
"""Plans and duals to compare two computations with: good ones, random ones, broken ones; and random
problems that use everything a problem can have. Deterministic by seed."""

import copy
import random

from exact import allowed
from lagrangian import DUAL_MAX

DUAL_LISTS = ("peak_q8", "ramp_q8", "reserve_up_q8", "reserve_down_q8")


def empty_duals(problem, value=0):
    """Every dual of a problem at one value."""
    slots = problem["slots"]
    run = [{"slots": slots, "value": value}]
    stores = [row for row, device in enumerate(problem["devices"]) if device["store"]]
    duals = {name: [value] * slots for name in DUAL_LISTS}
    duals["stores_q8"] = [[row, run] for row in stores]
    for name in ("electricity", "heat"):
        tree = problem[name]["tree"] if problem[name] else []
        duals[f"{name}_q8"] = [value] * slots if tree else []
        duals[f"{name}_nodes_q8"] = [[node, run] for node in range(len(tree))]
    return duals


def random_runs(dice, slots, draw):
    """Runs that cover the slots."""
    runs, left = [], slots
    while left:
        length = dice.randint(1, left)
        runs.append({"slots": length, "value": draw()})
        left -= length
    return runs


def random_duals(problem, dice, width):
    """Duals anywhere within `width` of 0."""
    slots = problem["slots"]

    def draw():
        return dice.randint(-width, width)

    duals = empty_duals(problem)
    for name in (*DUAL_LISTS, "electricity_q8", "heat_q8"):
        duals[name] = [draw() for _ in duals[name]]
    for name in ("stores_q8", "electricity_nodes_q8", "heat_nodes_q8"):
        kept = [index for index, _ in duals[name] if dice.random() < 0.7]
        duals[name] = [[index, random_runs(dice, slots, draw)] for index in kept]
    return duals


def near_duals(duals, dice):
    """Good duals with some of them moved."""
    near = copy.deepcopy(duals)
    for name in (*DUAL_LISTS, "electricity_q8", "heat_q8"):
        near[name] = [value + dice.randint(-5_000, 5_000) for value in near[name]]
    return near


def broken_duals(problem, duals):
    """Duals that have to be refused."""
    slots = problem["slots"]
    yield {**duals, "electricity_q8": [0] * (slots - 1)}
    yield {**duals, "heat_q8": [0] * (slots + 1)}
    yield {**duals, "peak_q8": [0] * (slots + 1)}
    yield {**duals, "electricity_q8": [DUAL_MAX + 1] + [0] * (slots - 1)}
    yield {**duals, "ramp_q8": [0] * (slots - 1) + [-DUAL_MAX - 1]}
    yield {**duals, "stores_q8": [[len(problem["devices"]), []]]}
    yield {
        **duals,
        "stores_q8": [[row, []] for row, one in enumerate(problem["devices"]) if not one["store"]][
            :1
        ],
    }
    yield {**duals, "electricity_nodes_q8": [[1, []], [1, []]]}
    yield {**duals, "electricity_nodes_q8": [[1, [{"slots": slots - 1, "value": 1}]]]}


def safe_plan(problem):
    """What devices do if nobody plans."""
    devices = problem["devices"]
    return {
        "power_w": [watt for device in devices for watt in device["safe_w"]],
        "alpha_permille": [0] * len(devices),
    }


def random_alphas(problem, dice):
    """Participation factors of the devices that may have one."""
    flags = [device["reserve"] for device in problem["devices"]]
    alphas = [0] * len(flags)
    if any(flags):
        for _ in range(1_000):
            alphas[dice.choice([row for row, may in enumerate(flags) if may])] += 1
    return alphas


def random_plan(problem, plan, dice, moves=60):
    """A plan with powers moved within their ranges, each only where its store allows it."""
    powers, slots = list(plan["power_w"]), problem["slots"]
    for _ in range(moves if problem["devices"] else 0):
        row = dice.randrange(len(problem["devices"]))
        device, slot = problem["devices"][row], dice.randrange(slots)
        low, high = allowed(device, slot)
        before = powers[row * slots + slot]
        powers[row * slots + slot] = dice.choice([low, high, dice.randint(low, high)])
        if not fits(device, powers[row * slots : (row + 1) * slots]):
            powers[row * slots + slot] = before
    return {"power_w": powers, "alpha_permille": random_alphas(problem, dice)}


def fits(device, powers):
    """Whether a store keeps its levels."""
    store = device["store"]
    if not store:
        return True
    level = store["start"]
    for slot, power in enumerate(powers):
        side = device["give" if power > 0 else "take"] if power else None
        level += abs(power) * side[slot]["store_permille"] if side else 0
        level -= store["drain"][slot]
        if not store["level"][slot][0] <= level <= store["level"][slot][1]:
            return False
    return True


def broken_plans(problem, plan, dice):
    """Plans that have to be refused."""
    yield {**plan, "power_w": plan["power_w"][:-1]}
    yield {**plan, "alpha_permille": [*plan["alpha_permille"], 0]}
    yield {**plan, "alpha_permille": [1] * len(plan["alpha_permille"])}
    idle = [row for row, device in enumerate(problem["devices"]) if not device["reserve"]]
    if idle:
        wrong = [0] * len(problem["devices"])
        wrong[idle[0]] = 1_000
        yield {**plan, "alpha_permille": wrong}
    slots = problem["slots"]
    for row, device in enumerate(problem["devices"]):
        slot = dice.randrange(slots)
        low, high = allowed(device, slot)
        for power in (low - 1, high + 1, -(2**31), 2**31 - 1):
            powers = list(plan["power_w"])
            powers[row * slots + slot] = max(-(2**31), min(2**31 - 1, power))
            yield {**plan, "power_w": powers}
        if device["store"]:
            # All slots at one end: sooner or later the store is full or empty.
            for end in (0, 1):
                powers = list(plan["power_w"])
                powers[row * slots : (row + 1) * slots] = [
                    allowed(device, at)[end] for at in range(slots)
                ]
                yield {**plan, "power_w": powers}


def small_problem(seed, rules):
    """A random problem of a few devices and slots. Its safe plan is feasible by construction."""
    dice = random.Random(seed)
    slots = dice.randint(1, 6)
    with_heat = dice.random() < 0.7
    problem = {
        "slot_s": dice.choice([60, 900, 3_600]),
        "slots": slots,
        "rules": {
            **rules, "horizon_slots": slots, "reserve_w": dice.choice([0, 700]),
            "reserve_slots": dice.randint(1, 3), "ramp_limit_w": dice.choice([0, 300, 5_000]),
            "peak_nano_per_w": dice.choice([0, 100_000]), "calm_nano": dice.choice([0, 1_000, 777]),
        },
        "electricity": random_grid(dice, slots),
        "heat": random_grid(dice, slots) if with_heat else None,
        "devices": [],
    }  # fmt: skip
    for number in range(dice.randint(0, 6)):
        problem["devices"].append(random_device(problem, dice, number))
    return problem


def random_grid(dice, slots):
    """A tree of up to four nodes with tight capacities."""
    count = dice.randint(1, 4)
    cuts = sorted(dice.randint(0, 1_000) for _ in range(count - 1))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 1_000], strict=True)]
    tree = [
        {
            "parent": dice.randrange(at) if at else 0, "down_max_w": dice.randint(0, 6_000),
            "up_max_w": dice.randint(0, 6_000), "passive_permille": parts[at],
        }
        for at in range(count)
    ]  # fmt: skip
    sell = [dice.randint(-40_000, 20_000) * 64 for _ in range(slots)]
    return {
        "tree": tree,
        "contract": {
            "import_max_w": dice.randint(0, 8_000),
            "export_max_w": dice.randint(0, 8_000),
        },
        "buy_q8": [price + dice.randint(0, 20_000) for price in sell],
        "sell_q8": sell,
        "passive_w": [dice.randint(-3_000, 5_000) for _ in range(slots)],
    }


def random_side(dice, slots, store, other, must):
    """One side: its least power is above 0 only where the other side has none."""
    return [
        {
            "least_w": dice.randint(1, 300) if must else 0, "most_w": dice.randint(300, 3_000),
            "cost_q8": dice.randint(-50_000, 900_000),
            "other_permille": dice.randint(-4_000, 4_000) if other else 0,
            "store_permille": dice.randint(-1_500, 4_000) if store else 0,
        }
        for _ in range(slots)
    ]  # fmt: skip


def random_device(problem, dice, number):
    """A device of any shape."""
    slots, heat = problem["slots"], problem["heat"]
    carrier = dice.choice(["Electricity", "Heat"]) if heat else "Electricity"
    own, beside = ("electricity", "heat") if carrier == "Electricity" else ("heat", "electricity")
    names = dice.choice([["take"], ["give"], ["take", "give"]])
    store, other = dice.random() < 0.6, dice.random() < 0.5 and heat is not None
    must = len(names) == 1 and dice.random() < 0.3
    device = {
        "device": number, "kind": "Aggregate", "carrier": carrier, "take": None, "give": None,
        "node": dice.randrange(len(problem[own]["tree"])),
        "other_node": dice.randrange(len(problem[beside]["tree"])) if other else 0,
        "store": None, "safe_w": [], "last_w": None,
        "reserve": carrier == "Electricity" and dice.random() < 0.5,
    }  # fmt: skip
    for name in names:
        device[name] = random_side(dice, slots, store, other, must)
    safe = [dice.randint(*allowed(device, slot)) for slot in range(slots)]
    device["safe_w"] = safe
    if dice.random() < 0.5:
        device["last_w"] = [dice.randint(-4_000, 4_000) for _ in range(slots)]
    if store:
        device["store"] = store_around(device, safe, dice)
    return device


def store_around(device, safe, dice):
    """A store whose levels are wide enough for these powers."""
    level = start = dice.randint(0, 5_000_000)
    drain, levels = [], []
    for slot, power in enumerate(safe):
        side = device["give" if power > 0 else "take"] if power else None
        drain.append(dice.randint(-500_000, 2_000_000))
        level += (abs(power) * side[slot]["store_permille"] if side else 0) - drain[-1]
        width = dice.choice([0, 100_000, 4_000_000])
        levels.append([level - dice.randint(0, width), level + dice.randint(0, width)])
    worth = dice.choice([0, 5_000_000])
    return {"start": start, "level": levels, "drain": drain, "end_value_q8": worth}
