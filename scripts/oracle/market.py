# SPDX-License-Identifier: Apache-2.0
"""One slot's market, computed from its rows with exact rationals.

Written from the rules and not from the Rust code, so that the two can contradict each other. It is
slow on purpose: ticks are real intervals that limits are compared with, the price is found by
trying all ticks, and `floor` and `ceil` come last.

A slot is a dictionary: slot, grid_net, loss (base quantities), tariff [feed_in, retail,
network_fee, fund_fee] (nano per base quantity), rule ("ratio" or "sharing"), keys and price of the
sharing rule, mode (where the grid's share is billed: "on_chain", "outside" or "closed"), rows.
"""

from bisect import bisect_left, bisect_right
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor

TICKS = 256
PPM = 1_000_000
BALANCING, GRID = -1, -2


class Band:
    """The seller's prices of a slot, cut into ticks."""

    def __init__(self, tariff):
        self.feed_in, self.retail, self.network_fee, self.fund_fee = tariff
        self.fees = self.network_fee + self.fund_fee
        self.margin = self.retail - self.feed_in - self.fees

    def begin(self, tick):
        return self.feed_in + Fraction(self.margin * tick, 255)

    def end(self, tick):
        """Every price of the tick is below this."""
        return self.feed_in + Fraction(self.margin * (tick + 1), 255)

    def seller_accepts(self, limit, tick):
        """Whether no price of the tick is below the limit."""
        if limit is None or limit <= self.feed_in:
            return True
        if self.margin == 0:
            return False
        return limit <= self.begin(tick)

    def buyer_accepts(self, limit, tick):
        """Whether no whole price of the tick, fees on top, is above the limit."""
        if limit is None or limit >= self.retail:
            return True
        if self.margin == 0 or tick == TICKS - 1:
            return False
        return ceil(self.end(tick)) - 1 + self.fees <= limit

    def first_sold(self, limit):
        """The lowest tick a seller accepts, `TICKS` if none. It accepts all above."""
        return bisect_left(range(TICKS), True, key=lambda t: self.seller_accepts(limit, t))

    def first_too_dear(self, limit):
        """The lowest tick a buyer refuses, `TICKS` if none. It refuses all above."""
        return bisect_left(range(TICKS), True, key=lambda t: not self.buyer_accepts(limit, t))


def lost(slot):
    """What the balancing account imports: the energy no meter shows."""
    return max(slot["loss"], 0)


def found(slot):
    """What the balancing account exports: meters show more than the feeder."""
    return max(-slot["loss"], 0)


def is_local(slot, band):
    return band.margin >= 0 and slot["mode"] != "closed"


def is_static(slot):
    return slot["rule"] == "sharing" and slot["keys"] == "static"


def inside(slot):
    return [row for row in slot["rows"] if not row["outside"]]


def shares_of(quantities, total, whole):
    """`whole` cut in proportion to quantities of a total: differences of floored prefix shares."""
    if not total:
        return [0] * len(quantities)
    ends = [floor(Fraction(end * whole, total)) for end in accumulate(quantities, initial=0)]
    return [after - before for before, after in zip(ends, ends[1:])]


# The ratio rule.


def fixed_point(slot, band):
    """The highest tick whose lower end is no dearer than the ratio price of those who accept it."""
    supply_from, demand_until = [0] * (TICKS + 1), [0] * (TICKS + 1)
    supply_from[0], demand_until[TICKS] = found(slot), lost(slot)
    for row in inside(slot):
        supply_from[band.first_sold(row["sell_min"])] += row["export"]
        demand_until[band.first_too_dear(row["buy_max"])] += row["import"]
    supplies = list(accumulate(supply_from))
    demands = [sum(demand_until) - refused for refused in accumulate(demand_until)]
    for tick in reversed(range(TICKS)):
        supply, demand = supplies[tick], demands[tick]
        if tick * supply <= (TICKS - 1 - tick) * demand:
            return tick, supply, demand
    raise AssertionError("tick 0 always holds")


def ratio_price(band, tick, supply, demand):
    if band.margin == 0:
        return band.feed_in
    if supply + demand == 0:
        return band.feed_in + floor(Fraction(band.margin, 2))
    price = band.feed_in + floor(Fraction(band.margin * demand, supply + demand))
    last = band.retail - band.fees if tick == TICKS - 1 else ceil(band.end(tick)) - 1
    return min(price, last)


def by_limits(slot, band):
    """(tick, what each row sells, what each row buys) under the ratio rule."""
    tick, _, _ = fixed_point(slot, band)
    sells = [not r["outside"] and band.seller_accepts(r["sell_min"], tick) for r in slot["rows"]]
    buys = [not r["outside"] and band.buyer_accepts(r["buy_max"], tick) for r in slot["rows"]]
    bought = [row["import"] if bought else 0 for row, bought in zip(slot["rows"], buys)]
    return tick, sells, buys, bought


# The sharing rule.


def by_keys(slot):
    """The same under the sharing rule: everybody sells, keys say who may buy how much."""
    rows, static = slot["rows"], is_static(slot)
    sells = [not row["outside"] for row in rows]
    buys = [
        sold and row["participation_percent"] > 0 and (not static or row["share_ppm"] > 0)
        for row, sold in zip(rows, sells)
    ]
    bought = [
        floor(Fraction(row["import"] * row["participation_percent"], 100)) if may else 0
        for row, may in zip(rows, buys)
    ]
    if static:
        supply = found(slot) + sum(row["export"] for row in inside(slot))
        ends = [min(end, PPM) for end in accumulate(row["share_ppm"] for row in rows)]
        keys = [end - before for before, end in zip([0, *ends], ends)]
        offered = shares_of(keys, PPM, supply)
        bought = [min(wanted, offer) for wanted, offer in zip(bought, offered)]
    return 0, sells, buys, bought


def voted_price(slot, band):
    """The price from the ballot, kept where nobody does worse than with the grid."""
    return max(band.feed_in, min(slot["price"], band.retail - band.fees))


# Both rules.


def clear(slot):
    """(band, every figure of the clearing, what each row does)."""
    band, rows = Band(slot["tariff"]), slot["rows"]
    local, mode = is_local(slot, band), slot["mode"]
    tick, sells, buys, bought = 0, *([[value] * len(rows) for value in (False, False, 0)])
    if local and slot["rule"] == "ratio":
        tick, sells, buys, bought = by_limits(slot, band)
    elif local:
        tick, sells, buys, bought = by_keys(slot)
    sold = [row["export"] if sell else 0 for row, sell in zip(rows, sells)]
    shared_loss = lost(slot) if local and not is_static(slot) else 0
    supply = sum(sold) + (found(slot) if local else 0)
    demand = sum(bought) + shared_loss
    matched = min(supply, demand)
    figures = {
        "local": local,
        "tick": tick,
        "supply": supply,
        "demand": demand,
        "matched": matched,
        "refused_supply": sum(row["export"] for row in inside(slot)) + found(slot) - supply,
        "refused_demand": sum(row["import"] for row in inside(slot)) + lost(slot) - demand,
        "outside_supply": sum(row["export"] for row in rows if row["outside"]),
        "outside_demand": sum(row["import"] for row in rows if row["outside"]),
        "rotation": slot["slot"] * 0x9E3779B1 % matched if matched else 0,
        **prices(slot, band, local, tick, supply, demand),
    }
    return band, figures, {
        "sells": sells,
        "buys": buys,
        "sold": sold,
        "bought": bought,
        # The balancing account is the last row of both axes.
        "matched_export": shares_of([*sold, found(slot) if local else 0], supply, matched),
        "matched_import": shares_of([*bought, shared_loss], demand, matched),
    }


def prices(slot, band, local, tick, supply, demand):
    """p_s, p_b and the two blended prices."""
    grid_sell, grid_buy = grid_prices(slot, band)
    if not local:
        closed = slot["mode"] == "closed"
        seller, buyer = (0, 0) if closed else (band.feed_in, band.retail)
        sell, buy = grid_sell, grid_buy
    else:
        ratio = slot["rule"] == "ratio"
        seller = ratio_price(band, tick, supply, demand) if ratio else voted_price(slot, band)
        buyer, matched = seller + band.fees, min(supply, demand)
        worth = matched * seller + (supply - matched) * grid_sell
        cost = matched * buyer + (demand - matched) * grid_buy
        idle = (0, 0) if slot["mode"] == "outside" else (seller, buyer)
        sell = floor(Fraction(worth, supply)) if supply else idle[0]
        buy = ceil(Fraction(cost, demand)) if demand else idle[1]
    return {"price_seller": seller, "price_buyer": buyer, "sell_price": sell, "buy_price": buy}


def grid_prices(slot, band):
    """What the grid pays and takes on chain: nothing, if its share is billed elsewhere."""
    return (band.feed_in, band.retail) if slot["mode"] == "on_chain" else (0, 0)


def legs(slot, band, figures, doing):
    """(what each row gains, what the balancing account gains)."""
    grid_sell, grid_buy = grid_prices(slot, band)
    sell, buy = figures["sell_price"], figures["buy_price"]
    own_sell, own_buy = figures["price_seller"], figures["price_buyer"]

    def leg(index, export, bought, taken):
        if slot["rule"] == "ratio":
            sells, buys = index < 0 or doing["sells"][index], index < 0 or doing["buys"][index]
            return export * (sell if sells else grid_sell) - taken * (buy if buys else grid_buy)
        given, got = doing["matched_export"][index], doing["matched_import"][index]
        return (
            given * own_sell + (export - given) * grid_sell
            - got * own_buy - (taken - got) * grid_buy
        )

    row_legs = [
        0 if row["outside"] else leg(index, row["export"], doing["bought"][index], row["import"])
        for index, row in enumerate(slot["rows"])
    ]
    return row_legs, leg(-1, found(slot), lost(slot), lost(slot))


def named_legs(slot, band, figures, row_legs, balancing):
    """Named legs from what each party really exchanged; rounding is what is left."""
    grid_sell, grid_buy = grid_prices(slot, band)
    matched = figures["matched"]
    delivered = figures["demand"] - matched + figures["refused_demand"]
    taken = figures["supply"] - matched + figures["refused_supply"]
    named = {
        "grid": grid_buy * delivered - grid_sell * taken + band.network_fee * matched,
        "balancing": balancing,
        "fund": band.fund_fee * matched,
        "suspense": sum(row_legs),
    }
    return {**named, "rounding": -sum(named.values())}


def flow(slot, figures, doing):
    """Runs [exporter, importer, quantity] of all export of the slot."""
    names = [*range(len(slot["rows"])), BALANCING]
    exports = [*(row["export"] for row in slot["rows"]), found(slot)]
    ends = list(accumulate(doing["matched_import"]))
    runs, rank, matched = [], 0, figures["matched"]
    for name, export, run in zip(names, exports, doing["matched_export"]):
        while run > 0:
            there = (rank + figures["rotation"]) % matched
            importer = bisect_right(ends, there)
            quantity = min(run, ends[importer] - there)
            runs.append([name, names[importer], quantity])
            run, rank, export = run - quantity, rank + quantity, export - quantity
        if export:
            runs.append([name, GRID, export])
    return runs


def settle(slot):
    """Everything at once: (figures with named legs, row legs, what rows do, band)."""
    band, figures, doing = clear(slot)
    row_legs, balancing = legs(slot, band, figures, doing)
    named = named_legs(slot, band, figures, row_legs, balancing)
    return {**figures, **named}, row_legs, doing, band
