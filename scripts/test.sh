#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs every test: formatting, all crates, the second implementation of the rules in Python, the
# bank's files against published schemas, the data sets, alerts and dashboard, and a node as Polkadot.js sees
# it. Goes on after a failure, and exits with 1 if there was one. What the machine has no program for is
# named as not run, and not counted.
#
# usage: scripts/test.sh
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
usage_if_asked "$@"
set_up

LOG="$REPORTS/test.log"
: >"$LOG"
passed=0
failed=0
left_out=0
summary=()

# `note NAME PASSED FAILED START`: counts a step and keeps its line for the summary.
note() {
	passed=$((passed + $2))
	failed=$((failed + $3))
	summary+=("$(printf '%-28s %5d passed %5d failed   %s' "$1" "$2" "$3" "$(took "$4")")")
}

# `check NAME COMMAND...`: a step that counts as one test.
check() {
	local name="$1" start_s
	start_s="$(now_s)"
	shift
	step "$name"
	if "$@" </dev/null 2>&1 | tee -a "$LOG"; then
		note "$name" 1 0 "$start_s"
	else
		note "$name" 0 1 "$start_s"
	fi
}

# `leave_out NAME WHAT-IT-NEEDS`: a step that can't be run here.
leave_out() {
	left_out=$((left_out + 1))
	step "$1"
	say "not run: needs $2"
	summary+=("$(printf '%-28s not run: needs %s' "$1" "$2")")
}

# All crates. Cargo counts; a step that ends badly without a failed test counts as one.
crates() {
	local start_s log="$REPORTS/cargo-test.log" ok=1 good bad
	start_s="$(now_s)"
	step "crates"
	# Tests that start a node take the one built here.
	if ! cargo build --release --locked --workspace --bins </dev/null; then
		note "crates (build)" 0 1 "$start_s"
		return
	fi
	cargo test --release --locked --workspace --no-fail-fast </dev/null 2>&1 |
		tee "$log" | { grep --line-buffered -Ev '^test .* \.\.\. ok$|^$|^running [0-9]+ tests?$' || true; } ||
		ok=0
	cat "$log" >>"$LOG"
	good="$(sum passed "$log")"
	bad="$(sum failed "$log")"
	if ((ok == 0 && bad == 0)); then bad=1; fi
	note "crates" "$good" "$bad" "$start_s"
}

# `sum passed|failed FILE`: the total over cargo's "test result:" lines.
sum() {
	{ grep -Eo "^test result: .*" "$2" || true; } | { grep -Eo "[0-9]+ $1" || true; } |
		awk '{ total += $1 } END { print total + 0 }'
}

check "format" cargo fmt --all --check
crates
if [[ -f scripts/oracle/check.sh ]]; then
	check "rules, second implementation" bash scripts/oracle/check.sh
fi
if [[ -f scripts/oracle/iso20022.sh ]]; then
	check "bank files, published schemas" bash scripts/oracle/iso20022.sh
fi
if [[ -f scripts/oracle/dispatch.sh ]]; then
	check "dispatch, second computation" bash scripts/oracle/dispatch.sh
fi
for day in winter summer; do
	if [[ -d "data/$day" ]]; then
		check "data, $day day" python3 data/check.py "data/$day"
	fi
done

# What the rest needs, where it can be had.
scripts/setup.sh --tests
if python3 -c 'import yaml' 2>/dev/null; then
	check "alerts, dashboard: names" docker/check.sh --names
else
	leave_out "alerts, dashboard: names" "python3-yaml"
fi
if have "${PROMTOOL:-promtool}" || [[ -x "$HOME/.cache/commonwatt/promtool/promtool" ]]; then
	check "alerts, tried" docker/check.sh --alerts
else
	leave_out "alerts, tried" "promtool"
fi
if have npm && (("$(node --print 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" >= 18)); then
	check "Polkadot.js, short form" env COMMONWATT_BIN="$CARGO_TARGET_DIR/release" \
		scripts/polkadot-js.sh --short
else
	leave_out "Polkadot.js, short form" "Node.js 18 or newer, with npm"
fi

step "Summary"
printf '%s\n' "${summary[@]}"
say "log: ${LOG#"$ROOT"/}"
say ""
((left_out == 0)) || say "not run: $left_out"
say "$passed passed, $failed failed"
((failed == 0))
