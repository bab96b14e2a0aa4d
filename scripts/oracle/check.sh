#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compares settlement-core with an independent computation, slot by slot. Exit code 0 only if every
# figure agrees.
#
# usage: scripts/oracle/check.sh [count] [seed]     10 000 slots of seed 1 by default
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"
set_up

# The whole workspace is selected so that the features, and with them the dependencies' builds, are
# those of the tests.
cargo build --release --quiet --locked --workspace --example books </dev/null
"$CARGO_TARGET_DIR/release/examples/books" "${1:-10000}" "${2:-1}" |
	python3 scripts/oracle/clearing.py
