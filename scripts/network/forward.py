#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes ports of a network namespace's loopback reachable on this machine's loopback.

usage: forward.py NAMESPACE LISTEN:TARGET...

A socket belongs to the namespace it was made in. So this listens first, then enters the namespace,
and whatever it connects to from then on is inside. Runs until it is stopped.
"""

import asyncio
import ctypes
import os
import socket
import sys

CLONE_NEWNET = 0x40000000
CHUNK = 65536


def listener(port):
    """A socket that listens on this port of the loopback, where we are now."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    made.listen(128)
    return made


def enter(namespace):
    """Moves this process into a network namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open(f"/run/netns/{namespace}", encoding="ascii") as handle:
        if libc.setns(handle.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"cannot enter {namespace}")


async def pump(reader, writer):
    """Copies until one side ends."""
    try:
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


async def serve(made, target):
    """Passes every connection on to this port inside."""

    async def on_client(reader, writer):
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))

    server = await asyncio.start_server(on_client, sock=made)
    await server.serve_forever()


async def main():
    pairs = [tuple(int(port) for port in pair.split(":")) for pair in sys.argv[2:]]
    listeners = [(listener(listen), target) for listen, target in pairs]
    enter(sys.argv[1])
    await asyncio.gather(*(serve(made, target) for made, target in listeners))


if __name__ == "__main__":
    if len(sys.argv) < 3 or not os.path.exists(f"/run/netns/{sys.argv[1]}"):
        sys.exit(__doc__)
    asyncio.run(main())
