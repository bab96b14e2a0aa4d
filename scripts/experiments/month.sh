#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A month of the neighbourhood, from meters to the bank and back: builds 30 winter days, starts a
# development node, replays period after period, hands each closed period to a bank (played by
# bank_answers.py), books its answers, and gives up what is never paid. On the way debits fail and
# come back weeks later, a transfer comes back, a status file comes twice, the command line is killed
# while it exports and imports, and the node in the middle of a sweep. At every final block an audit
# checks that no money was made or lost. Writes target/reports/month.json. About a quarter of an hour.
#
# usage: scripts/experiments/month.sh [--short]
#   --short  the winter day with periods of 48 slots instead, and only its electricity goes to the
#            bank: about two minutes on a built node
# COMMONWATT_BIN names the folder of a built node and command line; else both are built.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"
usage_if_asked "$@"

short=
for argument in "$@"; do
	case "$argument" in
	--short) short=1 ;;
	*) die "unknown argument $argument (--help shows the usage)" ;;
	esac
done
set_up
rm -f "$REPORTS/month.json"

if [[ -z "${COMMONWATT_BIN:-}" ]]; then
	step "Building"
	cargo build --release --locked --workspace --bins </dev/null
fi
BIN="${COMMONWATT_BIN:-$CARGO_TARGET_DIR/release}"
CLI="$BIN/commonwatt"
HERE="$ROOT/scripts/experiments"
BANK_IBAN=DE02120300000000202051

if [[ -n "$short" ]]; then
	data="$ROOT/data/winter"
	cycle=48
	networks=(electricity)
	delays=(0.6 2)
else
	data="$ROOT/target/data/winter-month"
	# Five days.
	cycle=480
	networks=(electricity heat)
	delays=(0.2 0.6 1.5 3)
fi

work="$(mktemp -d "${TMPDIR:-/tmp}/commonwatt-month.XXXXXX")"
node_pid=
audit_pid=
replay_pid=
crash_cli=
back_mid_sweep=false
kills=0
statements=0
replays=0
written_off=0

# Ends what this script started, and nothing else.
finish() {
	local code=$? pid
	trap - EXIT
	for pid in "$audit_pid" "$replay_pid" "$node_pid"; do
		[[ -n "$pid" ]] || continue
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
		sockets = [socket.socket() for _ in range(2)]
		for s in sockets:
		    s.bind(("127.0.0.1", 0))
		print(*(s.getsockname()[1] for s in sockets))
	PY
}

# `ask METHOD [PARAMETERS]`: what the node answers.
ask() {
	curl -sf -m 2 -H 'Content-Type: application/json' \
		-d "{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"$1\",\"params\":[${2:-}]}" \
		"http://127.0.0.1:$rpc_port"
}

# Starts the node on its folder, as it was left.
start_node() {
	nohup "$BIN/commonwatt-node" --dev --base-path "$work/node" --rpc-port "$rpc_port" \
		--no-prometheus --no-telemetry --no-mdns --listen-addr "/ip4/127.0.0.1/tcp/$p2p_port" \
		>>"$work/month-node.log" 2>&1 </dev/null &
	node_pid=$!
	local i
	for ((i = 0; i < 120; i++)); do
		if ask system_health >/dev/null 2>&1; then return; fi
		kill -0 "$node_pid" 2>/dev/null || die "the node stopped"
		sleep 0.5
	done
	die "the node did not answer within a minute"
}

# twox128("Settlement") and twox128("Sweeps"): an entry there is a network in the middle of a sweep.
SWEEPS=0xa56fe8526dd0fbcefe5e4cf42d4a8339981f950451f5910c5a1256a418d2abe7
mid_sweep() { ask state_getKeysPaged "\"$SWEEPS\",1" 2>/dev/null | grep -q "$SWEEPS"; }

# `replay SLOTS`: as far as this slot of the data set. Every run leaves a report.
replay() {
	replays=$((replays + 1))
	replay_once "$1" "$replays"
}
replay_once() {
	"$CLI" replay --url "$URL" --data "$data" --slots "$1" --state "$work/state.json" \
		--billing "slots:$cycle" --members mixed --wait 120 \
		--report "$work/replay-$2.json" </dev/null
}

# The same, and the node is killed in the middle of a sweep and started again. The slots of half a day
# are swept within a block, so a short run kills it whatever it does.
replay_with_crash() {
	replays=$((replays + 1))
	replay_once "$1" "$replays" &
	replay_pid=$!
	local i where="somewhere"
	for ((i = 0; i < 1200; i++)); do
		sleep 0.1
		kill -0 "$replay_pid" 2>/dev/null || die "the replay was over before the node could be killed"
		if mid_sweep; then
			where="in the middle of a sweep"
			break
		fi
		if [[ -n "$short" ]] && ((i > 25)); then break; fi
	done
	kill -KILL "$node_pid"
	wait "$node_pid" 2>/dev/null || true
	say "  the node was killed $where"
	start_node
	if mid_sweep; then back_mid_sweep=true; fi
	wait "$replay_pid"
	replay_pid=
}

# `killed_at SECONDS COMMAND...`: the command, killed after this time if it lasts that long.
killed_at() {
	local code=0
	# In braces, so that the shell does not tell of every kill.
	{ timeout -s KILL "$1" "${@:2}" </dev/null; } >/dev/null 2>&1 || code=$?
	if ((code == 137)); then kills=$((kills + 1)); fi
}

# `hand_over NETWORK PERIOD [OPTIONS]`: a closed period's payments to the bank.
hand_over() {
	exporting=("$CLI" bank export --url "$URL" --key //Commonwatt//bank --network "$1" --period "$2"
		--table "$work/table.csv" --out "$work/bank" --creditor-name Neighbourhood
		--creditor-iban "$BANK_IBAN" --creditor-id DE98ZZZ09999999999 "${@:3}")
	if [[ -n "$crash_cli" ]]; then
		for delay in "${delays[@]}"; do killed_at "$delay" "${exporting[@]}"; done
	fi
	"${exporting[@]}" </dev/null | tee "$work/export.log"
}

# `book FOLDER`: what the bank says in all files of this folder, in their order.
book() {
	[[ -d "$1" ]] || return 0
	importing=("$CLI" bank import --url "$URL" --key //Commonwatt//bank --journal "$work/bank"
		--file "$1"/*.xml)
	if [[ -n "$crash_cli" ]]; then
		for delay in "${delays[@]}"; do killed_at "$delay" "${importing[@]}"; done
	fi
	"${importing[@]}" </dev/null
}

reconcile() { "$CLI" bank reconcile --url "$URL" --journal "$work/bank" "$@" </dev/null; }

bank() { python3 "$HERE/bank_answers.py" "$1" --books "$work/books.json" "${@:2}"; }

day_after() { date -u -d "$(date -u +%F) + $1 days" +%F; }

# `answered NAME DAYS`: the bank answers what it has got, so many days from now, and that is booked.
answered() {
	bank answer --orders "$work/bank" --answers "$work/answers/$1" --day "$(day_after "$2")"
	book "$work/answers/$1"
}

# `bank_round PERIOD`: what failed in the period before is tried again; then a closed period is handed
# over, and the bank's answers are booked. A short run tries again at the end only.
bank_round() {
	local network found
	for network in "${networks[@]}"; do
		if [[ -z "$short" ]] && (($1 > 0)); then hand_over "$network" $(($1 - 1)) --retry; fi
		hand_over "$network" "$1"
		found="$(sed -n 's/.*, period [0-9]*: \([0-9]*\) statements\{0,1\}\.$/\1/p' "$work/export.log")"
		statements=$((statements + found))
	done
	answered "$1" "$1"
}

# What the bank needs before the first period is handed over; and how chain and bank stand before.
begin_bank() {
	local opened
	opened="$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["first_slot"])' \
		"$work/state.json")"
	((opened == first_slot)) || die "a day went by between two steps: run it again"
	python3 "$HERE/bank_answers.py" table --data "$data" --community 0 --out "$work/table.csv"
	mkdir -p "$work/bank"
	reconcile
}

# Seven weeks later: what had been booked comes back and is tried again, and the rest is given up. A
# short run does not try again.
seven_weeks_later() {
	local network period
	local -a given_up
	bank later --answers "$work/answers/later" --day "$(day_after 49)"
	book "$work/answers/later"
	if [[ -z "$short" ]]; then
		for network in "${networks[@]}"; do
			for ((period = 0; period < periods; period++)); do
				hand_over "$network" "$period" --retry
			done
		done
		answered again 50
	fi
	mapfile -t given_up < <(bank failed)
	if ((${#given_up[@]} > 0)); then
		"$CLI" write-off --url "$URL" --key //Charlie "${given_up[@]}" </dev/null
		written_off=${#given_up[@]}
	fi
}

if [[ -z "$short" ]]; then
	step "Building the data of a month"
	if ! python3 data/check.py "$data" >/dev/null 2>&1; then
		python3 data/build.py --month winter --out "$data"
	fi
fi
slots="$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["slots"])' "$data/day.json")"
start_s="$(now_s)"

step "Starting a node"
read -r rpc_port p2p_port < <(free_ports)
URL="ws://127.0.0.1:$rpc_port"
start_node
nohup "$CLI" audit --url "$URL" --wait 120 --report "$work/audit.json" \
	>"$work/month-audit.log" 2>&1 </dev/null &
audit_pid=$!

# The data end with the last day that is over. Periods end with multiples of the cycle, counted from
# the slot that began in 1970.
midnight_s=$(($(now_s) / 86400 * 86400))
first_slot=$((midnight_s / 900 - slots))
periods=$(((first_slot + slots) / cycle - first_slot / cycle))

for ((period = 0; period < periods; period++)); do
	step "Period $period"
	end=$(((first_slot / cycle + period + 1) * cycle - first_slot))
	if ((period == 1)); then replay_with_crash "$end"; else replay "$end"; fi
	crash_cli=
	if ((period == 0)); then
		begin_bank
		crash_cli=1
	fi
	bank_round "$period"
	crash_cli=
done
if ((end < slots)); then
	step "The rest, in a period that does not end yet"
	replay "$slots"
fi

step "Seven weeks later"
seven_weeks_later

step "Do chain and bank agree?"
# What was said before changes nothing.
book "$work/answers/0"
reconcile
reconcile --json >"$work/reconcile.json"
kill -0 "$audit_pid" || die "the audit stopped: $(tail -n 1 "$work/month-audit.log")"
kill "$audit_pid"
wait "$audit_pid" 2>/dev/null || true
audit_pid=

python3 "$HERE/month_report.py" --work "$work" --replays "$replays" --periods "$periods" \
	--networks "${#networks[@]}" --statements "$statements" --written-off "$written_off" \
	--kills "$kills" --back-mid-sweep "$back_mid_sweep" --seconds $(($(now_s) - start_s)) \
	--out "$REPORTS/month.json"
step "Done in $(took "$start_s")"
say "figures: target/reports/month.json"
