#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Asks the nodes of a network what an upgrade drill has to know.

usage: look.py invariants NAME=PORT...
       look.py version NAME=PORT...
       look.py await-version SECONDS VERSION NAME=PORT...
       look.py migrated SECONDS NAME=PORT
       look.py metadata NAME=PORT WORD
       look.py reserved NAME=PORT ACCOUNT
       look.py stalls SECONDS NAME=PORT...
       look.py await-beyond SECONDS NUMBER NAME=PORT...

invariants     every node says that all invariants hold
version        the version of the runtime, the same on all
await-version  until the best block of every node has this version
migrated       until the migrations in steps are done; prints as JSON what they counted
metadata       that the metadata has this word, and how many bytes of it there are
reserved       what the account (hexadecimal) has left as deposits
stalls         that no node has a new block for so long; prints the number of the best one
await-beyond   until every node has a final block after this one
"""

import hashlib
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "network"))
from chain import Away, Node  # noqa: E402

# twox_128 of pallet and entry.
ACCOUNTS = "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9"
"""System.Account"""
CURSOR = "0x0b20199ace3564d0964e2c4d4a9ba46987b188618944a73221aaabb35521b0a1"
"""MultiBlockMigrations.Cursor"""


def call(node, method, data="0x"):
    """What the runtime answers, as bytes."""
    return bytes.fromhex(node.ask("state_call", method, data)[2:])


def until(seconds, condition):
    """Waits until the condition holds; whether it did in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if condition():
                return True
        except Away:
            pass
        time.sleep(0.25)
    return False


def invariants(nodes):
    """Every node says that all hold."""
    for node in nodes:
        answer = call(node, "InvariantsApi_check")
        if answer != b"\0":
            sys.exit(f"{node.name}: {answer[2:].decode(errors='replace')}")
    print(f"all invariants hold, say {len(nodes)} nodes")


def version_of(node):
    """The version of the runtime at the best block."""
    return node.ask("state_getRuntimeVersion")["specVersion"]


def version(nodes):
    """The same on all."""
    versions = {version_of(node) for node in nodes}
    if len(versions) != 1:
        sys.exit(f"the nodes run {versions}")
    print(versions.pop())


def census(node):
    """What the migrations counted: two records of four numbers each."""
    answer = call(node, "UpgradeDrillApi_census")
    numbers = [int.from_bytes(answer[at : at + 4], "little") for at in range(0, 32, 4)]
    names = ("records", "meters", "begun", "done")
    return dict(zip(names, numbers[:4])), dict(zip(names, numbers[4:]))


def is_migrated(node):
    """Whether the chain admits transactions again: the cursor of the migrations is gone."""
    return node.ask("state_getStorage", CURSOR) is None and census(node)[1]["done"] > 0


def reserved(node, account):
    """Deposits of all kinds, in base units of the native currency."""
    raw = bytes.fromhex(account.removeprefix("0x"))
    key = "0x" + ACCOUNTS + hashlib.blake2b(raw, digest_size=16).hexdigest() + raw.hex()
    stored = node.ask("state_getStorage", key)
    # Nonce and three counters of references, then the free balance.
    return 0 if stored is None else int.from_bytes(bytes.fromhex(stored[2:])[32:48], "little")


def metadata(node, word):
    """The newest stable metadata tells of what the new runtime brings."""
    data = call(node, "Metadata_metadata_at_version", "0x0f000000")
    if word.encode() not in data:
        sys.exit(f"{node.name}: the metadata doesn't know {word}")
    print(len(data))


def stalls(seconds, nodes):
    """No new block for so long."""
    best, since = max(node.best() for node in nodes), time.monotonic()
    end = since + 10 * seconds
    while time.monotonic() < since + seconds:
        time.sleep(0.5)
        now = max(node.best() for node in nodes)
        if now > best:
            best, since = now, time.monotonic()
        if time.monotonic() > end:
            sys.exit(f"block {now} is there, and more come")
    print(best)


def main():
    match sys.argv[1:]:
        case ["invariants", *nodes] if nodes:
            invariants([Node(*node.split("="), timeout_s=60) for node in nodes])
        case ["version", *nodes] if nodes:
            version([Node.of(node) for node in nodes])
        case ["await-version", seconds, wanted, *nodes] if nodes:
            nodes = [Node.of(node) for node in nodes]
            if not until(
                float(seconds), lambda: all(version_of(node) == int(wanted) for node in nodes)
            ):
                sys.exit(f"not all nodes have runtime {wanted} within {seconds} s")
        case ["migrated", seconds, name]:
            node = Node.of(name)
            if not until(float(seconds), lambda: is_migrated(node)):
                sys.exit(f"the migrations are not done within {seconds} s")
            ledgers, meters = census(node)
            print(json.dumps({"ledgers": ledgers, "meters": meters}))
        case ["metadata", name, word]:
            metadata(Node(*name.split("="), timeout_s=60), word)
        case ["reserved", name, account]:
            print(reserved(Node.of(name), account))
        case ["stalls", seconds, *nodes] if nodes:
            stalls(float(seconds), [Node.of(node) for node in nodes])
        case ["await-beyond", seconds, number, *nodes] if nodes:
            nodes = [Node.of(node) for node in nodes]
            if not until(
                float(seconds),
                lambda: all(node.finalised()[0] > int(number) for node in nodes),
            ):
                sys.exit(f"no block after {number} is final on all nodes within {seconds} s")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main()
    except Away as away:
        sys.exit(str(away))
