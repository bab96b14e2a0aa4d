#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Shows Commonwatt once from end to end: sets the machine up, builds, starts a development node on a
# temporary folder, replays a day of a neighbourhood through it, reports, and traces one unit of
# energy. Figures go to target/reports/demo.json.
#
# usage: scripts/demo.sh [--day winter|summer] [--keep] [--short]
#   --day    which day (default winter)
#   --keep   leave the node running, and say how to stop it
#   --short  only the first 8 hours of the day
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
usage_if_asked "$@"

SHORT_SLOTS=32
day=winter
keep=
short=
while (($#)); do
	case "$1" in
	--day)
		day="${2:-}"
		shift
		;;
	--day=*) day="${1#--day=}" ;;
	--keep) keep=1 ;;
	--short) short=1 ;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	(($#)) && shift
done
case "$day" in
winter | summer) ;;
*) die "there is a winter and a summer day, not '$day'" ;;
esac
set_up
# Old figures must not pass for new ones if this run fails.
rm -f "$REPORTS/demo.json"

start_s="$(now_s)"
scripts/build.sh
build_s=$(($(now_s) - start_s))
NODE="$CARGO_TARGET_DIR/release/commonwatt-node"
CLI="$CARGO_TARGET_DIR/release/commonwatt"

work="$(mktemp -d "${TMPDIR:-/tmp}/commonwatt-demo.XXXXXX")"
node_pid=
kept=

# Stops the node of this demo, and no other.
finish() {
	local code=$?
	trap - EXIT
	if [[ -n "$kept" ]]; then exit "$code"; fi
	if [[ -n "$node_pid" ]] && kill -0 "$node_pid" 2>/dev/null; then
		kill "$node_pid" 2>/dev/null || true
		wait "$node_pid" 2>/dev/null || true
	fi
	if ((code != 0)) && [[ -s "$work/node.log" ]]; then
		cp "$work/node.log" "$REPORTS/demo-node.log"
		say "the node's log: ${REPORTS#"$ROOT"/}/demo-node.log" >&2
	fi
	rm -rf "$work"
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A folder with the first slots of a day: fewer readings, everything else as it is.
shorten() {
	mkdir -p "$2"
	cp "$1"/*.csv "$1"/day.json "$2"/
	awk -F, -v slots="$SHORT_SLOTS" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == "slot") column = i; print; next }
		$column < slots' "$1/readings.csv" >"$2/readings.csv"
}

free_ports() {
	python3 - <<-'PY'
		import socket
		sockets = [socket.socket() for _ in range(2)]
		for s in sockets:
		    s.bind(("127.0.0.1", 0))
		print(*(s.getsockname()[1] for s in sockets))
	PY
}

start_node() {
	read -r rpc_port p2p_port < <(free_ports)
	nohup "$NODE" --dev --base-path "$work/node" --rpc-port "$rpc_port" --no-prometheus \
		--listen-addr "/ip4/127.0.0.1/tcp/$p2p_port" --no-mdns \
		>"$work/node.log" 2>&1 </dev/null &
	node_pid=$!
	URL="ws://127.0.0.1:$rpc_port"
	local i
	for ((i = 0; i < 120; i++)); do
		if curl -sf -m 2 -H 'Content-Type: application/json' \
			-d '{"id":1,"jsonrpc":"2.0","method":"system_health","params":[]}' \
			"http://127.0.0.1:$rpc_port" >/dev/null 2>&1; then
			say "node $node_pid listens on $URL"
			return
		fi
		kill -0 "$node_pid" 2>/dev/null || { tail -n 20 "$work/node.log" >&2; die "the node stopped"; }
		sleep 0.5
	done
	die "the node did not answer within a minute"
}

# What to type to look further, for a node that stays.
farewell() {
	step "The node stays up"
	say "it listens on   $URL"
	say "it logs to      $work/node.log"
	say "more units:     $CLI units --db $work/index.redb --data $data"
	say "one of them:    $CLI trace UNIT --db $work/index.redb --data $data"
	say "stop it:        kill $node_pid"
	say "clean up:       rm -r $work"
}

data="$ROOT/data/$day"
[[ -d "$data" ]] || die "$data is missing"
if [[ -n "$short" ]]; then
	shorten "$data" "$work/$day"
	data="$work/$day"
fi

step "Starting a development node"
start_node

step "Replaying a $day day${short:+, its first 8 hours}"
"$CLI" replay --url "$URL" --data "$data" --report "$work/replay.json" </dev/null

step "Indexing"
"$CLI" index --url "$URL" --db "$work/index.redb" </dev/null

step "Report"
"$CLI" report --url "$URL" --db "$work/index.redb" --data "$data" \
	--replay "$work/replay.json" --build-s "$build_s" \
	--json "$REPORTS/report-$day.json" --demo "$REPORTS/demo.json" </dev/null

unit="$(python3 -c 'import json, sys; print((json.load(open(sys.argv[1]))["traced_unit"] or {}).get("unit", ""))' \
	"$REPORTS/demo.json")"
if [[ -n "$unit" ]]; then
	step "Where unit $unit went"
	"$CLI" trace "$unit" --db "$work/index.redb" --data "$data" </dev/null
fi

step "Done in $(took "$start_s") (build $build_s s)"
say "figures: target/reports/demo.json, target/reports/report-$day.json"
if [[ -n "$keep" ]]; then
	say "in Polkadot.js Apps: https://polkadot.js.org/apps/?rpc=$URL"
	kept=1
	farewell
else
	say "With --keep the node stays up, to be looked at in Polkadot.js Apps:"
	say "https://polkadot.js.org/apps/?rpc=ws://127.0.0.1:PORT"
fi
