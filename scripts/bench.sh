#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures what a reading, a sweep and a round of collective dispatch cost on a real chain (WASM, trie
# and database included), how the state grows slot by slot, and how many readings a second a node takes
# into its blocks while it holds a million meters. Writes target/reports/bench.json. Run it on a quiet
# machine; quote the ratios rather than the times.
#
# usage: scripts/bench.sh [--short] [--meters N]
#        scripts/bench.sh --dispatch
#   --short     a few minutes: 20 000 meters, fewer rounds
#   --meters N  meters registered on the node's chain (default 1 000 000)
#   --dispatch  only what a round of 1 000 devices and 96 slots costs, about a minute; the figures go to
#               target/reports/bench-dispatch.json, and the time of a proposal's check to dispatch.json
#
# The long form takes about 25 minutes on two cores, 8 GB of memory and 3 GB in $TMPDIR.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
usage_if_asked "$@"

options=()
meters=
short=
dispatch=
while (($#)); do
	case "$1" in
	--short) short=1 ;;
	--dispatch) dispatch=1 ;;
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
bench="$CARGO_TARGET_DIR/release/commonwatt-bench"
if [[ -n "$dispatch" ]]; then
	report="$REPORTS/bench-dispatch.json"
	"$bench" "$report" --dispatch-only </dev/null
else
	report="$REPORTS/bench.json"
	"$bench" "$report" --node "$CARGO_TARGET_DIR/release/commonwatt-node" "${options[@]}" </dev/null
fi
python3 scripts/experiments/oscillation_report.py --merge "$report" verify_ms_1000x96
step "Done in $(took "$start_s")"
say "figures: ${report#"$ROOT"/}"
