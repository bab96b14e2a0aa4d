#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks at the nodes of a local network.

usage: look.py status NAME=PORT...
       look.py check SECONDS NAME=PORT...
       look.py await SECONDS NUMBER NAME=PORT...
       look.py since SECONDS TIME NAME=PORT...

status  a line per node: best block, last final block, its age in seconds, peers
check   all nodes have the same final blocks and state roots, and finality moves within SECONDS
await   until every node has a final block of at least this number
since   until every node has a final block that was made at this time or later
"""

import sys
import time

from chain import SLOT_S, Away, Node, age_s, slot_of


def status(nodes):
    """Tab-separated, for the table that network.sh prints."""
    for node in nodes:
        try:
            final, block_hash = node.finalised()
            age = age_s(node.header(block_hash))
            line = [node.best(), final, "-" if age is None else f"{age:.0f} s", node.peers()]
        except Away:
            line = ["-", "-", "-", "-"]
        print(node.name, *line, sep="\t")


def differing(nodes):
    """What the nodes tell differently about the highest block that is final for all of them."""
    heights = {node.name: node.finalised()[0] for node in nodes}
    common = min(heights.values())
    roots = {}
    for node in nodes:
        block_hash = node.hash_at(common)
        root = node.header(block_hash)["stateRoot"]
        roots.setdefault((block_hash, root), []).append(node.name)
    return heights, common, roots


def await_final(nodes, number, seconds):
    """Whether every node has this final block in time."""
    end = time.monotonic() + seconds
    waiting = list(nodes)
    while waiting and time.monotonic() < end:
        for node in list(waiting):
            try:
                if node.finalised()[0] >= number:
                    waiting.remove(node)
            except Away:
                pass
        if waiting:
            time.sleep(0.5)
    return [node.name for node in waiting]


def await_since(nodes, since, seconds):
    """Whether every node has a final block made then or later, in time."""
    end = time.monotonic() + seconds
    waiting = list(nodes)
    while waiting and time.monotonic() < end:
        for node in list(waiting):
            try:
                slot = slot_of(node.header(node.finalised()[1]))
                if slot is not None and slot * SLOT_S >= since:
                    waiting.remove(node)
            except Away:
                pass
        if waiting:
            time.sleep(0.5)
    return [node.name for node in waiting]


def check(nodes, seconds):
    """G1: one state root per final height; and finality moves."""
    heights, common, roots = differing(nodes)
    if len(roots) != 1:
        for (block_hash, root), names in roots.items():
            print(f"block {common} is {block_hash} with root {root} on {', '.join(names)}")
        sys.exit("the nodes do not agree")
    ((_, root),) = roots
    print(f"{len(nodes)} nodes agree: final block {common} has state root {root}")
    late = await_final(nodes, max(heights.values()) + 1, seconds)
    if late:
        sys.exit(f"no new final block within {seconds} s on {', '.join(late)}")
    # And once more, at a block that was not there before.
    _, later, roots = differing(nodes)
    if len(roots) != 1 or later <= common:
        sys.exit(f"the nodes do not agree at block {later}")
    print(f"finality moves: block {later} is final on all of them")


def main():
    match sys.argv[1:]:
        case ["status", *nodes]:
            status([Node.of(node) for node in nodes])
        case ["check", seconds, *nodes] if nodes:
            check([Node.of(node) for node in nodes], float(seconds))
        case ["await", seconds, number, *nodes] if nodes:
            late = await_final([Node.of(node) for node in nodes], int(number), float(seconds))
            if late:
                sys.exit(f"block {number} is not final within {seconds} s on {', '.join(late)}")
        case ["since", seconds, since, *nodes] if nodes:
            late = await_since([Node.of(node) for node in nodes], float(since), float(seconds))
            if late:
                sys.exit(f"nothing new is final within {seconds} s on {', '.join(late)}")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main()
    except Away as away:
        sys.exit(str(away))
