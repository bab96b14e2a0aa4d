# SPDX-License-Identifier: Apache-2.0
"""Compares what `commonwatt-solver check` says of plans and duals with our own figures."""

import json
import subprocess

import exact
import lagrangian


def ask(solver, path, lines):
    """The answers of the Rust side, one per line asked."""
    text = "".join(json.dumps(line) + "\n" for line in lines)
    command = [*solver, str(path)]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(lines):
        raise RuntimeError(f"{len(answers)} answers to {len(lines)} questions")
    return answers


def expected(problem, line):
    """The same figures, computed here."""
    found = dict.fromkeys(("outcome", "plan_error", "bound_q8", "dual_error", "regrets_nano"))
    found["device_min"] = []
    plan, duals = line.get("plan"), line.get("duals")
    if plan is not None:
        try:
            found["outcome"] = exact.verify(problem, plan)
        except exact.PlanError as error:
            found["plan_error"] = str(error)
    if duals is not None:
        try:
            prices = lagrangian.Lagrangian(problem, duals)
            found["bound_q8"], found["device_min"] = prices.bound()
            if found["outcome"] is not None:
                found["regrets_nano"] = prices.regrets(plan)
        except lagrangian.DualError as error:
            found["dual_error"] = str(error)
    return found


def differences(mine, theirs):
    """Figures that differ, as texts."""
    for name, value in mine.items():
        other = theirs.get(name)
        if isinstance(value, dict) and isinstance(other, dict):
            yield from (f"{name}.{text}" for text in differences(value, other))
        elif value != other:
            yield f"{name}: {str(other)[:200]}, not {str(value)[:200]}"


def compare(solver, path, problem, lines):
    """Asks and compares. Returns (figures compared, differences, answers)."""
    answers = ask(solver, path, lines)
    wrong, count = [], 0
    for number, (line, answer) in enumerate(zip(lines, answers, strict=True)):
        mine = expected(problem, line)
        count += sum(
            len(value) if isinstance(value, (dict, list)) else 1 for value in mine.values()
        )
        wrong += [f"{path}, question {number}: {text}" for text in differences(mine, answer)]
        wrong += above(path, number, mine)
    return count, wrong, answers


def above(path, number, mine):
    """No bound may be above the cost of a feasible plan."""
    if (
        mine["outcome"]
        and mine["bound_q8"] is not None
        and mine["bound_q8"] > mine["outcome"]["cost_q8"]
    ):
        yield f"{path}, question {number}: the bound is above the cost of a plan"
