#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every governed act, end to end on a live development node with the command line: proposed in a
# referendum on its track, voted on, enacted by the scheduler, and looked for in the state; then all
# deposits are taken back. About eight minutes, because blocks come every three seconds. Writes target/reports/governance.json.
#
# usage: scripts/governance.sh
# COMMONWATT_BIN names the folder of a built node and command line; else they are built.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
usage_if_asked "$@"
set_up
if [[ -z "${COMMONWATT_BIN:-}" ]]; then
	step "Building"
	scripts/build.sh
fi
BIN="${COMMONWATT_BIN:-$CARGO_TARGET_DIR/release}"

WORK="$(mktemp -d "${TMPDIR:-/tmp}/commonwatt-governance.XXXXXX")"
PORT="${COMMONWATT_PORT:-19944}"
URL="ws://127.0.0.1:$PORT"
# What the enacted acts changed is looked for this long after the vote, in seconds.
PATIENCE_S=600
node_pid=

finish() {
	local code=$?
	trap - EXIT
	if [[ -n "$node_pid" ]]; then
		kill "$node_pid" 2>/dev/null || true
		wait "$node_pid" 2>/dev/null || true
	fi
	((code == 0)) || cp "$WORK/node.log" "$REPORTS/governance-node.log" 2>/dev/null || true
	rm -rf "$WORK"
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

govern() { "$BIN/commonwatt" govern "$1" --url "$URL" "${@:2}" </dev/null; }

# Well-known accounts of development chains.
declare -A address=(
	[alice]=5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY
	[bob]=5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty
	[charlie]=5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y
	[dave]=5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy
	[eve]=5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw
	[ferdie]=5CiPPseXPECbkjWCa6MnjNokrgYjMqmKndv2rSnekmSK2DjL
)

# A field of the JSON object on standard input.
field() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }

VOTERS=(Alice Bob Charlie Eve)
declare -A number_of preimage_of watch_of track_of
declare -A tracks=([root]=0 [fast_track]=1 [upgrades]=2 [bounds]=3 [institutions]=4 [validators]=5)
open=()
referenda=0

# `propose ACT TRACK CALL ARGS`: Dave proposes it, and everybody else says aye.
propose() {
	local told
	told="$(govern propose --key //Dave --track "$2" --call "$3" --args "$4" --json)"
	number_of[$1]="$(field referendum <<<"$told")"
	track_of[$1]="${tracks[$2]}"
	preimage_of[$1]="$(field hash <<<"$told")"
	open+=("$1")
	say "  ${number_of[$1]}: $1 ($2, $3)"
	# From before the vote on: what a call came to is an event, and is not kept.
	govern status "${number_of[$1]}" --until-enacted "$PATIENCE_S" >"$WORK/${number_of[$1]}" 2>&1 &
	watch_of[$1]=$!
	each_voter vote "${number_of[$1]}" aye --balance 900000
}

# `each_voter COMMAND...`: all of them at the same time.
each_voter() {
	local voter pids=() pid
	for voter in "${VOTERS[@]}"; do
		govern "$@" --key "//$voter" >/dev/null &
		pids+=("$!")
	done
	for pid in "${pids[@]}"; do wait "$pid"; done
}

# Waits until what is open is enacted, and everybody takes deposits and votes back.
enact() {
	local act number
	for act in "${open[@]}"; do
		number="${number_of[$act]}"
		wait "${watch_of[$act]}" || die "$act: $(tail -n 1 "$WORK/$number")"
		say "  $act: $(tail -n 1 "$WORK/$number")"
		govern refund "$number" --key //Dave --preimage "${preimage_of[$act]}" | sed 's/^/    /'
		each_voter unvote "$number" --track "${track_of[$act]}"
		referenda=$((referenda + 1))
	done
	open=()
}

ask() {
	curl -sf -H 'Content-Type: application/json' \
		-d "{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"$1\",\"params\":[${2:-}]}" \
		"http://127.0.0.1:$PORT" | field result
}

# `motion CALL ARGS`: two of three of the technical committee pass it.
motion() {
	local hash member index="$motions"
	motions=$((motions + 1))
	hash="$(govern call --call "$1" --args "$2" | field hash)"
	govern send --key //Alice --call technicalCommittee.propose \
		--args "[2, {\"call\": \"$1\", \"args\": $2}, 1000]" >/dev/null
	for member in Alice Bob; do
		govern send --key "//$member" --call technicalCommittee.vote \
			--args "[\"$hash\", $index, true]" >/dev/null
	done
	govern send --key //Alice --call technicalCommittee.close \
		--args "[\"$hash\", $index, {\"ref_time\": 5000000000, \"proof_size\": 100000}, 1000]" >/dev/null
	say "  the committee: $1"
}
motions=0

start_s="$(now_s)"
step "Starting a development node, whose referenda go 2400 times faster"
"$BIN/commonwatt-node" --dev --base-path "$WORK/data" --rpc-port "$PORT" --port $((PORT + 1)) \
	--no-prometheus </dev/null >"$WORK/node.log" 2>&1 &
node_pid=$!
for _ in {1..60}; do
	if ask system_health >/dev/null 2>&1; then break; fi
	kill -0 "$node_pid" 2>/dev/null || die "the node ended: $(tail -n 1 "$WORK/node.log")"
	sleep 1
done

step "Before"
tag="0x$(printf '09%.0s' {1..32})"
govern send --key //Alice --call communities.openCommunity --args '[1]' >/dev/null
govern send --key //Alice --call communities.addMember --args "[0, \"$tag\", \"${address[eve]}\"]" >/dev/null
govern send --key //Ferdie --call communities.challenge --args "[0, \"$tag\"]" >/dev/null
bob="0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48"
keys="$(curl -sf -H 'Content-Type: application/json' "http://127.0.0.1:$PORT" \
	-d "{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"author_rotateKeysWithOwner\",\"params\":[\"$bob\"]}" |
	python3 -c 'import json, sys; it = json.load(sys.stdin)["result"]; print(it["keys"], it["proof"])')"
read -r keys proof <<<"$keys"
govern send --key //Bob --call session.setKeys \
	--args "[{\"babe\": \"0x${keys:2:64}\", \"grandpa\": \"0x${keys:66}\"}, \"$proof\"]" >/dev/null
say "  a community with a member in doubt; Bob has session keys"

step "All matters at once, each on its track"
propose "the next runtime" upgrades origins.authorizeUpgrade "[\"$tag\"]"
propose "bounds of fees and tariffs" bounds settlement.setFeeBounds '[{
	"network_fee": {"least": 0, "most": 50000000}, "fund_fee": {"least": 0, "most": 50000000},
	"sharing": {"least": 0, "most": 500000000}, "tariff": {"least": -500000000, "most": 900000000}}]'
propose "bounds of dispatch rules" bounds dispatch.setBounds "[$(cat scripts/governance-bounds.json)]"
propose "a bank" institutions bank.approveBank "[1, \"${address[ferdie]}\", 1000000000000]"
propose "a doubt about a member" institutions communities.resolveChallenge "[0, \"$tag\", true]"
propose "a validator" validators validators.addValidator "[\"${address[bob]}\"]"
enact

step "What undoes it, and the committee"
propose "no longer a validator" validators validators.removeValidator "[\"${address[bob]}\"]"
propose "the bank is stopped" institutions bank.approveBank "[1, \"${address[ferdie]}\", 0]"
propose "another committee" root technicalCommittee.setMembers \
	"[[\"${address[alice]}\", \"${address[bob]}\", \"${address[dave]}\"], null, 3]"
enact

step "Stop buttons: in by the committee, out by a fast referendum"
motion safeMode.forceEnter '[]'
propose "out of safe mode" fast_track safeMode.forceExit '[]'
enact
motion txPause.pause '[["Balances", "transfer_keep_alive"]]'
propose "a call is released" fast_track txPause.unpause '[["Balances", "transfer_keep_alive"]]'
enact

step "After"
[[ "$(ask state_call '"InvariantsApi_check", "0x"')" == 0x00 ]] || die "an invariant is broken"
say "  all invariants hold"
printf '{"referenda": %d, "tracks": 6, "seconds": %d, "invariants": "hold"}\n' "$referenda" \
	"$(($(now_s) - start_s))" >"$REPORTS/governance.json"
say "$referenda referenda in $(took "$start_s"); figures: target/reports/governance.json"
