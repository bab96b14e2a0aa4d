# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The next runtime, by referendum, on a network in use. Sourced by scripts/upgrade-drill.sh.

# Who proposes and makes the deposits: somebody who has none yet.
PROPOSER=//Dave
PROPOSER_ID=0x306721211d5404bd9da88e0204360a1a9ab8b87c66c1bc2fcdd37f3c2222cc20
# Of the load's community: see scripts/polkadot-js/upgrade.mjs.
PAGE_METER=//Commonwatt//home//home-02,Electricity,2
VOTERS=(//Alice //Bob //Charlie //Dave //Eve //Ferdie)

upgrade() {
	local validators
	step "Starting four validators"
	net start "${mode[@]}"
	begin_load
	mapfile -t validators < <(ports alice bob charlie dave)
	processes >"$WORK/processes"
	step "Before the upgrade"
	look invariants "${validators[@]}"
	check_on_copy
	open_page
	step "The referendum"
	mark begin
	referendum
	step "The new runtime"
	enact
	sleep 30
	mark end
	step "After the upgrade"
	look invariants "${validators[@]}"
	fact metadata_bytes "$(look metadata "${validators[0]}" UpgradeDrillApi)"
	same_processes
	close_page
	end_load
	give_back
	net check
	mapfile -t validators < <(ports)
	python3 "$ROOT/scripts/faults/measure.py" scenario --name upgrade --seen "$WORK/seen" \
		--marks "$WORK/marks" --facts "$WORK/facts" --out "$WORK/upgrade.json" "${validators[@]}"
	net remove
}

# Readings, an audit of every final block, and somebody who writes down what is final.
begin_load() {
	step "Readings begin"
	python3 "$ROOT/scripts/faults/observe.py" "$WORK/seen" "$NET" </dev/null >"$WORK/observe.log" 2>&1 &
	background+=("$!")
	start_load
	"$CLI" audit --url "$load_url" --wait 300 --report "$WORK/audit.json" \
		>"$WORK/audit.log" 2>&1 </dev/null &
	audit_pid=$!
	background+=("$audit_pid")
}

# A page of Polkadot.js that is open while the runtime changes; its meter's owner then sends something.
open_page() {
	install_library "$WORK/page"
	node "$WORK/page/upgrade.mjs" "$load_url" "$WORK/page.json" "$PAGE_METER" 1800 \
		>"$WORK/page.log" 2>&1 </dev/null &
	page_pid=$!
	background+=("$page_pid")
	local i
	for ((i = 0; i < 60; i++)); do
		! grep -q '^connected' "$WORK/page.log" || return 0
		sleep 1
	done
	die "Polkadot.js does not connect: $(tail -n 1 "$WORK/page.log")"
}

close_page() {
	local code=0
	wait "$page_pid" || code=$?
	sed '1d; s/^==/  /' "$WORK/page.log"
	((code == 0)) || die "Polkadot.js does not follow the upgrade"
	fact polkadot_js "$(python3 -c 'import json, sys; print(json.dumps(json.load(open(sys.argv[1]))))' "$WORK/page.json")"
}

# The runtime changes under the program that replays: what it was just signing for the old one is
# refused, once. It starts again and goes on where it was.
load_step() {
	local code=3 refused=0
	while ((code == 3 || (code == 4 && refused <= 2))); do
		code=0
		"$CLI" replay --url "$load_url" --data "$load_data" --slots "$1" \
			--state "$WORK/load-state.json" --wait 300 >>"$WORK/load.log" 2>&1 </dev/null ||
			code=$?
		if ((code == 4)); then
			refused=$((refused + 1))
			say "$1" >>"$WORK/load-refused"
		fi
	done
	return "$code"
}

# Each node's process and when it was started, in ticks since the machine was.
processes() {
	local name pid
	for name in $(running); do
		pid="$(cat "$NET/$name/pid")"
		say "$name $pid $(sed 's/.*) //' "/proc/$pid/stat" | cut -d ' ' -f 20)"
	done
}

same_processes() {
	processes | diff "$WORK/processes" - >&2 || die "a node was started again"
	say "no node was started again: $(wc -l <"$WORK/processes") processes as before"
	fact restarted_nodes 0
}

# `try_on_copy NAME`: the runtime on the state of now; leaves what was said in $WORK/NAME.log.
try_on_copy() { "$NODE" check-upgrade --wasm "$runtimes/$1.wasm" --state "$WORK/state.json" >"$WORK/$1.log" 2>&1; }

check_on_copy() {
	local begun
	begun="$(now)"
	govern snapshot --url "$load_url" --out "$WORK/state.json" 2>/dev/null
	fact snapshot_s "$(since "$begun")"
	begun="$(now)"
	if try_on_copy bad; then
		die "the bad runtime was not caught on the copy of the state"
	fi
	grep -q 'a chain has one validator' "$WORK/bad.log" ||
		die "the bad runtime was refused for another reason: $(tail -n 1 "$WORK/bad.log")"
	say "the bad runtime is caught in $(since "$begun") s:"
	grep -F 'a chain has one validator' "$WORK/bad.log" | head -n 1 | cut -c 1-160 | sed 's/^/  /'
	fact bad_caught true
	fact bad_caught_s "$(since "$begun")"
	begun="$(now)"
	try_on_copy next || die "the next runtime does not pass on the copy: $(tail -n 1 "$WORK/next.log")"
	sed 's/^/  /' "$WORK/next.log"
	fact next_checked_s "$(since "$begun")"
}

referendum() {
	local begun told key
	held_before="$(look reserved "$(ports alice)" "$PROPOSER_ID")"
	begun="$(now)"
	told="$(govern propose --url "$(net url alice)" --key "$PROPOSER" --upgrade "$runtimes/next.wasm" --json)"
	number="$(python3 -c 'import json, sys; print(json.load(sys.stdin)["referendum"])' <<<"$told")"
	preimage="$(python3 -c 'import json, sys; print(json.load(sys.stdin)["hash"])' <<<"$told")"
	fact deposits_cwt "$(python3 -c 'import json, sys; print(int(json.load(sys.stdin)["held"]) / 1e12)' <<<"$told")"
	for key in "${VOTERS[@]}"; do
		govern vote "$number" aye --url "$(net url alice)" --key "$key" --balance 900000
	done
	govern status "$number" --url "$(net url alice)" --until-enacted 1800
	fact referendum_s "$(since "$begun")"
}

# Anybody hands the code in; then until every node runs it and its migrations are done.
enact() {
	local begun validators migrated
	mapfile -t validators < <(ports)
	begun="$(now)"
	govern apply "$runtimes/next.wasm" --url "$(net url bob)"
	fact in_block_s "$(since "$begun")"
	look await-version 120 2 "${validators[@]}"
	fact runs_on_all_s "$(since "$begun")"
	migrated="$(look migrated 300 "${validators[0]}")"
	fact migrated_s "$(since "$begun")"
	fact migrations "$migrated"
	say "migrations: $migrated"
}

# Everything that was sent is counted, once, and every final block added up.
end_load() {
	local checks
	step "What the load left"
	finish_load || die "the load failed: $(tail -n 1 "$WORK/load.log")"
	kill -0 "$audit_pid" 2>/dev/null || die "the audit ended: $(tail -n 1 "$WORK/audit.log")"
	kill "$audit_pid"
	wait "$audit_pid" 2>/dev/null || true
	checks="$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["conservation_checks"])' \
		"$WORK/audit.json")"
	say "final blocks at which all money adds up: $checks"
	fact conservation_checks "$checks"
	fact double_issues "$double_issues"
	fact slots_settled "$(cat "$WORK/load-done")"
	fact load_refused "$(cat "$WORK/load-refused" 2>/dev/null | wc -l)"
}

give_back() {
	local held
	govern refund "$number" --preimage "$preimage" --url "$(net url alice)" --key "$PROPOSER"
	held="$(look reserved "$(ports alice)" "$PROPOSER_ID")"
	((held == held_before)) || die "deposits of $held base units are still held"
	fact deposits_returned true
}
