#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks plans, prices and bounds of `commonwatt-solver` against other computations.

    check.py --solver FILE [--long DIR] [--seed N] --report FILE

1. Exact: what a plan costs and what duals prove, figure by figure, for good, random and broken
   plans and duals: small instances with the solver's own, and random problems.
2. Peer: the same problems as linear programs of our own for HiGHS. The proven bound has to be their
   optimum, the plan's cost close to it, and every price one that is right for HiGHS, too: between
   what a little less and a little more load costs.
3. `--long`: the reference instances in DIR as well, and there also with PyPSA.

The last line on the standard output is the report. Exit code 0: everything agrees.
"""

import argparse
import copy
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cases
import compare
import exact
import peer
from lagrangian import DUAL_MAX

HERE = Path(__file__).resolve().parent
SMALL = sorted(HERE.glob("*.json"))
COST_LIMIT = 1e-4
"""Relative difference between the bound and the peer's optimum."""
SMALL_CHANGE = 1e-5
"""Or this, in EUR: whole W are coarse where a problem is worth cents."""
COARSE = 0.05
"""Or this, in EUR, for random problems, whose capacities are a few W: the solver leaves some of
each free for rounding."""
GAP_LIMIT = 1e-3
"""Relative difference between the plan's cost and the peer's optimum; not where prices are negative
(no plan can charge and discharge a battery at once) or reserve is asked for (no price sees what
backs it)."""
PRICE_LIMIT = 2.0
"""How far a price may be outside the peer's range, in EUR/MWh."""


class Tally:
    """What was found."""

    def __init__(self):
        self.figures = self.questions = self.problems = 0
        self.wrong = []
        self.slips = 0
        self.cost = self.plan = self.price = self.pypsa = 0.0
        self.prices = self.solved = 0

    def exact(self, solver, path, problem, lines):
        """Compares the answers to these questions."""
        figures, wrong, answers = compare.compare(
            [str(solver), "check", "--problem"], path, problem, lines
        )
        self.figures += figures
        self.questions += len(lines)
        self.problems += 1
        self.wrong += wrong
        return answers


def solve(solver, path, folder):
    """The solver's report on a problem."""
    out = Path(folder, "solved.json")
    command = [str(solver), "solve", "--quiet", "--problem", str(path), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return json.loads(out.read_text(encoding="utf-8"))


def questions(problem, dice, solved=None):
    """Plans with duals of every sort."""
    safe = cases.safe_plan(problem)
    zero = cases.empty_duals(problem)
    yield {"plan": safe, "duals": zero}
    for value in (1, DUAL_MAX, -DUAL_MAX):
        yield {"plan": safe, "duals": cases.empty_duals(problem, value)}
    for width in (1_000, 10**6, 10**8, DUAL_MAX):
        plan = cases.random_plan(problem, safe, dice)
        yield {"plan": plan, "duals": cases.random_duals(problem, dice, width)}
    if solved:
        plan, duals = solved["plan"], solved["duals"]
        yield {"plan": plan, "duals": duals}
        yield {"plan": plan, "duals": zero}
        for _ in range(4):
            yield {
                "plan": cases.random_plan(problem, plan, dice),
                "duals": cases.near_duals(duals, dice),
            }


def refused(problem, dice):
    """Plans and duals that are none."""
    safe = cases.safe_plan(problem)
    yield from ({"plan": plan} for plan in cases.broken_plans(problem, safe, dice))
    zero = cases.empty_duals(problem)
    yield from ({"duals": duals} for duals in cases.broken_duals(problem, zero))


def exact_part(solver, tally, folder, seeds):
    """Small instances and random problems, figure by figure."""
    rules = peer.load(SMALL[0])["rules"]
    for path in SMALL:
        problem, dice = peer.load(path), random.Random(path.name)
        lines = [*questions(problem, dice, solve(solver, path, folder)), *refused(problem, dice)]
        answers = tally.exact(solver, path, problem, lines)
        for name in ("plan_error", "dual_error"):
            if len({answer[name] for answer in answers}) < 3:
                tally.wrong.append(f"{path}: hardly a {name} was provoked")
    path = Path(folder, "random.json")
    for seed in seeds:
        problem, dice = cases.small_problem(seed, rules), random.Random(seed)
        path.write_text(json.dumps(problem), encoding="utf-8")
        lines = list(questions(problem, dice))
        if seed % 5 == 0:
            lines += refused(problem, dice)
        tally.exact(solver, path, problem, lines)


def slips(problem):
    """The problem with one number wrong, in many ways: each has to show in some figure."""
    rules = (
        "peak_nano_per_w",
        "ramp_nano_per_w",
        "overload_nano",
        "calm_nano",
        "reserve_short_nano",
    )
    for name in (*rules, "reserve_w", "ramp_limit_w"):
        wrong = copy.deepcopy(problem)
        wrong["rules"][name] += 40
        yield name, wrong
    for carrier in exact.carriers(problem):
        for name in ("buy_q8", "sell_q8", "passive_w"):
            wrong = copy.deepcopy(problem)
            wrong[carrier][name] = [value + 7 for value in wrong[carrier][name]]
            yield f"{carrier} {name}", wrong
        wrong = copy.deepcopy(problem)
        wrong[carrier]["tree"][1]["down_max_w"] -= 1_000
        yield f"{carrier} tree", wrong
    for name in ("cost_q8", "other_permille", "store_permille", "most_w"):
        wrong = copy.deepcopy(problem)
        for device in wrong["devices"]:
            for side in (device["take"] or []) + (device["give"] or []):
                side[name] += bool(side[name])
        yield name, wrong
    for name in ("start", "end_value_q8"):
        wrong = copy.deepcopy(problem)
        for store in filter(None, (device["store"] for device in wrong["devices"])):
            store[name] += 1
        yield name, wrong


def slip_part(solver, tally, folder):
    """Whether the comparison notices what it has to notice, in one instance at least."""
    noticed = {}
    for path in SMALL:
        problem = peer.load(path)
        lines = list(questions(problem, random.Random(0), solve(solver, path, folder)))
        answers = compare.ask([str(solver), "check", "--problem"], path, lines)
        for name, wrong in slips(problem):
            pairs = zip(lines, answers, strict=True)
            shows = (
                compare.differences(compare.expected(wrong, one), other) for one, other in pairs
            )
            noticed[name] = noticed.get(name) or any(list(texts) for texts in shows)
    tally.slips = len(noticed)
    tally.wrong += [f"a wrong {name} is not noticed" for name, seen in noticed.items() if not seen]


def peer_part(solver, tally, path, folder, slots=None):
    """One instance against its linear program. `slots`: the slots whose prices are compared."""
    problem = peer.load(path)
    solved = solve(solver, path, folder)
    program = peer.build(problem)
    optimum, _, _ = program.rows.solve()
    certificate = solved["certificate"]
    bound, cost = certificate["bound_nano"] / 1e9, certificate["cost_nano"] / 1e9
    off = abs(bound - optimum)
    relative = off / abs(optimum)
    apart = min(problem["electricity"]["sell_q8"]) < 0 or problem["rules"]["reserve_w"] > 0
    line = f"{path.stem}: peer {optimum:.6f} EUR, bound {bound:.6f}, plan {cost:.6f}"
    tally.cost = max(tally.cost, relative)
    if off > SMALL_CHANGE and relative > COST_LIMIT:
        tally.wrong.append(f"{line}: the bound is off by {relative:.1e}")
    plan = (cost - optimum) / abs(optimum)
    if not apart:
        tally.plan = max(tally.plan, plan)
    if plan < -COST_LIMIT or (plan > GAP_LIMIT and not apart and cost - optimum > SMALL_CHANGE):
        tally.wrong.append(f"{line}: the plan is off by {plan:.1e}")
    far = prices(tally, problem, solved, program, optimum, slots)
    if far > PRICE_LIMIT:
        tally.wrong.append(f"{line}: a price is off by {far:.3f} EUR/MWh")
    print(f"{line}, prices within {far:.4f} EUR/MWh")
    return problem, solved, optimum


def random_peer_part(solver, tally, folder, seeds):
    """Random problems: the bound is never above the optimum of the linear program, and near."""
    rules, path = peer.load(SMALL[0])["rules"], Path(folder, "random.json")
    for seed in seeds:
        problem = cases.small_problem(seed, rules)
        path.write_text(json.dumps(problem), encoding="utf-8")
        optimum, _, _ = peer.build(problem).rows.solve()
        bound = solve(solver, path, folder)["certificate"]["bound_nano"] / 1e9
        if (
            not -1e-6 * max(1, abs(optimum))
            < optimum - bound
            < max(COARSE, COST_LIMIT * abs(optimum))
        ):
            tally.wrong.append(f"random problem {seed}: bound {bound} EUR, peer {optimum} EUR")
        tally.solved += 1


def prices(tally, problem, solved, program, optimum, slots):
    """How far the solver's prices are from the peer's range, at most, in EUR/MWh."""
    worst = 0.0
    for name in exact.carriers(problem):
        # EUR/MWh of a Q8 nano-currency per W*slot.
        unit = 3_600 / (256 * problem["slot_s"]) / 1e3
        for slot in slots if slots is not None else range(problem["slots"]):
            low, high = peer.price_range(program, name, slot, optimum)
            price = solved["duals"][f"{name}_q8"][slot]
            worst = max(worst, (low - price) * unit, (price - high) * unit)
            tally.prices += 1
    tally.price = max(tally.price, worst)
    tally.solved += 1
    return worst


def long_part(solver, tally, folder, instances):
    """The reference instances, with PyPSA as well."""
    import district_pypsa

    for path in sorted(Path(instances).glob("*.json")):
        problem, _, optimum = peer_part(solver, tally, path, folder, range(5, 96, 30))
        start = time.monotonic()
        other = district_pypsa.optimum(problem)
        relative = abs(other - optimum) / abs(optimum)
        tally.pypsa = max(tally.pypsa, relative)
        print(f"{path.stem}: PyPSA {other:.6f} EUR, {time.monotonic() - start:.0f} s")
        if relative > COST_LIMIT:
            tally.wrong.append(f"{path.stem}: PyPSA is off by {relative:.1e}")


def main():
    """Runs the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--solver", required=True, type=Path)
    parser.add_argument("--long", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", required=True, type=Path)
    asked = parser.parse_args()
    tally = Tally()
    count = 4_000 if asked.long else 250
    with tempfile.TemporaryDirectory() as folder:
        exact_part(
            asked.solver, tally, folder, range(asked.seed * 10_000, asked.seed * 10_000 + count)
        )
        slip_part(asked.solver, tally, folder)
        random_peer_part(asked.solver, tally, folder, range(asked.seed, asked.seed + count // 5))
        for path in SMALL:
            peer_part(asked.solver, tally, path, folder)
        if asked.long:
            long_part(asked.solver, tally, folder, asked.long)
    report = {
        "exact_figures": tally.figures,
        "exact_questions": tally.questions,
        "exact_problems": tally.problems,
        "slips_noticed": tally.slips,
        "peer_problems": tally.solved,
        "differences": len(tally.wrong),
        "prices_compared": tally.prices,
        "peer_cost_rel_diff_max": round(max(tally.cost, tally.pypsa), 8),
        "peer_plan_rel_diff_max": round(tally.plan, 8),
        "peer_price_abs_diff_max": round(tally.price, 5),
    }
    for text in tally.wrong[:20]:
        print(text, file=sys.stderr)
    asked.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report))
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
