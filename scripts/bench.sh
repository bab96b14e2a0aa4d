#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures what a reading and a sweep cost on a real chain (WASM, trie and database included), how the
# state grows slot by slot, and how many readings a second a node takes into its blocks while it holds
# a million meters. Writes target/reports/bench.json. Run it on a quiet machine; quote the ratios
# rather than the times.
#
# usage: scripts/bench.sh [--short] [--meters N]
#   --short     a few minutes: 20 000 meters, fewer rounds
#   --meters N  meters registered on the node's chain (default 1 000 000)
#
# The long form takes about 25 minutes on two cores, 8 GB of memory and 3 GB in $TMPDIR.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
usage_if_asked "$@"

options=()
meters=
short=
while (($#)); do
	case "$1" in
	--short) short=1 ;;
	--meters)
		meters="${2:-}"
		shift
		;;
	--meters=*) meters="${1#--meters=}" ;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	(($#)) && shift
done
if [[ -n "$short" ]]; then
	options+=(--short --slots 12 --batches 3000 --growth 300)
	meters="${meters:-20000}"
fi
if [[ -n "$meters" ]]; then
	[[ "$meters" =~ ^[0-9]+$ ]] || die "--meters needs a number, not '$meters'"
	options+=(--meters "$meters")
fi
set_up

step "Building"
cargo build --release --locked --workspace --bins </dev/null
step "Measuring"
start_s="$(now_s)"
"$CARGO_TARGET_DIR/release/commonwatt-bench" "$REPORTS/bench.json" \
	--node "$CARGO_TARGET_DIR/release/commonwatt-node" "${options[@]}" </dev/null
step "Done in $(took "$start_s")"
say "figures: target/reports/bench.json"
