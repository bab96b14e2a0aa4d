#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Breaks a local network of four validators in many ways, one after the other, and measures what that
# did: kills, old, cut and full disks, parts that don't see each other, wrong clocks, a flooded pool, a set
# of validators that changes, and a node that joins where nobody has old blocks any more. Writes
# target/reports/faults.json.
#
# usage: scripts/faults.sh [--short] [--only NAME,...] [--minutes N] [--load] [--mode MODE] [--runtime FILE]
#   --short    as briefly as possible, and without partition_3_1, clock, pool_flood, set_change and disk_full
#              unless --only names them: some three minutes on a quiet machine; with "--only all" twenty
#              minutes
#   --only     "all", or some of: quiet, kill_one, partition_2_2, kill_all, restore_copy,
#              partition_3_1, truncate_database, clock, pool_flood, warp_sync, set_change (a validator is
#              removed by referendum, and admitted again), disk_full (which comes last)
#   --minutes  how long a kill a minute goes on, and half of it each split lasts (default 10)
#   --load     a community's readings go through the network all the while
#   --mode     netns or loopback, as of scripts/network.sh
#   --runtime  what the chain begins with instead. A new set takes over after the next but one session has
#              begun, so that set_change takes up to 50 minutes with sessions of ten. In the short form the
#              chain has sessions of a minute, with a runtime that is built for it (some minutes) unless
#              this names one (the feature short-sessions)
# About two hours in the long form. COMMONWATT_BIN names the folder of a built node and command line, and
# of commonwatt-flood, without which pool_flood is left out.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
usage_if_asked "$@"

ALL=(quiet kill_one partition_2_2 kill_all restore_copy partition_3_1 truncate_database clock
	pool_flood warp_sync set_change disk_full)
BRIEF=(quiet kill_one partition_2_2 kill_all restore_copy truncate_database warp_sync)
only=
short=
minutes=10
load=
mode=()
runtime=
while (($#)); do
	case "$1" in
	--short) short=1 ;;
	--load) load=true ;;
	--only | --minutes | --mode | --runtime)
		(($# > 1)) || die "$1 wants a value"
		case "$1" in
		--only) only="$2" ;;
		--minutes) minutes="$2" ;;
		--mode) mode=(--mode "$2") ;;
		--runtime) runtime="$(realpath -- "$2")" ;;
		esac
		shift
		;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	shift
done
[[ "$minutes" =~ ^[1-9][0-9]*$ ]] || die "--minutes wants a number"
SCENARIOS=("${ALL[@]}")
if [[ -n "$only" && "$only" != all ]]; then
	IFS=, read -r -a SCENARIOS <<<"$only"
elif [[ -z "$only" && -n "$short" ]]; then
	SCENARIOS=("${BRIEF[@]}")
fi
set_up

if [[ -z "${COMMONWATT_BIN:-}" ]]; then
	step "Building"
	scripts/build.sh
fi
export COMMONWATT_BIN="${COMMONWATT_BIN:-$CARGO_TARGET_DIR/release}"
CLI="$COMMONWATT_BIN/commonwatt"

# shellcheck source=scripts/faults/lib.sh
. "$ROOT/scripts/faults/lib.sh"
# shellcheck source=scripts/faults/kill.sh
. "$ROOT/scripts/faults/kill.sh"
# shellcheck source=scripts/faults/parts.sh
. "$ROOT/scripts/faults/parts.sh"
# shellcheck source=scripts/faults/disk.sh
. "$ROOT/scripts/faults/disk.sh"
# shellcheck source=scripts/faults/join.sh
. "$ROOT/scripts/faults/join.sh"
# shellcheck source=scripts/faults/validators.sh
. "$ROOT/scripts/faults/validators.sh"
# shellcheck source=scripts/faults/flood.sh
. "$ROOT/scripts/faults/flood.sh"
# shellcheck source=scripts/faults/load.sh
. "$ROOT/scripts/faults/load.sh"
# shellcheck source=scripts/upgrade/runtime.sh
. "$ROOT/scripts/upgrade/runtime.sh"
for scenario in "${SCENARIOS[@]}"; do
	[[ " ${ALL[*]} " == *" $scenario "* ]] || die "there is no scenario '$scenario'"
done

# Lengths. Nodes throw blocks and states away as early as the length allows, so that joining and
# coming back are tried among peers that have no history.
if [[ -n "$short" ]]; then
	QUIET_S=6 KILLS=1 KILL_EVERY_S=20 DOWN_S=4 KILLS_OF_ALL=1 SPLIT_S=9 CLOCK_S=6 COPY_AGE_S=1
	DISK_S=10 KEPT_BLOCKS=20 CLOCKS=(3) FLOOD_METERS=1024 FLOOD_ROUNDS=4 form=short
	# All scenarios: then each often enough to say something.
	[[ "$only" != all ]] ||
		KILLS=4 KILLS_OF_ALL=4 QUIET_S=30 SPLIT_S=20 CLOCK_S=20 CLOCKS=(3 -3) LOAD_STEP_S=12
else
	QUIET_S=120 KILLS="$minutes" KILL_EVERY_S=60 DOWN_S=10 KILLS_OF_ALL=20 COPY_AGE_S=120
	SPLIT_S=$((minutes * 30)) CLOCK_S=120 DISK_S=120 KEPT_BLOCKS=256 CLOCKS=(3 -3) FLOOD_METERS=2048
	FLOOD_ROUNDS=20 form=long
	[[ -d "$ROOT/target/data/winter-month" ]] || LOAD_STEP_S=85
fi
PATIENCE_S=300
NODE_OPTIONS=(--state-pruning "$KEPT_BLOCKS" --blocks-pruning "$KEPT_BLOCKS")

WORK="$(mktemp -d "${TMPDIR:-/tmp}/commonwatt-faults.XXXXXX")"
NET="$WORK/net"
observer_pid=
load_pid=
failed=0
rm -f "$REPORTS/faults.json"

# Ends what this script started, and nothing else.
finish() {
	local code=$? pid log
	trap - EXIT
	for pid in "$load_pid" "$observer_pid"; do
		[[ -n "$pid" ]] || continue
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	if ((code != 0)); then
		mkdir -p "$REPORTS/faults-logs"
		for log in "$NET"/*/node.log; do
			[[ ! -f "$log" ]] || cp "$log" "$REPORTS/faults-logs/$(basename -- "${log%/node.log}").log"
		done
		cp "$WORK"/*.log "$WORK"/marks "$WORK"/seen "$REPORTS/faults-logs/" 2>/dev/null || true
		say "logs: ${REPORTS#"$ROOT"/}/faults-logs/" >&2
	fi
	if [[ -f "$NET/mode" ]]; then net stop all || true; fi
	if [[ -s "$WORK/mounted" ]]; then umount "$(cat "$WORK/mounted")" || true; fi
	if [[ -f "$NET/mode" ]]; then net remove || true; fi
	rm -rf "$WORK"
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Nothing happens: what the others are compared with.
quiet() {
	sleep "$QUIET_S"
	healed alice bob charlie dave
	await_on
}

# `run_scenario NAME`: and its figures.
run_scenario() {
	local code=0
	SCENARIO="$1"
	step "$SCENARIO"
	mark begin
	# A shell of its own, so that one that fails does not end the others.
	set +e
	(
		set -e
		leaving=
		"$SCENARIO"
		# Until the observer has written down what was just seen.
		sleep 1.5
		mark end
		mapfile -t all < <(ports)
		python3 "$ROOT/scripts/faults/measure.py" scenario --name "$SCENARIO" --seen "$WORK/seen" \
			--marks "$WORK/marks" --facts "$WORK/facts" --out "$WORK/$SCENARIO.json" "${all[@]}"
		[[ -z "$leaving" ]] || net remove "$leaving"
	)
	code=$?
	set -e
	if ((code != 0)); then
		failed=$((failed + 1))
		warn "$SCENARIO failed"
	fi
}

if [[ -n "$short" && -z "$runtime" && " ${SCENARIOS[*]} " == *" set_change "* ]]; then
	step "Building a runtime whose sessions take a minute"
	runtime="$WORK/runtime.wasm"
	build_runtime "$runtime" short-sessions
fi
chain=()
if [[ -n "$runtime" ]]; then
	"$COMMONWATT_BIN/commonwatt-node" export-chain-spec --chain local --output "$WORK/plain.json" >/dev/null 2>&1
	python3 "$ROOT/scripts/upgrade/spec.py" code "$WORK/plain.json" "$runtime"
	chain=(--chain "$WORK/plain.json")
fi

start_s="$(now_s)"
step "Starting four validators that keep $KEPT_BLOCKS blocks"
net start "${mode[@]}" "${chain[@]}" -- "${NODE_OPTIONS[@]}"
python3 "$ROOT/scripts/faults/observe.py" "$WORK/seen" "$NET" </dev/null >"$WORK/observe.log" 2>&1 &
observer_pid=$!
if [[ -n "$load" ]]; then start_load; fi

for scenario in "${SCENARIOS[@]}"; do
	run_scenario "$scenario"
done

double_issues=null
if [[ -n "$load" ]]; then
	step "What the load left"
	if ! finish_load; then
		failed=$((failed + 1))
		warn "the load failed: $(tail -n 1 "$WORK/load.log")"
	fi
fi
step "Do all nodes agree?"
net check
results=()
for scenario in "${SCENARIOS[@]}"; do
	[[ ! -f "$WORK/$scenario.json" ]] || results+=("$WORK/$scenario.json")
done
((${#results[@]})) || die "no scenario has figures"
python3 "$ROOT/scripts/faults/measure.py" report --out "$REPORTS/faults.json" \
	--set "form=$form" --set "mode=$(cat "$NET/mode")" --set validators=4 \
	--set "load=${load:-false}" --set "session_blocks=$(session_blocks)" --set "double_issues=$double_issues" \
	--set "failed=$failed" --set "seconds=$(($(now_s) - start_s))" "${results[@]}"
step "Done in $(took "$start_s")"
say "figures: target/reports/faults.json"
((failed == 0)) || die "$failed of these failed"
