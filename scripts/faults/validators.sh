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

# `until_voters N`: two sessions later at the latest the list is the set.
until_voters() {
	local deadline=$(($(now_s) + 1800))
	while (($(voters) != $1)); do
		(($(now_s) < deadline)) || die "the set of validators did not change"
		sleep 3
	done
}

# Dave is removed by referendum, and in the long form admitted again.
set_change() {
	local begun
	begun="$(now_s)"
	fault dave
	by_referendum validators.removeValidator
	until_voters 3
	fact removed_after_s "$(($(now_s) - begun))"
	if [[ -z "$short" ]]; then
		begun="$(now_s)"
		by_referendum validators.addValidator
		until_voters 4
		fact admitted_after_s "$(($(now_s) - begun))"
	fi
	healed alice bob charlie dave
	await_on
}
