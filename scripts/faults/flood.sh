# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A pool that an attacker fills while honest readings go on. Sourced by scripts/faults.sh.

# Prepares two things: honest meters that speak all at once through a relay at a node that is no
# validator, and an attacker with twelve accounts who sends through all four validators.
pool_flood() {
	local program="$COMMONWATT_BIN/commonwatt-flood" node="$LOAD_NODE" relay_port url through
	[[ -x "$program" ]] || skip "needs the program commonwatt-flood beside the node"
	if [[ -z "$load" ]]; then
		node=door
		net add "$node" -- --state-pruning archive
		leaving="$node"
	fi
	url="$(net url "$node")"
	through="$(net url alice bob charlie dave | paste -sd ,)"
	# shellcheck source=scripts/experiments/flood_day.sh
	. "$ROOT/scripts/experiments/flood_day.sh"
	write_day "$WORK/honest" "$FLOOD_METERS"
	"$CLI" replay --url "$url" --data "$WORK/honest" --state "$WORK/honest.json" --wait 300 \
		>"$WORK/flood-open.log" 2>&1 </dev/null || die "no community: $(tail -n 1 "$WORK/flood-open.log")"
	relay_port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
	"$CLI" relay --url "$url" --key //Ferdie --bond 100 --db "$WORK/relay.redb" \
		--listen "127.0.0.1:$relay_port" >"$WORK/relay.log" 2>&1 </dev/null &
	relay_pid=$!
	flood_pid=
	# shellcheck disable=SC2086  # the second may not be there yet
	trap 'kill "$relay_pid" $flood_pid 2>/dev/null || true' EXIT
	await_relay "$relay_port"
	attack "$program" "$url" "$through" "ws://127.0.0.1:$relay_port"
	kill "$relay_pid"
	wait "$relay_pid" || true
	trap - EXIT
	await_on
	python3 "$ROOT/scripts/faults/flood.py" "$WORK/flood.json" >"$WORK/flood-facts"
	while read -r key value; do fact "$key" "$value"; done <"$WORK/flood-facts"
}

await_relay() {
	local i
	for ((i = 0; i < 60; i++)); do
		curl -sf -m 2 -H 'Content-Type: application/json' \
			-d '{"id":1,"jsonrpc":"2.0","method":"relay_status","params":[]}' \
			"http://127.0.0.1:$1" >/dev/null 2>&1 && return
		sleep 0.5
	done
	die "the relay does not answer: $(tail -n 1 "$WORK/relay.log")"
}

# First readings without an attack, for comparison; then under each. What is measured begins with the first.
# The attacker has a machine of his own: here, he takes what processor time the nodes leave.
attack() {
	local log="$WORK/flood.log" i
	nice -n 19 "$1" --url "$2" --through "$3" --relay "$4" --honest "$WORK/honest" --honest-state "$WORK/honest.json" \
		--rounds "$FLOOD_ROUNDS" --only none,transfers,copies --report "$WORK/flood.json" \
		>"$log" 2>&1 </dev/null &
	flood_pid=$!
	for ((i = 0; i < 600; i++)); do
		! grep -q '^none' "$log" || break
		kill -0 "$flood_pid" 2>/dev/null || die "the flood ended: $(tail -n 1 "$log")"
		sleep 0.5
	done
	mark begin
	fault alice bob charlie dave
	wait "$flood_pid" || die "the flood failed: $(tail -n 1 "$log")"
	healed alice bob charlie dave
	sed 's/^/  /' "$log"
}
