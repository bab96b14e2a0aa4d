#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures what a reading and a sweep cost on a real chain (WASM, trie and database included) and
# writes target/reports/bench.json. Run it on a quiet machine; quote the ratios rather than the times.
#
# usage: scripts/bench.sh
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
usage_if_asked "$@"
set_up

step "Building"
cargo build --release --locked --workspace --bins </dev/null
step "Measuring (a few minutes)"
"$CARGO_TARGET_DIR/release/commonwatt-bench" "$REPORTS/bench.json"
