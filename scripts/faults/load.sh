# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A community whose readings go through the network while it breaks. Sourced by scripts/faults.sh.

# Through a node that is no validator and keeps every state, as an operator's own node does.
LOAD_NODE=keeper
# One slot at a time, as meters read: of two that are under way at once, the later may reach an author
# first, and then the earlier one is a gap.
LOAD_STEP_SLOTS=1
# A step lasts at least so long, so that a day of data is not over before the last scenario is.
LOAD_STEP_S="${LOAD_STEP_S:-0}"

start_load() {
	net add "$LOAD_NODE" -- --state-pruning archive
	load_url="$(net url "$LOAD_NODE")"
	# A day is over before a long run is: a month lasts, where it was built (scripts/experiments/month.sh).
	load_data="$ROOT/target/data/winter-month"
	[[ -z "$short" && -d "$load_data" ]] || load_data="$ROOT/data/winter"
	load_slots="$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["slots"])' \
		"$load_data/day.json")"
	say "load: $(basename -- "$load_data"), $load_slots slots"
	load_steps &
	load_pid=$!
	# Better to hear now than at the end that node and command line are not of one kind.
	while [[ ! -s "$WORK/load-done" ]]; do
		kill -0 "$load_pid" 2>/dev/null || die "the load failed: $(tail -n 1 "$WORK/load.log")"
		sleep 1
	done
}

# A few slots at a time, until the data end or the file "stop" is there.
load_steps() {
	local slots begun
	for ((slots = LOAD_STEP_SLOTS; slots <= load_slots; slots += LOAD_STEP_SLOTS)); do
		[[ ! -e "$WORK/stop" ]] || break
		begun="$(now_s)"
		load_step "$slots"
		say "$slots" >"$WORK/load-done"
		while (($(now_s) < begun + LOAD_STEP_S)) && [[ ! -e "$WORK/stop" ]]; do sleep 1; done
	done
}

# Its own node is killed, too (exit code 3): then it goes on where it was, as an operator would.
load_step() {
	local code=3
	while ((code == 3)); do
		code=0
		"$CLI" replay --url "$load_url" --data "$load_data" --slots "$1" \
			--state "$WORK/load-state.json" --wait 300 >>"$WORK/load.log" 2>&1 </dev/null ||
			code=$?
	done
	return "$code"
}

# Ends the load in order, and compares what the chain issued with what the registers say.
finish_load() {
	local figures readings missing
	: >"$WORK/stop"
	wait "$load_pid" || return 1
	load_pid=
	# What was settled last shall be final, and so in the index.
	healed_at="$(now)"
	await_on "$LOAD_NODE" || return 1
	# What was in a block of a branch that lost is sent again, as before every step.
	load_step "$(cat "$WORK/load-done")" || return 1
	healed_at="$(now)"
	await_on "$LOAD_NODE" || return 1
	"$CLI" index --url "$load_url" --db "$WORK/load.redb" >>"$WORK/load.log" 2>&1 </dev/null ||
		return 1
	# Its community was the first; a flood has another one.
	"$CLI" report --url "$load_url" --db "$WORK/load.redb" --data "$load_data" --community 0 \
		--json "$WORK/load-report" >>"$WORK/load.log" 2>&1 </dev/null || return 1
	figures="$(python3 "$ROOT/scripts/faults/load.py" "$load_data" "$(cat "$WORK/load-done")" \
		"$WORK/load-report")" || return 1
	read -r readings double_issues missing <<<"$figures"
	say "$readings readings counted in $(cat "$WORK/load-done") slots, $missing missing; base units too many: $double_issues"
	((double_issues == 0 && missing == 0))
}
