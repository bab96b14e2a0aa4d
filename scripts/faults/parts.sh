# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A network in parts. Sourced by scripts/faults.sh.

# `split NAME...`: these against the others, for a while; then together again.
split() {
	local before after
	fault alice bob charlie dave
	net cut "$@"
	# Votes that were on their way may still count.
	sleep 2
	before="$(final_of alice) $(final_of dave)"
	sleep "$SPLIT_S"
	after="$(final_of alice) $(final_of dave)"
	healed alice bob charlie dave
	net heal all
	await_on
	read -r a0 d0 <<<"$before"
	read -r a1 d1 <<<"$after"
	fact final_blocks_while_split "{\"alice\":$((a1 - a0)),\"dave\":$((d1 - d0))}"
}

# Two against two: blocks on both sides, and nothing becomes final on either.
partition_2_2() {
	split charlie dave
	((d1 == d0 && a1 == a0)) || die "a block became final among two of four"
}

# Three against one: the three go on, the one has nothing final.
partition_3_1() {
	split dave
	((d1 == d0)) || die "a block became final at a node alone"
	((a1 > a0)) || die "three of four did not go on"
}

# A validator whose clock is one slot ahead; in the long form then one slot behind, too.
clock() {
	compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null ||
		skip "needs the package libfaketime"
	local offset
	for offset in "${CLOCKS[@]}"; do
		fault dave
		net restart dave --clock "$offset"
		sleep "$CLOCK_S"
	done
	healed dave
	net restart dave
	await_on
	fact clock_offsets_s "[$(IFS=, && printf '%s' "${CLOCKS[*]}")]"
}
