#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes down what every node of a local network says is final, as it changes.

usage: observe.py OUT FOLDER

Looks at the nodes in FOLDER (a network's folder, whose nodes may come and go) twice a second, and
appends a line to OUT for each change: time, node, number and hash of the last final block, best block.
Runs until it is stopped.
"""

import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "network"))
from chain import Away, Node  # noqa: E402

PERIOD_S = 0.5


def nodes_in(folder):
    """The nodes that should be running."""
    for pid in sorted(folder.glob("*/pid")):
        try:
            yield Node(pid.parent.name, (pid.parent / "ports").read_text().split()[0], timeout_s=1)
        except OSError:
            continue


def look(node, last):
    """A line about the node, unless nothing has changed."""
    try:
        block_hash = node.ask("chain_getFinalizedHead")
        best = node.best()
        if last.get(node.name, (None, None))[:2] == (block_hash, best):
            return None
        number = int(node.header(block_hash)["number"], 16)
        last[node.name] = (block_hash, best)
        return {"node": node.name, "final": number, "hash": block_hash, "best": best}
    except Away:
        if last.pop(node.name, None) is None:
            return None
        return {"node": node.name, "away": True}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[2])
    last = {}
    with open(sys.argv[1], "a", encoding="utf-8") as out:
        while True:
            begin = time.time()
            for node in nodes_in(folder):
                line = look(node, last)
                if line is not None:
                    out.write(json.dumps({"t": round(time.time(), 3), **line}) + "\n")
            out.flush()
            time.sleep(max(0.05, begin + PERIOD_S - time.time()))


if __name__ == "__main__":
    main()
