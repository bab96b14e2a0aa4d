# SPDX-License-Identifier: Apache-2.0
"""What a plan costs, computed a second time from the definition, in whole numbers. Standard library
only.

Powers of networks and stores are in thousandths of a W (and W*slot), money in 1000 x 256ths of a
nano-currency.
"""

from collections import defaultdict


class PlanError(Exception):
    """The plan is none."""


def ceil_div(value, by):
    """Rounded up, also below zero."""
    return -(-value // by)


def joules(carrier):
    """In a base quantity."""
    return 3_600 if carrier == "electricity" else 1_000


class Weights:
    """The prices of the rules per W*slot, Q8."""

    def __init__(self, problem):
        rules, seconds = problem["rules"], problem["slot_s"]
        self.peak = rules["peak_nano_per_w"] * 256
        self.ramp = rules["ramp_nano_per_w"] * 256
        self.short = ceil_div(rules["reserve_short_nano"] * 256 * seconds, joules("electricity"))
        both = ("electricity", "heat")
        self.calm = {name: rules["calm_nano"] * 256 * seconds // joules(name) for name in both}
        self.overload = {
            name: ceil_div(rules["overload_nano"] * 256 * seconds, joules(name)) for name in both
        }


def carriers(problem):
    """The networks there are."""
    return {name: problem[name] for name in ("electricity", "heat") if problem[name]}


def other_of(name):
    """The other carrier."""
    return "heat" if name == "electricity" else "electricity"


def sides(device, slot):
    """Take and give of a slot; a side that isn't there can do nothing."""
    nothing = dict.fromkeys(("least_w", "most_w", "cost_q8", "other_permille", "store_permille"), 0)
    return [device[name][slot] if device[name] else nothing for name in ("take", "give")]


def allowed(device, slot):
    """Least and most power."""
    take, give = sides(device, slot)
    points = []
    if give["least_w"] == 0:
        points += [-take["most_w"], -take["least_w"]]
    if take["least_w"] == 0:
        points += [give["least_w"], give["most_w"]]
    return min(points), max(points)


def side_at(device, slot, power):
    """The side a power is on."""
    take, give = sides(device, slot)
    return give if power > 0 else take


def verify(problem, plan):
    """The outcome of a plan, by the names of `Outcome`."""
    slots, devices = problem["slots"], problem["devices"]
    powers, alphas = plan["power_w"], plan["alpha_permille"]
    if len(powers) != slots * len(devices) or len(alphas) != len(devices):
        raise PlanError("Shape")
    flags = [device["reserve"] for device in devices]
    if sum(alphas) not in (0, 1_000) or any(a and not may for a, may in zip(alphas, flags)):
        raise PlanError("Participation")
    put = {name: defaultdict(int) for name in carriers(problem)}
    parts = defaultdict(int)
    weights = Weights(problem)
    carried = {"up": [0] * slots, "down": [0] * slots}
    for row, device in enumerate(devices):
        own = powers[row * slots : (row + 1) * slots]
        levels = walk(device, row, own, put)
        parts["devices"] += sum(
            1_000 * abs(power) * side_at(device, slot, power)["cost_q8"]
            for slot, power in enumerate(own)
        )
        if device["store"]:
            parts["devices"] -= device["store"]["end_value_q8"] * levels[-1]
        if device["last_w"] is not None:
            calm = weights.calm[device["carrier"].lower()]
            parts["calm"] += 1_000 * calm * sum(abs(a - b) for a, b in zip(own, device["last_w"]))
        part = problem["rules"]["reserve_w"] * alphas[row]
        for slot, power in enumerate(own):
            for way in ("up", "down") if part else ():
                most = backed(problem, device, slot, power, levels[slot], way)
                carried[way][slot] += min(part, most)
    needed = 1_000 * problem["rules"]["reserve_w"]
    short = sum(max(0, needed - value) for values in carried.values() for value in values)
    return outcome(problem, put, parts, short, weights)


def walk(device, row, powers, put):
    """Checks a device's powers and puts them into the networks; returns its store's levels."""
    name = device["carrier"].lower()
    level = device["store"]["start"] if device["store"] else 0
    levels = []
    for slot, power in enumerate(powers):
        low, high = allowed(device, slot)
        if not low <= power <= high:
            raise PlanError(f"Power {{ row: {row}, slot: {slot} }}")
        side = side_at(device, slot, power)
        put[name][device["node"], slot] += 1_000 * power
        if side["other_permille"] and power:
            put[other_of(name)][device["other_node"], slot] += abs(power) * side["other_permille"]
        level += abs(power) * side["store_permille"]
        if device["store"]:
            level -= device["store"]["drain"][slot]
            least, most = device["store"]["level"][slot]
            if not least <= level <= most:
                raise PlanError(f"Store {{ row: {row}, slot: {slot} }}")
        levels.append(level)
    return levels


def backed(problem, device, slot, power, level, way):
    """How far a device could go in one way, in thousandths of a W, until `reserve_slots` slots of
    it break the bounds of its store in this slot."""
    low, high = allowed(device, slot)
    end, step = (high, 1) if way == "up" else (low, -1)
    if not device["store"]:
        return 1_000 * abs(end - power)
    least, most = device["store"]["level"][slot]
    stops = [power, 0, end] if min(power, end) < 0 < max(power, end) else [power, end]
    gone = 0
    for start, stop in zip(stops, stops[1:]):
        side = side_at(device, slot, max(start, stop) if max(start, stop) > 0 else min(start, stop))
        outward = step * (1 if max(start, stop) > 0 else -1)
        rate = side["store_permille"] * outward * problem["rules"]["reserve_slots"]
        room = most - level if rate > 0 else level - least
        distance = 1_000 * abs(stop - start)
        # A thousandth of a W for so many slots moves the store by a thousandth of the rate.
        reach = distance if rate == 0 else min(distance, max(0, room) * 1_000 // abs(rate))
        gone += reach
        if reach < distance:
            break
        level += rate * distance // 1_000
    return gone


def flows(grid, put, slots):
    """Flow towards the transformer at every node, per slot."""
    result = {}
    for number in reversed(range(len(grid["tree"]))):
        children = [at for at, node in enumerate(grid["tree"]) if at and node["parent"] == number]
        for slot in range(slots):
            passive = grid["passive_w"][slot] * grid["tree"][number]["passive_permille"]
            below = sum(result[child, slot] for child in children)
            result[number, slot] = put[number, slot] - passive + below
    return result


def outcome(problem, put, parts, short, weights):
    """What follows from what devices put into the networks."""
    slots, nets, beyond = problem["slots"], {}, 0
    penalty, rules = weights.short * short, problem["rules"]
    for name, grid in carriers(problem).items():
        flow, contract = flows(grid, put[name], slots), grid["contract"]
        over = 0
        for number, node in enumerate(grid["tree"]):
            for slot in range(slots):
                over += max(0, flow[number, slot] - 1_000 * node["up_max_w"])
                over += max(0, -flow[number, slot] - 1_000 * node["down_max_w"])
        nets[name] = [-flow[0, slot] for slot in range(slots)]
        billed = []
        for slot, net in enumerate(nets[name]):
            bought = min(max(net, 0), 1_000 * contract["import_max_w"])
            sold = min(max(-net, 0), 1_000 * contract["export_max_w"])
            over += abs(net) - bought - sold
            parts["grid"] += bought * grid["buy_q8"][slot] - sold * grid["sell_q8"][slot]
            billed.append(bought - sold)
        if name == "electricity":
            peak = max(0, *billed)
            changes = [abs(b - a) for a, b in zip(billed, billed[1:])]
            free = 1_000 * rules["ramp_limit_w"]
            parts["shape"] += weights.peak * peak
            parts["shape"] += weights.ramp * sum(max(0, change - free) for change in changes)
        penalty += over * weights.overload[name]
        beyond += over
    parts["penalty"] = penalty
    up = lambda value: ceil_div(value, 1_000)  # noqa: E731
    return {
        "cost_q8": up(sum(parts.values())),
        **{
            f"{name}_q8": up(parts[name])
            for name in ("grid", "devices", "shape", "calm", "penalty")
        },
        "net_w": [up(net) for net in nets["electricity"]],
        "heat_net_w": [up(net) for net in nets.get("heat", [])],
        "peak_w": up(peak),
        "ramp_w": up(max([0, *changes])),
        "overload_w_slots": up(beyond),
        "reserve_short_w_slots": up(short),
    }
