#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Figures of faults, from what observe.py saw and what faults.sh wrote down.

usage: measure.py scenario --seen FILE --marks FILE --facts FILE --name NAME --out FILE NAME=PORT...
       measure.py gap --seen FILE --since TIME
       measure.py report --out FILE [--set KEY=VALUE]... SCENARIO-FILE...

A block is final when the first node says so; its lag counts from the slot it was made in. Blocks are
missed in slots without a block on the final chain. A fault is recovered from when all nodes that it
touched have a final block made after it was over; that includes the usual lag. A final block is lost
if a node said it was final and any node has another one, or none, in its place at the end. A gap is the
longest time in which no node had a new final block.
"""

import argparse
import json
import math
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "network"))
from chain import SLOT_S, Away, Node, slot_of  # noqa: E402


def lines(path):
    """The JSON objects of a file, one per line."""
    if not pathlib.Path(path).exists():
        return []
    with open(path, encoding="utf-8") as handle:
        return [json.loads(line) for line in handle if line.strip()]


def percentile(values, share):
    """The value that so many of them don't exceed (nearest rank); None of nothing."""
    if not values:
        return None
    ranked = sorted(values)
    return round(ranked[math.ceil(share * len(ranked)) - 1], 1)


def slots_between(node, first, last):
    """The slot of each block of the final chain, by number."""
    slots = {}
    for number in range(max(first, 1), last + 1):
        slots[number] = slot_of(node.header(node.hash_at(number)))
    return slots


def first_final(seen, since):
    """When the first node said that a block was final, by number."""
    when, highest = {}, None
    for line in seen:
        if "final" not in line:
            continue
        if highest is None:
            highest = line["final"]
        for number in range(highest + 1, line["final"] + 1):
            when[number] = line["t"]
        highest = max(highest, line["final"])
    return {number: t for number, t in when.items() if t >= since}


def longest_gap(final, begin, end):
    """The longest time in which no node had a new final block."""
    times = sorted({begin, end, *(t for t in final.values() if begin <= t <= end)})
    return round(max((b - a for a, b in zip(times, times[1:])), default=0), 1)


def recoveries(seen, marks, slots):
    """Seconds from the end of each fault until the nodes it touched went on; None if they never did."""
    found = []
    for mark in (mark for mark in marks if mark["mark"] == "healed"):
        after = [number for number, slot in slots.items() if slot * SLOT_S >= mark["t"]]
        times = []
        for node in mark["nodes"]:
            times.append(
                next(
                    (
                        line["t"] - mark["t"]
                        for line in seen
                        if line["node"] == node
                        and line["t"] >= mark["t"]
                        and after
                        and line.get("final", 0) >= min(after)
                    ),
                    None,
                )
            )
        found.append(None if None in times or not times else max(times))
    return found


def lost_blocks(seen, nodes):
    """Final blocks that a node does not have where another one said they are."""
    said = {(line["final"], line["hash"]) for line in seen if "final" in line}
    lost = set()
    for node in nodes:
        final = node.finalised()[0]
        for number, block_hash in said:
            if number <= final and node.hash_at(number) != block_hash:
                lost.add((number, block_hash))
    return len(lost)


def fell_back(seen, since):
    """The most final blocks that a node had to fetch a second time after it was started again."""
    last, most = {}, 0
    for line in seen:
        if "final" in line:
            if line["t"] >= since:
                most = max(most, last.get(line["node"], 0) - line["final"])
            last[line["node"]] = line["final"]
    return most


def same_roots(nodes):
    """Whether all nodes have the same block and state root where all are final."""
    common = min(node.finalised()[0] for node in nodes)
    hashes = [node.hash_at(common) for node in nodes]
    roots = [node.header(block_hash)["stateRoot"] for node, block_hash in zip(nodes, hashes)]
    return len(set(hashes)) == 1 and len(set(roots)) == 1


def scenario(arguments):
    """The figures of one scenario."""
    nodes = [Node.of(node) for node in arguments.nodes]
    marks = [mark for mark in lines(arguments.marks) if mark["scenario"] == arguments.name]
    # One that has to prepare something begins again when it is done.
    begin = [mark["t"] for mark in marks if mark["mark"] == "begin"][-1]
    end = marks[-1]["t"]
    everything = [line for line in lines(arguments.seen) if line["t"] <= end]
    seen = [line for line in everything if line["t"] >= begin - 60]
    final = first_final(everything, begin)
    numbers = sorted(final)
    slots = slots_between(nodes[0], numbers[0], numbers[-1]) if numbers else {}
    lags = [final[number] - slots[number] * SLOT_S for number in numbers]
    span = slots[numbers[-1]] - slots[numbers[0]] + 1 if numbers else 0
    recovered = recoveries(seen, marks, slots)
    whole = [value for value in recovered if value is not None]
    result = {
        "name": arguments.name,
        "seconds": round(end - begin),
        "faults": sum(mark["mark"] == "fault" for mark in marks),
        "blocks_final": len(numbers),
        "finality_lag_p50_s": percentile(lags, 0.50),
        "finality_lag_p99_s": percentile(lags, 0.99),
        "finality_gap_max_s": longest_gap(final, begin, end),
        "blocks_missed": span - len(numbers),
        "recovery_s": round(max(whole), 1) if whole and len(whole) == len(recovered) else None,
        "recoveries_s": [None if value is None else round(value, 1) for value in recovered],
        "lost_finalised_blocks": lost_blocks(seen, nodes),
        "refetched_final_blocks_max": fell_back(everything, begin),
        "same_state_roots": same_roots(nodes),
        "lags_s": [round(lag, 2) for lag in lags],
    }
    for fact in lines(arguments.facts):
        if fact.pop("scenario") == arguments.name:
            result.update(fact)
    pathlib.Path(arguments.out).write_text(json.dumps(result), encoding="utf-8")
    print(
        "  {blocks_final} final blocks, lag p50 {finality_lag_p50_s} s, p99 {finality_lag_p99_s} s; "
        "{blocks_missed} missed; recovered in {recovery_s} s; {lost_finalised_blocks} lost".format(**result)
    )
    if not result["same_state_roots"] or result["lost_finalised_blocks"]:
        sys.exit("  the nodes do not agree")


def value_of(text):
    """A number, true, false, null, or the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def gap(arguments):
    """The longest time since then without a new final block."""
    seen = lines(arguments.seen)
    final = first_final(seen, arguments.since)
    print(longest_gap(final, arguments.since, seen[-1]["t"]))


def report(arguments):
    """All scenarios, and figures over them."""
    scenarios = [json.loads(pathlib.Path(path).read_text()) for path in arguments.scenarios]
    ran = [entry for entry in scenarios if "skipped" not in entry]
    lags = [lag for entry in ran for lag in entry.pop("lags_s")]
    times = [entry["recovery_s"] for entry in ran if entry["recovery_s"] is not None]
    facts = dict(pair.split("=", 1) for pair in arguments.set)
    whole = {
        **{key: value_of(value) for key, value in facts.items()},
        "finality_lag_p50_s": percentile(lags, 0.50),
        "finality_lag_p99_s": percentile(lags, 0.99),
        "blocks_missed": sum(entry["blocks_missed"] for entry in ran),
        "recovery_s": max(times, default=None),
        "lost_finalised_blocks": sum(entry["lost_finalised_blocks"] for entry in ran),
        "scenarios": {entry.pop("name"): entry for entry in scenarios},
    }
    pathlib.Path(arguments.out).write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("scenario")
    for option in ("--seen", "--marks", "--facts", "--name", "--out"):
        one.add_argument(option, required=True)
    one.add_argument("nodes", nargs="+")
    quiet = commands.add_parser("gap")
    quiet.add_argument("--seen", required=True)
    quiet.add_argument("--since", required=True, type=float)
    every = commands.add_parser("report")
    every.add_argument("--out", required=True)
    every.add_argument("--set", action="append", default=[])
    every.add_argument("scenarios", nargs="+")
    arguments = parser.parse_args()
    {"scenario": scenario, "gap": gap, "report": report}[arguments.command](arguments)


if __name__ == "__main__":
    try:
        main()
    except Away as away:
        sys.exit(str(away))
