#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Does a flood hold honest readings up? Starts a development node and a relay on loopback, opens a
# community with 2 048 meters and one of the attacker's own, lets the honest meters speak slot by slot
# through the relay without and with each attack, and writes target/reports/flood.json.
# Takes about half an hour on two cores.
#
# usage: scripts/experiments/flood.sh [--meters N] [--rounds N] [--only ATTACK] [-- NODE-OPTIONS]
#   --meters  honest meters, a multiple of 256 (default 2048)
#   --rounds  slots per attack (default 7)
#   --only    none, transfers, copies, one-row, forged-pages or backlog
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"
# shellcheck source=scripts/experiments/flood_day.sh
. "$ROOT/scripts/experiments/flood_day.sh"
usage_if_asked "$@"

meters=2048
rounds=7
only=()
while (($#)); do
	case "$1" in
	--meters) meters="${2:?}" ;;
	--rounds) rounds="${2:?}" ;;
	--only) only=(--only "${2:?}") ;;
	--)
		shift
		break
		;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	shift 2
done
node_options=("$@")
((meters > 0 && meters % 256 == 0)) || die "--meters is a multiple of 256"
set_up

if [[ -z "${COMMONWATT_BIN:-}" ]]; then
	step "Building"
	cargo build --release --locked --workspace --bins </dev/null
fi
BIN="${COMMONWATT_BIN:-$CARGO_TARGET_DIR/release}"
work="$(mktemp -d "${TMPDIR:-/tmp}/commonwatt-flood.XXXXXX")"
pids=()

# Stops what this script started, and nothing else.
finish() {
	local code=$? pid
	trap - EXIT
	for pid in "${pids[@]}"; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	if ((code != 0)); then
		cp "$work"/*.log "$REPORTS"/ 2>/dev/null || true
		say "logs: ${REPORTS#"$ROOT"/}/" >&2
	fi
	rm -rf "$work"
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

free_ports() {
	python3 - <<-'PY'
		import socket
		sockets = [socket.socket() for _ in range(3)]
		for s in sockets:
		    s.bind(("127.0.0.1", 0))
		print(*(s.getsockname()[1] for s in sockets))
	PY
}

# `await PORT METHOD`: until something answers there.
await() {
	local i
	for ((i = 0; i < 240; i++)); do
		if curl -sf -m 2 -H 'Content-Type: application/json' \
			-d "{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"$2\",\"params\":[]}" \
			"http://127.0.0.1:$1" >/dev/null 2>&1; then
			return
		fi
		sleep 0.5
	done
	die "nothing answers on port $1"
}

step "Starting a node"
read -r rpc_port p2p_port relay_port < <(free_ports)
nohup "${COMMONWATT_NODE:-$BIN/commonwatt-node}" --dev --base-path "$work/node" \
	--rpc-port "$rpc_port" --no-prometheus --no-telemetry --no-mdns \
	--listen-addr "/ip4/127.0.0.1/tcp/$p2p_port" "${node_options[@]}" \
	>"$work/flood-node.log" 2>&1 </dev/null &
pids+=($!)
await "$rpc_port" system_health
url="ws://127.0.0.1:$rpc_port"

step "Opening a community with $meters meters, and one of the attacker's"
for day in honest other; do
	write_day "$work/$day" "$meters"
	"$BIN/commonwatt" replay --url "$url" --data "$work/$day" --state "$work/$day.json" </dev/null
done

step "Starting a relay"
nohup "$BIN/commonwatt" relay --url "$url" --key //Ferdie --bond 100 --db "$work/relay.redb" \
	--listen "127.0.0.1:$relay_port" >"$work/flood-relay.log" 2>&1 </dev/null &
pids+=($!)
await "$relay_port" relay_status

step "Attacking"
"$BIN/commonwatt-flood" --url "$url" --relay "ws://127.0.0.1:$relay_port" --rounds "$rounds" \
	--honest "$work/honest" --honest-state "$work/honest.json" \
	--other "$work/other" --other-state "$work/other.json" "${only[@]}" \
	--report "$REPORTS/flood.json" </dev/null
cp "$work/flood-relay.log" "$REPORTS/"
say "figures: target/reports/flood.json"
