# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the fault scenarios share. Sourced by scripts/faults.sh, which sets NET (the network's folder),
# WORK (files of this run), SCENARIO (the one that runs) and the lengths.

net() { "$ROOT/scripts/network.sh" "$1" --dir "$NET" "${@:2}" </dev/null; }
now() { date +%s.%3N; }

# `mark begin|fault|healed|end [NODE...]`: when it was, for the figures.
mark() {
	local kind="$1" nodes
	shift
	nodes="$(printf '"%s",' "$@")"
	(($#)) || nodes=
	printf '{"t":%s,"scenario":"%s","mark":"%s","nodes":[%s]}\n' "$(now)" "$SCENARIO" "$kind" \
		"${nodes%,}" >>"$WORK/marks"
}

# A fault begins; and from here on the nodes it touched have what they need again.
fault() { mark fault "$@"; }
healed() {
	healed_at="$(now)"
	mark healed "$@"
}

# `fact KEY VALUE`: one more figure of this scenario. VALUE is JSON.
fact() { printf '{"scenario":"%s","%s":%s}\n' "$SCENARIO" "$1" "$2" >>"$WORK/facts"; }

# Ends a scenario that this machine does not allow.
skip() {
	printf '{"name":"%s","skipped":"%s"}\n' "$SCENARIO" "$1" >"$WORK/$SCENARIO.json"
	say "  skipped: $1"
	exit 0
}

# NAME=PORT of these nodes, or of all that run.
ports() {
	local name nodes=("$@")
	(($#)) || mapfile -t nodes < <(running)
	for name in "${nodes[@]}"; do say "$name=$(cut -d ' ' -f 1 "$NET/$name/ports")"; done
}

running() {
	local file
	for file in "$NET"/*/pid; do basename -- "$(dirname -- "$file")"; done
}

ask() {
	curl -sf -m 3 -H 'Content-Type: application/json' \
		-d "{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"$2\",\"params\":[${3:-}]}" \
		"http://127.0.0.1:$(cut -d ' ' -f 1 "$NET/$1/ports")"
}
answers() { ask "$1" system_health >/dev/null 2>&1; }

# Number of the last final block of a node.
final_of() { python3 "$ROOT/scripts/network/look.py" status "$(ports "$1")" | cut -f 3; }

# `await_on [NODE...]`: until these (or all) have a final block made since the fault was over.
await_on() {
	mapfile -t awaited < <(ports "$@")
	python3 "$ROOT/scripts/network/look.py" since "$PATIENCE_S" "$healed_at" "${awaited[@]}"
}

# Folder of a node's database.
database_of() { printf '%s\n' "$NET/$1/data/chains"/*/paritydb/full; }

# Whether a node still runs, and answers, after so many seconds; with what it said last if not.
lives_after() {
	local i
	for ((i = 0; i < $2 * 2; i++)); do
		sleep 0.5
		alive "$1" || return 1
	done
	answers "$1"
}
alive() { kill -0 "$(cat "$NET/$1/pid" 2>/dev/null || say 0)" 2>/dev/null; }

# The line of a node's log that says why it ended, since it was last started; without time and quotes.
# A file of the database that is cut short leaves none: it is mapped into memory (SIGBUS).
last_words() {
	awk '/Commonwatt Node *$/ { words = "" }
		tolower($0) ~ /error|panicked|corrupt|invalid|no space|bus error/ { words = $0 }
		END { print words == "" ? "without a word in its log" : words }' "$NET/$1/node.log" |
		sed -E 's/^[0-9-]+ [0-9:]+ *//; s/ *$//' | tr -d '"\\\t' | cut -c 1-160
}

# Throws a node's database away and lets it take the state from the others.
start_anew() {
	net stop "$1"
	rm -rf -- "$(database_of "$1")"
	healed "$1"
	net restart "$1" -- --sync warp "${NODE_OPTIONS[@]}"
	await_on "$1"
	# From now on it starts as before.
	printf '%s\n' "--$1" "${NODE_OPTIONS[@]}" >"$NET/$1/options"
}
