#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compares settlement-core with an independent computation, slot by slot: random books, and both
# days of `data/` under every rule. Then tries the rules themselves: can the pot always pay, do
# statements add up, does the price rule keep its promises. Writes target/reports/oracle.json.
# Exit code 0 only if every figure agrees and every rule holds.
#
# usage: scripts/oracle/check.sh [--long] [count] [seed]
#   10 000 books of seed 1 by default; --long tries about ten times as much of everything
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"
usage_if_asked "$@"
set_up

# Books of the example and of our own, slots of the ledger, markets, every so many meters.
slots=2000 markets=300 every=6 count=10000
if [[ "${1:-}" == --long ]]; then
	shift
	slots=45000 markets=12000 every=1 count=100000
fi
count="${1:-$count}"
seed="${2:-1}"

# The whole workspace is selected so that the features, and with them the dependencies' builds, are
# those of the tests.
cargo build --release --quiet --locked --workspace --example books </dev/null
books="$CARGO_TARGET_DIR/release/examples/books"
oracle="$ROOT/scripts/oracle"
summary="$REPORTS/oracle.json"
parts=()
failed=0

# `part NAME COMMAND...`: runs one part, keeps its last line, which is JSON, under its name.
part() {
	local name="$1" told start_s
	start_s="$(now_s)"
	shift
	if told="$("$@")"; then
		say "oracle: $name, $(took "$start_s"): ${told:0:100}"
	else
		warn "oracle: $name failed"
		failed=1
	fi
	parts+=("\"$name\": ${told:-null}")
}

compare_random() { "$books" "$count" "$seed" | python3 "$oracle/clearing.py"; }
# `compare_written SOURCE [SEED]`: slots made here, settled by the core, compared here.
compare_written() {
	python3 "$oracle/clearing.py" --write "$@" | "$books" - | python3 "$oracle/clearing.py"
}

part "books" compare_random
part "own books" compare_written "$((count / 2))" "$seed"
for day in winter summer; do
	if [[ -d "data/$day" ]]; then part "$day" compare_written "data/$day"; fi
done
part "ledger" python3 "$oracle/ledger.py" "$slots" "$seed"
part "ledger, rules broken" python3 "$oracle/ledger.py" --self-test
part "statements" python3 "$oracle/statement.py" --self-test
part "experiments" python3 "$oracle/experiments.py" "$markets" "$seed" "$every"

{
	printf '{\n'
	(IFS=$'\n' && printf '%s\n' "${parts[*]}") | sed '$!s/$/,/; s/^/  /'
	printf '}\n'
} >"$summary"
say "oracle: $summary"
((failed == 0))
