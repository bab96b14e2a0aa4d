# SPDX-License-Identifier: Apache-2.0
"""What a node says about its chain, by JSON-RPC. Used by the scripts beside it."""

import http.client
import json
import time

SLOT_S = 3
"""Seconds between blocks."""

BABE_ENGINE = "42414245"
"""The name under which BABE writes into a header, in hexadecimal."""


class Away(Exception):
    """The node does not answer."""


class Node:
    """A node of the local network."""

    def __init__(self, name, port, timeout_s=3):
        self.name = name
        self.port = int(port)
        self.timeout_s = timeout_s

    @classmethod
    def of(cls, argument):
        """From NAME=PORT."""
        name, _, port = argument.partition("=")
        return cls(name, port)

    def ask(self, method, *parameters):
        """What the node answers; `Away` where it does not."""
        body = json.dumps({"id": 1, "jsonrpc": "2.0", "method": method, "params": parameters})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout_s)
        try:
            connection.request("POST", "/", body, {"Content-Type": "application/json"})
            answer = json.load(connection.getresponse())
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Away(f"{self.name}: {error}") from error
        finally:
            connection.close()
        if "error" in answer:
            raise Away(f"{self.name}: {answer['error']}")
        return answer["result"]

    def hash_at(self, number):
        """The hash of the block of this number on the node's best chain."""
        return self.ask("chain_getBlockHash", number)

    def header(self, block_hash):
        """A block's header."""
        return self.ask("chain_getHeader", block_hash)

    def best(self):
        """Number of the best block."""
        return int(self.ask("chain_getHeader")["number"], 16)

    def finalised(self):
        """Number and hash of the last final block."""
        block_hash = self.ask("chain_getFinalizedHead")
        return int(self.header(block_hash)["number"], 16), block_hash

    def peers(self):
        """How many peers the node has."""
        return self.ask("system_health")["peers"]


def compact_length(data):
    """Bytes of the compact number that data begin with."""
    return {0: 1, 1: 2, 2: 4}.get(data[0] & 3, 1 + (data[0] >> 2) + 4)


def slot_of(header):
    """The BABE slot a header was made for; None for the first block."""
    for log in header["digest"]["logs"]:
        if log.startswith("0x06" + BABE_ENGINE):
            data = bytes.fromhex(log[12:])
            # Length, variant, author (4 bytes), slot (8 bytes).
            start = compact_length(data) + 1 + 4
            return int.from_bytes(data[start : start + 8], "little")
    return None


def age_s(header):
    """Seconds since the slot of this header began."""
    slot = slot_of(header)
    return None if slot is None else time.time() - slot * SLOT_S
