#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Upgrades the runtime of a running network of four validators by referendum, while readings come in
# and slots are settled; and recovers another network from a runtime that can make no blocks. Writes
# target/reports/upgrade.json.
#
# usage: scripts/upgrade-drill.sh [--only upgrade|recovery] [--runtimes DIR] [--mode MODE]
#   --only      one of the two parts
#   --runtimes  a folder with next.wasm and bad.wasm that were built before; else they are built there,
#               or in a folder that goes (a few minutes)
#   --mode      netns or loopback, as of scripts/network.sh
# The next runtime is this one with the feature drill: a later version, a migration in one block, one in
# steps. The bad one panics in its migration; it must be caught on a copy of the state.
# A page of Polkadot.js is open meanwhile: Node.js 18 or newer and npm are needed.
# About 12 minutes. COMMONWATT_BIN names the folder of a built node and command line.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/polkadot-js/library.sh
. "$ROOT/scripts/polkadot-js/library.sh"
usage_if_asked "$@"

parts=(upgrade recovery)
runtimes=
mode=()
while (($#)); do
	(($# > 1)) || die "$1 wants a value, or is unknown (--help shows the usage)"
	case "$1" in
	--only) parts=("$2") ;;
	--runtimes) runtimes="$(realpath -- "$2")" ;;
	--mode) mode=(--mode "$2") ;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	shift 2
done
[[ " upgrade recovery " == *" ${parts[0]} "* ]] || die "there is no part '${parts[0]}'"
[[ "${parts[*]}" == recovery ]] || need_node_js
set_up

if [[ -z "${COMMONWATT_BIN:-}" ]]; then
	step "Building"
	scripts/build.sh
fi
export COMMONWATT_BIN="${COMMONWATT_BIN:-$CARGO_TARGET_DIR/release}"
CLI="$COMMONWATT_BIN/commonwatt"
NODE="$COMMONWATT_BIN/commonwatt-node"

# shellcheck source=scripts/faults/lib.sh
. "$ROOT/scripts/faults/lib.sh"
# shellcheck source=scripts/faults/load.sh
. "$ROOT/scripts/faults/load.sh"
# shellcheck source=scripts/upgrade/runtime.sh
. "$ROOT/scripts/upgrade/runtime.sh"
# shellcheck source=scripts/upgrade/upgrade.sh
. "$ROOT/scripts/upgrade/upgrade.sh"
# shellcheck source=scripts/upgrade/recovery.sh
. "$ROOT/scripts/upgrade/recovery.sh"

# The load is a day of the data that are in the repository; see scripts/faults/load.sh.
# shellcheck disable=SC2034
short=1
PATIENCE_S=300
WORK="$(mktemp -d "${TMPDIR:-/tmp}/commonwatt-upgrade.XXXXXX")"
NET="$WORK/net"
runtimes="${runtimes:-$WORK/runtimes}"
background=()
load_pid=
rm -f "$REPORTS/upgrade.json"

# Ends what this script started, and nothing else.
finish() {
	local code=$? pid log
	trap - EXIT
	for pid in "$load_pid" "${background[@]}"; do
		[[ -n "$pid" ]] || continue
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	if ((code != 0)); then
		mkdir -p "$REPORTS/upgrade-logs"
		for log in "$NET"/*/node.log; do
			[[ ! -f "$log" ]] || cp "$log" "$REPORTS/upgrade-logs/$(basename -- "${log%/node.log}").log"
		done
		cp "$WORK"/*.log "$WORK"/marks "$WORK"/facts "$REPORTS/upgrade-logs/" 2>/dev/null || true
		say "logs: ${REPORTS#"$ROOT"/}/upgrade-logs/" >&2
	fi
	[[ ! -f "$NET/mode" ]] || net remove || true
	rm -rf "$WORK"
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

look() { python3 "$ROOT/scripts/upgrade/look.py" "$@"; }
govern() { "$CLI" govern "$@" </dev/null; }

# `since TIME`: seconds since then, with one decimal.
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", b - a }'; }

start_s="$(now_s)"
mkdir -p "$runtimes"
for kind in next:drill bad:drill-bad; do
	[[ ! -s "$runtimes/${kind%:*}.wasm" ]] || continue
	step "Building the ${kind%:*} runtime"
	build_runtime "$runtimes/${kind%:*}.wasm" "${kind#*:}"
done
results=()
for SCENARIO in "${parts[@]}"; do
	"$SCENARIO"
	results+=("$WORK/$SCENARIO.json")
done
python3 "$ROOT/scripts/upgrade/report.py" "$REPORTS/upgrade.json" "$(($(now_s) - start_s))" \
	"${results[@]}"
step "Done in $(took "$start_s")"
say "figures: target/reports/upgrade.json"
