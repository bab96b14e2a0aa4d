# SPDX-License-Identifier: Apache-2.0
"""What duals prove, computed a second time, in whole numbers. Standard library only.

The problem is written down as rows and boxed variables. Every row times its dual joins the
objective, and each variable takes its least on its own: the general form of the bound, without the
closed forms of `dispatch-core`. Units as in `exact.py`.
"""

from collections import defaultdict

from exact import Weights, allowed, carriers, ceil_div, side_at, sides

DUAL_MAX = 1 << 40


class DualError(Exception):
    """The duals can't be used."""


def spread(values, slots, positive=False):
    """A list of duals; empty is 0 throughout."""
    values = values or [0] * slots
    if len(values) != slots:
        raise DualError("Shape")
    if any(abs(value) > DUAL_MAX for value in values):
        raise DualError("OutOfRange")
    return [max(0, value) for value in values] if positive else list(values)


def runs(lists, count, slots):
    """Duals by node or row from runs."""
    found = {}
    for index, parts in lists:
        values = [part["value"] for part in parts for _ in range(part["slots"])]
        wrong = any(part["slots"] == 0 for part in parts) or (parts and len(values) != slots)
        if wrong or index >= count or (found and index <= max(found)):
            raise DualError("Shape")
        found[index] = spread(values, slots)
    return found


class Lagrangian:
    """All rows of a problem in its objective, each times its dual."""

    def __init__(self, problem, duals):
        self.problem, self.slots = problem, problem["slots"]
        self.cost = defaultdict(int)
        self.box = {}
        self.fixed = defaultdict(int)
        self.weights = Weights(problem)
        self.read(duals)
        for row, device in enumerate(problem["devices"]):
            self.add_device(row, device)
        for name, grid in carriers(problem).items():
            self.add_grid(name, grid)
        self.add_shape()
        self.add_reserve()

    def read(self, duals):
        """The duals, one number per slot."""
        problem, slots = self.problem, self.slots
        rows = len(problem["devices"])
        named = [row for row, _ in duals["stores_q8"]]
        if any(row >= rows or not problem["devices"][row]["store"] for row in named):
            raise DualError("Shape")
        self.ramp = spread(duals["ramp_q8"], slots)
        self.price, self.node = {}, {}
        for name in ("electricity", "heat"):
            root, nodes = duals[f"{name}_q8"], duals[f"{name}_nodes_q8"]
            if not problem[name]:
                if root or nodes:
                    raise DualError("Shape")
                continue
            if len(root) != slots:
                raise DualError("Shape")
            self.price[name] = spread(root, slots)
            self.node[name] = runs(nodes, len(problem[name]["tree"]), slots)
        self.peak = spread(duals["peak_q8"], slots, positive=True)
        self.reserve = {
            way: spread(duals[f"reserve_{way}_q8"], slots, positive=True) for way in ("up", "down")
        }
        self.water = runs(duals["stores_q8"], rows, slots)

    def row(self, dual, terms, right, owner=None):
        """dual * (right - sum of terms) joins the objective."""
        self.fixed[owner] += dual * right
        for variable, value in terms:
            self.cost[variable] -= dual * value

    def injections(self, name, node, slot):
        """What devices put in at a node: [(variable, thousandths of a W per W)]."""
        terms = []
        for row, device in enumerate(self.problem["devices"]):
            take, give = sides(device, slot)
            if device["carrier"].lower() == name:
                if device["node"] == node:
                    terms += [((row, slot, "take"), -1_000), ((row, slot, "give"), 1_000)]
            elif device["other_node"] == node:
                terms += [((row, slot, "take"), take["other_permille"])]
                terms += [((row, slot, "give"), give["other_permille"])]
        return terms

    def add_device(self, row, device):
        """Its costs, and the rows of its store."""
        for slot in range(self.slots):
            for name, side in zip(("take", "give"), sides(device, slot), strict=True):
                self.cost[row, slot, name] += 1_000 * side["cost_q8"]
        if not device["store"]:
            return
        store, water = device["store"], self.water.get(row, [0] * self.slots)
        self.cost[row, self.slots - 1, "level"] -= store["end_value_q8"]
        for slot, dual in enumerate(water):
            take, give = sides(device, slot)
            self.box[row, slot, "level"] = store["level"][slot]
            terms = [((row, slot, "level"), 1)]
            right = -store["drain"][slot]
            if slot:
                terms.append(((row, slot - 1, "level"), -1))
            else:
                right += store["start"]
            terms.append(((row, slot, "take"), -take["store_permille"]))
            terms.append(((row, slot, "give"), -give["store_permille"]))
            # The dual is what more in the store saves.
            self.row(-dual, terms, right, row)

    def reach(self, name, slot):
        """How much devices can put into a network at most, and draw from it."""
        most = least = 0
        for device in self.problem["devices"]:
            take, give = sides(device, slot)
            low, high = allowed(device, slot)
            taken, given = max(0, -low), max(0, high)
            if device["carrier"].lower() == name:
                ends = [0, 1_000 * given, -1_000 * taken]
            else:
                ends = [0, given * give["other_permille"], taken * take["other_permille"]]
            most, least = most + max(ends), least + min(ends)
        return most, -least

    def add_grid(self, name, grid):
        """Balance at the transformer, exchange with the grid, and capacities."""
        tree, overload = grid["tree"], self.weights.overload[name]
        below = {at: {at} for at in range(len(tree))}
        for at in reversed(range(1, len(tree))):
            below[tree[at]["parent"]] |= below[at]
        for slot in range(self.slots):
            most, least = self.reach(name, slot)
            passive = 1_000 * grid["passive_w"][slot]
            need, left = max(0, passive + least), max(0, most - passive)
            bought = 1_000 * grid["contract"]["import_max_w"]
            sold = 1_000 * grid["contract"]["export_max_w"]
            boxes = {
                "import": (min(need, bought), 1, grid["buy_q8"][slot]),
                "export": (min(left, sold), -1, -grid["sell_q8"][slot]),
                "shed": (max(0, need - bought), 1, overload),
                "spill": (max(0, left - sold), -1, overload),
            }
            everywhere = [self.injections(name, node, slot) for node in range(len(tree))]
            terms = [term for node in everywhere for term in node]
            for what, (high, sign, cost) in boxes.items():
                self.box[name, slot, what] = (0, high)
                self.cost[name, slot, what] += cost
                terms.append(((name, slot, what), sign))
            self.row(self.price[name][slot], terms, passive)
            for node, values in self.node[name].items():
                part = sum(tree[at]["passive_permille"] for at in below[node])
                load = grid["passive_w"][slot] * part
                behind = [term for at in below[node] for term in everywhere[at]]
                up = values[slot] >= 0
                cap = 1_000 * (tree[node]["up_max_w"] if up else -tree[node]["down_max_w"])
                beyond = most - load - cap if up else cap + least + load
                over = (name, slot, f"over {node}")
                self.box[over] = (0, max(0, beyond))
                self.cost[over] += overload
                # Up: flow - over <= cap; down: flow + over >= cap.
                self.row(-values[slot], [*behind, (over, -1 if up else 1)], cap + load)

    def add_shape(self):
        """Peak and ramp."""
        name = "electricity"
        highest = max(self.box[name, slot, "import"][1] for slot in range(self.slots))
        self.box["peak"] = (0, highest)
        self.cost["peak"] += self.weights.peak
        limit = 1_000 * self.problem["rules"]["ramp_limit_w"]
        for slot in range(self.slots):
            self.row(-self.peak[slot], [((name, slot, "import"), 1), ("peak", -1)], 0)
            if slot == 0:
                continue
            ends = [
                self.box[name, at, what][1]
                for at, what in (
                    (slot, "import"),
                    (slot - 1, "export"),
                    (slot, "export"),
                    (slot - 1, "import"),
                )
            ]
            beyond = max(ends[0] + ends[1], ends[2] + ends[3]) - limit
            over, dual = (name, slot, "beyond"), self.ramp[slot]
            self.box[over] = (0, max(0, beyond))
            self.cost[over] += self.weights.ramp
            sign = 1 if dual >= 0 else -1
            terms = [((name, slot, "import"), 1), ((name, slot, "export"), -1)]
            terms += [((name, slot - 1, "import"), -1), ((name, slot - 1, "export"), 1)]
            self.row(-dual, [*terms, (over, -sign)], sign * limit)

    def add_reserve(self):
        """Headroom of the devices that carry reserve."""
        needed = 1_000 * self.problem["rules"]["reserve_w"]
        for way, duals in self.reserve.items():
            for slot, dual in enumerate(duals):
                short = ("reserve", slot, way)
                self.box[short] = (0, needed)
                self.cost[short] += self.weights.short
                self.row(dual, [(short, 1)], needed)
                for row, device in enumerate(self.problem["devices"]):
                    if device["reserve"]:
                        low, high = allowed(device, slot)
                        end, sign = (high, -1) if way == "up" else (-low, 1)
                        terms = [
                            ((row, slot, "take"), -sign * 1_000),
                            ((row, slot, "give"), sign * 1_000),
                        ]
                        self.row(dual, terms, -1_000 * end, row)

    def power_cost(self, row, slot, power):
        """What a power costs at these duals."""
        device = self.problem["devices"][row]
        cost = self.cost[row, slot, "give" if power > 0 else "take"] * abs(power)
        if device["last_w"] is not None:
            calm = 1_000 * self.weights.calm[device["carrier"].lower()]
            cost += calm * abs(power - device["last_w"][slot])
        return cost

    def device_least(self, row):
        """The least a device costs: in each slot at an end of its range, 0, or its last plan."""
        device, total = self.problem["devices"][row], self.fixed[row]
        for slot in range(self.slots):
            low, high = allowed(device, slot)
            last = device["last_w"][slot] if device["last_w"] is not None else low
            bends = {low, high, min(max(0, low), high), min(max(last, low), high)}
            total += min(self.power_cost(row, slot, power) for power in bends)
            if device["store"]:
                total += self.least((row, slot, "level"))
        return total

    def device_at(self, row, powers):
        """What it costs with these powers."""
        device, total = self.problem["devices"][row], self.fixed[row]
        level = device["store"]["start"] if device["store"] else 0
        for slot, power in enumerate(powers):
            total += self.power_cost(row, slot, power)
            if device["store"]:
                level += abs(power) * side_at(device, slot, power)["store_permille"]
                level -= device["store"]["drain"][slot]
                total += self.cost[row, slot, "level"] * level
        return total

    def least(self, variable):
        """The least of a boxed variable."""
        return min(self.cost[variable] * end for end in self.box[variable])

    def bound(self):
        """(bound in Q8, rounded down; the least of each device)."""
        devices = [self.device_least(row) for row in range(len(self.problem["devices"]))]
        others = sum(self.least(name) for name in self.box if name[-1] != "level")
        return (sum(devices) + others + self.fixed[None]) // 1_000, devices

    def regrets(self, plan):
        """How much better each device could do alone, in nano-currency, rounded up."""
        slots, result = self.slots, []
        for row, least in enumerate(self.bound()[1]):
            cost = self.device_at(row, plan["power_w"][row * slots : (row + 1) * slots])
            result.append(ceil_div(max(0, cost - least), 256_000))
        return result
