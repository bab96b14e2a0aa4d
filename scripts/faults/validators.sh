# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The set of validators changes while the network is used. Sourced by scripts/faults.sh.

# The track on which validators are admitted and removed.
VALIDATORS_TRACK=validators
# Dave, whom everybody knows on local networks.
DAVE=5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy

# `by_referendum CALL`: all others agree on a call about Dave, and it is enacted.
by_referendum() {
	local url number voter
	url="$(net url alice)"
	number="$("$CLI" govern propose --url "$url" --key //Eve --track "$VALIDATORS_TRACK" --call "$1" \
		--args "[\"$DAVE\"]" --json </dev/null |
		python3 -c 'import json, sys; print(json.load(sys.stdin)["referendum"])')"
	"$CLI" govern status "$number" --url "$url" --until-enacted 600 </dev/null >"$WORK/referendum.log" 2>&1 &
	local watch=$!
	for voter in Alice Bob Charlie Ferdie; do
		"$CLI" govern vote "$number" aye --url "$url" --key "//$voter" --balance 900000 </dev/null \
			>>"$WORK/vote.log" 2>&1
	done
	wait "$watch"
}

# How many vote on what is final, as Alice knows it.
voters() {
	ask alice state_call '"GrandpaApi_grandpa_authorities", "0x"' |
		python3 -c 'import json, sys; print(int(json.load(sys.stdin)["result"][2:4], 16) // 4)'
}

# How many blocks a session has: the second number BABE is configured with.
session_blocks() {
	ask alice state_call '"BabeApi_configuration", "0x"' | python3 -c 'import json, sys
print(int.from_bytes(bytes.fromhex(json.load(sys.stdin)["result"][18:34]), "little"))'
}

# `until_voters N`: two sessions later at the latest the list is the set.
until_voters() {
	local deadline=$(($(now_s) + 3 * 3 * $(session_blocks) + 60))
	while (($(voters) != $1)); do
		(($(now_s) < deadline)) || die "the set of validators did not change"
		sleep 1
	done
}

# Without a new final block for so long while all machines are well, finality has stopped.
STOPPED_S=30

# `change CALL VOTERS FACT`: a call about Dave, until so many vote; blocks become final all the while.
change() {
	local begun gap
	begun="$(now)"
	by_referendum "$1"
	fact "$3_referendum_s" "$(awk -v a="$begun" -v b="$(now)" 'BEGIN { printf "%.0f", b - a }')"
	until_voters "$2"
	fact "$3_after_s" "$(awk -v a="$begun" -v b="$(now)" 'BEGIN { printf "%.0f", b - a }')"
	# The new set has voted when this is over.
	healed alice bob charlie
	await_on alice bob charlie
	gap="$(python3 "$ROOT/scripts/faults/measure.py" gap --seen "$WORK/seen" --since "$begun")"
	say "  $2 validators; the longest time without a new final block was $gap s"
	awk -v gap="$gap" -v most="$STOPPED_S" 'BEGIN { exit gap > most }' || die "finality stopped"
}

# Dave is removed by referendum, and admitted again. He follows the chain all the while.
set_change() {
	fault dave
	change validators.removeValidator 3 removed
	change validators.addValidator 4 admitted
	healed alice bob charlie dave
	await_on
}
