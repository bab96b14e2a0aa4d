# SPDX-License-Identifier: Apache-2.0
"""The dispatch problem as a linear program written from its definition, solved by HiGHS.

Units: kW, kW*slot, EUR. Every node has a row, every side a column, whether it can bind or not. A
device that takes in one part of a slot and gives in the rest has only the slot: what no price can
exclude, and what the bound of `dispatch-core` allows. Reserve counts without what backs it.
"""

import json
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

INFINITE = np.inf


def eur(q8):
    """Q8 nano-currency per W*slot (or per W) as EUR per kW*slot (per kW)."""
    return q8 / 256 / 1e6


@dataclass
class Rows:
    """A linear program that grows."""

    cost: list = field(default_factory=list)
    low: list = field(default_factory=list)
    high: list = field(default_factory=list)
    terms: tuple = field(default_factory=lambda: ([], [], []))
    row_low: list = field(default_factory=list)
    row_high: list = field(default_factory=list)
    constant: float = 0.0

    def column(self, cost=0.0, low=0.0, high=INFINITE):
        """A variable; returns its number."""
        self.cost.append(cost)
        self.low.append(low)
        self.high.append(high)
        return len(self.cost) - 1

    def row(self, terms, low, high):
        """low <= sum of value*column <= high; returns its number."""
        number = len(self.row_low)
        for column, value in terms:
            self.terms[0].append(number)
            self.terms[1].append(column)
            self.terms[2].append(value)
        self.row_low.append(low)
        self.row_high.append(high)
        return number

    def solve(self):
        """Optimum, solution, and the price of every row: what one more unit on its right costs."""
        low, high = np.array(self.row_low), np.array(self.row_high)
        shape = (len(low), len(self.cost))
        every = coo_array((self.terms[2], (self.terms[0], self.terms[1])), shape=shape).tocsr()
        equal, above, below = (
            low == high,
            (low != high) & (low > -INFINITE),
            (low != high) & (high < INFINITE),
        )
        result = linprog(
            self.cost,
            A_ub=_stack(every[below], -every[above]),
            b_ub=np.concatenate([high[below], -low[above]]),
            A_eq=every[equal], b_eq=low[equal],
            bounds=np.column_stack([self.low, self.high]), method="highs",
        )  # fmt: skip
        if result.status != 0:
            raise RuntimeError(f"HiGHS: {result.message}")
        prices = np.zeros(len(low))
        prices[equal] = result.eqlin.marginals
        return result.fun + self.constant, result.x, prices


def _stack(upper, lower):
    from scipy.sparse import vstack

    return vstack([upper, lower]).tocsr()


@dataclass
class Peer:
    """A program and where its balances are."""

    rows: Rows
    balance: dict
    columns: list

    def prices(self, prices, carrier="electricity"):
        """Price per slot, in nano-currency per W*slot, Q8."""
        return [prices[row] * 256e6 for row in self.balance[carrier]]


def per_slot(problem, nano, carrier):
    """Nano-currency per base quantity in EUR per kW*slot."""
    return nano * problem["slot_s"] / (3_600 if carrier == "electricity" else 1_000) / 1e6


def build(problem, share_time=True):
    """The program of a problem."""
    rows = Rows()
    carriers = {name: problem[name] for name in ("electricity", "heat") if problem[name]}
    # What devices bring to each node: (carrier, node, slot) -> [(column, kW per kW)].
    at = {
        (name, node, slot): []
        for name, grid in carriers.items()
        for node in range(len(grid["tree"]))
        for slot in range(problem["slots"])
    }
    columns = [add_device(rows, problem, device, at, share_time) for device in problem["devices"]]
    exchange, balance = {}, {}
    for name, grid in carriers.items():
        exchange[name], balance[name] = add_grid(rows, problem, name, grid, at)
    add_shape(rows, problem, exchange["electricity"])
    if problem["rules"]["reserve_w"]:
        add_reserve(rows, problem, columns)
    return Peer(rows, balance, columns)


def add_device(rows, problem, device, at, share_time):
    """Columns (take, give) per slot; `None` where there is no such side."""
    own = device["carrier"].lower()
    other = "heat" if own == "electricity" else "electricity"
    calm = per_slot(problem, problem["rules"]["calm_nano"], own)
    sides = []
    for slot in range(problem["slots"]):
        pair = []
        for name, sign in (("take", -1), ("give", 1)):
            side = device[name][slot] if device[name] else None
            column = None
            if side:
                column = rows.column(
                    eur(side["cost_q8"]), side["least_w"] / 1e3, side["most_w"] / 1e3
                )
                at[own, device["node"], slot].append((column, sign))
                if side["other_permille"]:
                    key = (other, device["other_node"], slot)
                    at[key].append((column, side["other_permille"] / 1e3))
            pair.append(column)
        add_choice(rows, device, slot, pair, calm, share_time)
        sides.append(pair)
    if device["store"]:
        add_store(rows, device, sides)
    return sides


def add_choice(rows, device, slot, pair, calm, share_time):
    """Which part of a slot belongs to which side, and how far each is from the last plan."""
    sides = [
        device[name][slot]["most_w"] / 1e3 if device[name] else 0.0 for name in ("take", "give")
    ]
    last = None if device["last_w"] is None else device["last_w"][slot] / 1e3
    if share_time and min(sides) > 0:
        parts = [rows.column(0.0, 0.0, 1.0) for _ in sides]
        rows.row([(part, 1) for part in parts], 1, 1)
        for column, part, most in zip(pair, parts, sides, strict=True):
            rows.row([(column, 1), (part, -most)], -INFINITE, 0)
        moves = (
            [[(column, sign), (part, -last)] for column, sign, part in zip(pair, (-1, 1), parts)]
            if last is not None
            else []
        )
        right = 0.0
    elif last is not None:
        moves = [[(column, sign) for column, sign in zip(pair, (-1, 1)) if column is not None]]
        right = last
    else:
        return
    for terms in moves:
        more, less = rows.column(calm), rows.column(calm)
        rows.row([*terms, (more, -1), (less, 1)], right, right)


def add_store(rows, device, sides):
    """Levels of a store, and what changes them."""
    store, before = device["store"], None
    for slot, (low, high) in enumerate(store["level"]):
        last = slot == len(store["level"]) - 1
        level = rows.column(-eur(store["end_value_q8"]) if last else 0.0, low / 1e6, high / 1e6)
        terms, right = [(level, 1)], -store["drain"][slot] / 1e6
        if before is None:
            right += store["start"] / 1e6
        else:
            terms.append((before, -1))
        for column, name in zip(sides[slot], ("take", "give"), strict=True):
            if column is not None:
                terms.append((column, -device[name][slot]["store_permille"] / 1e3))
        rows.row(terms, right, right)
        before = level


def add_grid(rows, problem, name, grid, at):
    """Flows of a tree. Returns import and export columns, and the rows at the upstream grid."""
    overload = per_slot(problem, problem["rules"]["overload_nano"], name)
    exchange, balance = [], []
    for slot in range(problem["slots"]):
        for number in reversed(range(len(grid["tree"]))):
            node = grid["tree"][number]
            flow = rows.column(0.0, -node["down_max_w"] / 1e3, node["up_max_w"] / 1e3)
            up, down = rows.column(overload), rows.column(overload)
            away = [(flow, 1), (up, 1), (down, -1)]
            passive = grid["passive_w"][slot] * node["passive_permille"] / 1e6
            terms = at[name, number, slot] + [(column, -value) for column, value in away]
            rows.row(terms, passive, passive)
            target = (name, node["parent"], slot)
            if number:
                at[target] = at[target] + away
            else:
                contract = grid["contract"]
                bought = rows.column(eur(grid["buy_q8"][slot]), 0, contract["import_max_w"] / 1e3)
                sold = rows.column(-eur(grid["sell_q8"][slot]), 0, contract["export_max_w"] / 1e3)
                shed, spill = rows.column(overload), rows.column(overload)
                ends = [(bought, 1), (sold, -1), (shed, 1), (spill, -1)]
                balance.append(rows.row(away + ends, 0, 0))
                exchange.append((bought, sold))
    return exchange, balance


def add_shape(rows, problem, exchange):
    """Peak and ramp of the exchange with the electricity grid."""
    rules = problem["rules"]
    peak = rows.column(rules["peak_nano_per_w"] / 1e6)
    for bought, _ in exchange:
        rows.row([(bought, 1), (peak, -1)], -INFINITE, 0)
    limit = rules["ramp_limit_w"] / 1e3
    for (bought_0, sold_0), (bought, sold) in zip(exchange, exchange[1:]):
        beyond = rows.column(rules["ramp_nano_per_w"] / 1e6)
        change = [(bought, 1), (sold, -1), (bought_0, -1), (sold_0, 1)]
        rows.row([*change, (beyond, -1)], -INFINITE, limit)
        rows.row([*change, (beyond, 1)], -limit, INFINITE)


def injections(device, slot):
    """Sides that work in a slot, each with electricity given per power: (name, factor, side)."""
    both = [(name, device[name][slot]) for name in ("take", "give") if device[name]]
    forced = [(name, side) for name, side in both if side["least_w"] > 0]
    own = {"take": -1.0, "give": 1.0}
    electric = device["carrier"] == "Electricity"
    return [
        (name, own[name] if electric else side["other_permille"] / 1e3, side)
        for name, side in forced or both
    ]


def add_reserve(rows, problem, columns):
    """Headroom of the devices that carry reserve, upwards and downwards."""
    reserve = problem["rules"]["reserve_w"] / 1e3
    price = per_slot(problem, problem["rules"]["reserve_short_nano"], "electricity")
    for slot in range(problem["slots"]):
        up, down = [(rows.column(price), 1)], [(rows.column(price), 1)]
        up_needs = down_needs = reserve
        for device, sides in zip(problem["devices"], columns, strict=True):
            if not device["reserve"]:
                continue
            works = injections(device, slot)
            reach = [
                factor * side[end] / 1e3
                for _, factor, side in works
                for end in ("least_w", "most_w")
            ]
            up_needs -= max(reach)
            down_needs += min(reach)
            for name, factor, _ in works:
                column = sides[slot][name == "give"]
                up.append((column, -factor))
                down.append((column, factor))
        rows.row(up, up_needs, INFINITE)
        rows.row(down, down_needs, INFINITE)


def price_range(peer, carrier, slot, optimum, width=0.01):
    """Between which prices of a slot (Q8) every optimal dual lies: what a little less and a little
    more load costs, in `width` kW."""
    row = peer.balance[carrier][slot]
    ends = []
    for by in (-width, width):
        peer.rows.row_low[row] = peer.rows.row_high[row] = by
        ends.append((peer.rows.solve()[0] - optimum) / by * 256e6)
        peer.rows.row_low[row] = peer.rows.row_high[row] = 0.0
    return ends


def load(path):
    """A problem."""
    with open(path, encoding="utf-8") as file:
        return json.load(file)
