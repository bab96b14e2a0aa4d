# SPDX-License-Identifier: Apache-2.0
"""The dispatch problem as a PyPSA network: buses, links, stores and generators; peak and ramp as
extra rows. Knows no reserve, no plan before, no least power and no end value: the reference
instances have none."""

import logging
import warnings

import numpy as np
import pandas as pd
import pypsa

BIG = 1e4
"""More than any power, in kW."""


def eur_per_kwh(q8, problem):
    """Q8 nano-currency per W*slot as EUR per kWh."""
    return np.asarray(q8, dtype=float) / 256 / 1e6 * 3_600 / problem["slot_s"]


def penalty(problem, carrier):
    """Flow beyond a capacity, in EUR per kWh of either carrier."""
    nano = problem["rules"]["overload_nano"]
    return nano / 1e6 * (1 if carrier == "electricity" else 3.6)


def network(problem):
    """The network of a problem."""
    net = pypsa.Network()
    net.set_snapshots(range(problem["slots"]))
    hours = problem["slot_s"] / 3_600
    net.snapshot_weightings = pd.DataFrame(
        hours, net.snapshots, ["objective", "stores", "generators"], dtype=float
    )
    for carrier in ("electricity", "heat"):
        if problem[carrier]:
            add_grid(net, problem, carrier)
    net.add("Bus", "fuel")
    net.add("Generator", "fuel", bus="fuel", p_nom=BIG)
    for row, device in enumerate(problem["devices"]):
        add_device(net, problem, row, device)
    return net


def add_grid(net, problem, carrier):
    """Buses of a tree; each line three links: within its capacity, and beyond it both ways."""
    grid, over = problem[carrier], penalty(problem, carrier)
    net.add("Bus", f"{carrier} grid")
    for number in range(len(grid["tree"])):
        net.add("Bus", f"{carrier} {number}")
    for number, node in enumerate(grid["tree"]):
        own = f"{carrier} {number}"
        above = f"{carrier} {node['parent']}" if number else f"{carrier} grid"
        up, down = node["up_max_w"] / 1e3, node["down_max_w"] / 1e3
        net.add(
            "Link",
            f"{own} line",
            bus0=own,
            bus1=above,
            p_nom=BIG,
            p_max_pu=up / BIG,
            p_min_pu=-down / BIG,
        )
        net.add("Link", f"{own} up", bus0=own, bus1=above, p_nom=BIG, marginal_cost=over)
        net.add("Link", f"{own} down", bus0=above, bus1=own, p_nom=BIG, marginal_cost=over)
        load = np.array(grid["passive_w"]) * node["passive_permille"] / 1e6
        net.add("Load", own, bus=own, p_set=pd.Series(load, net.snapshots))
    top, contract = f"{carrier} grid", grid["contract"]
    buy, sell = (eur_per_kwh(grid[name], problem) for name in ("buy_q8", "sell_q8"))
    series = lambda values: pd.Series(values, net.snapshots)  # noqa: E731
    net.add(
        "Generator",
        f"{carrier} import",
        bus=top,
        p_nom=contract["import_max_w"] / 1e3,
        marginal_cost=series(buy),
    )
    net.add(
        "Generator", f"{carrier} export", bus=top, p_nom=contract["export_max_w"] / 1e3,
        sign=-1, marginal_cost=series(-sell),
    )  # fmt: skip
    net.add("Generator", f"{carrier} shed", bus=top, p_nom=BIG, marginal_cost=over)
    net.add("Generator", f"{carrier} spill", bus=top, p_nom=BIG, sign=-1, marginal_cost=over)


def add_device(net, problem, row, device):
    """A device: a link per side that ends at its store and at its node on the other carrier."""
    own = device["carrier"].lower()
    other = "heat" if own == "electricity" else "electricity"
    node, beside = f"{own} {device['node']}", f"{other} {device['other_node']}"
    if device["store"]:
        add_store(net, row, device["store"])
    for side in ("take", "give"):
        slots = device[side]
        if not slots:
            continue
        frame = pd.DataFrame(slots, index=net.snapshots)
        assert (frame["least_w"] == 0).all() or side == "take"
        most = frame["most_w"].max() / 1e3
        if most == 0:
            continue
        goes = {"bus0": node if side == "take" else "fuel"}
        ends = [] if side == "take" else [(node, frame["most_w"] * 0 + 1.0)]
        # What comes out of a store or off the other network is a negative efficiency.
        if device["store"]:
            ends.append((f"store {row}", frame["store_permille"] / 1e3))
        if frame["other_permille"].any():
            ends.append((beside, frame["other_permille"] / 1e3))
        if not ends:
            ends.append(("fuel", frame["most_w"] * 0.0))
        for number, (bus, efficiency) in enumerate(ends, start=1):
            goes[f"bus{number}"] = bus
            goes["efficiency" if number == 1 else f"efficiency{number}"] = efficiency
        net.add(
            "Link", f"{side} {row}", p_nom=most, p_max_pu=frame["most_w"] / 1e3 / most,
            p_min_pu=frame["least_w"] / 1e3 / most,
            marginal_cost=pd.Series(eur_per_kwh(frame["cost_q8"], problem), net.snapshots), **goes,
        )  # fmt: skip


def add_store(net, row, store):
    """A store with bounds per slot, and what leaves it by itself."""
    hours = net.snapshot_weightings.iloc[0, 0]
    level = np.array(store["level"], dtype=float) / 1e6 * hours
    full = max(level.max(), 1e-3)
    bus = f"store {row}"
    net.add("Bus", bus)
    net.add(
        "Store", bus, bus=bus, e_nom=full, e_initial=store["start"] / 1e6 * hours,
        e_min_pu=pd.Series(level[:, 0] / full, net.snapshots),
        e_max_pu=pd.Series(level[:, 1] / full, net.snapshots),
    )  # fmt: skip
    net.add("Load", bus, bus=bus, p_set=pd.Series(np.array(store["drain"]) / 1e6, net.snapshots))


def shape(problem):
    """Adds peak, ramp, and that both sides of a device share the slot."""

    def add(net, _):
        model, rules = net.model, problem["rules"]
        power = model["Generator-p"]
        bought = power.sel(name="electricity import")
        exchange = bought - power.sel(name="electricity export")
        peak = model.add_variables(lower=0, name="peak")
        model.add_constraints(bought - peak <= 0, name="peak")
        limit = rules["ramp_limit_w"] / 1e3
        beyond = model.add_variables(lower=0, coords=[net.snapshots], name="ramp")
        step = exchange - exchange.shift(snapshot=1)
        later = net.snapshots[1:]
        step, over = step.sel(snapshot=later), beyond.sel(snapshot=later)
        model.add_constraints(step - over <= limit, name="rise")
        model.add_constraints(step + over >= -limit, name="fall")
        shares(net, problem)
        cost = rules["peak_nano_per_w"] / 1e6 * peak + rules["ramp_nano_per_w"] / 1e6 * beyond.sum()
        model.objective += cost

    return add


def shares(net, problem):
    """A device that takes in one part of a slot gives only in the rest of it."""
    flow = net.model["Link-p"]
    for row, device in enumerate(problem["devices"]):
        names = [f"{side} {row}" for side in ("take", "give") if f"{side} {row}" in net.links.index]
        if len(names) < 2:
            continue
        most = pd.DataFrame(
            {side: [slot["most_w"] / 1e3 for slot in device[side]] for side in ("take", "give")}
        )
        busy = net.snapshots[(most > 0).all(axis=1).to_numpy()]
        parts = [
            flow.sel(name=name, snapshot=busy) * (1 / most[side].to_numpy()[busy])
            for name, side in zip(names, ("take", "give"), strict=True)
        ]
        net.model.add_constraints(parts[0] + parts[1] <= 1, name=f"share {row}")


def optimum(problem):
    """Its optimum in EUR, by HiGHS."""
    rules, devices = problem["rules"], problem["devices"]
    assert rules["reserve_w"] == 0 and all(device["last_w"] is None for device in devices)
    assert all(not one["store"] or one["store"]["end_value_q8"] == 0 for one in devices)
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    net = network(problem)
    status, condition = net.optimize(
        solver_name="highs", extra_functionality=shape(problem), output_flag=False
    )
    if (status, condition) != ("ok", "optimal"):
        raise RuntimeError(f"PyPSA: {status}, {condition}")
    return net.model.objective.value
