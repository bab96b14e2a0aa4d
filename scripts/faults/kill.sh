# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Nodes that end without a word. Sourced by scripts/faults.sh.

# kill -9 of one validator after the other, one a minute. Three of four are enough: finality goes on.
kill_one() {
	local i victims=(dave charlie bob alice) victim
	for ((i = 0; i < KILLS; i++)); do
		victim="${victims[i % 4]}"
		fault "$victim"
		net kill "$victim"
		sleep "$DOWN_S"
		healed "$victim"
		net restart "$victim"
		((i + 1 == KILLS)) || sleep $((KILL_EVERY_S - DOWN_S))
	done
	await_on
}

# kill -9 of all at the same moment, again and again, at any point of making or committing a block.
kill_all() {
	local i
	for ((i = 0; i < KILLS_OF_ALL; i++)); do
		sleep "$((RANDOM % 3)).$((RANDOM % 10))"
		fault alice bob charlie dave
		net kill all
		healed alice bob charlie dave
		net restart all
		await_on
	done
	fact restarts "$((4 * KILLS_OF_ALL))"
}
