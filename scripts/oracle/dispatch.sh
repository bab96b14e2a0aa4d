#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Checks the dispatch verifier and solver against other computations: what plans cost and what duals
# prove, in whole numbers, and the same problems as linear programs for HiGHS. Writes
# target/reports/dispatch-peer.json and its two figures into target/reports/dispatch.json. Exit code 0
# only if everything agrees.
#
# usage: scripts/oracle/dispatch.sh [--long]
#   below a minute; --long takes the reference days too, with HiGHS and PyPSA, and ten times as many
#   random problems: about half an hour
# COMMONWATT_BIN names the folder of a built solver; else it is built.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"
usage_if_asked "$@"

form=short
for argument in "$@"; do
	case "$argument" in
	--long) form=long ;;
	*) die "unknown argument $argument (--help shows the usage)" ;;
	esac
done
set_up

here="$ROOT/scripts/oracle/dispatch"
venv="$HOME/.cache/commonwatt/dispatch-$form"
list="$here/$form.txt"

# Made once per list: packages are pinned with their hashes, and only what is listed.
if ! cmp -s "$list" "$venv/installed.txt"; then
	rm -rf "$venv"
	python3 -m venv "$venv"
	"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
		--only-binary :all: --require-hashes -r "$list" </dev/null
	cp "$list" "$venv/installed.txt"
fi

if [[ -z "${COMMONWATT_BIN:-}" ]]; then
	cargo build --release --quiet --locked --workspace --bin commonwatt-solver </dev/null
fi
solver="${COMMONWATT_BIN:-$CARGO_TARGET_DIR/release}/commonwatt-solver"

more=()
if [[ "$form" == long ]]; then
	python3 scripts/experiments/district.py --out "$ROOT/target/dispatch/instances"
	python3 scripts/experiments/district.py --small --out "$ROOT/target/dispatch/small"
	for built in "$ROOT"/target/dispatch/small/*.json; do
		cmp "$built" "$here/${built##*/}" || die "${built##*/} is not what district.py makes"
	done
	more=(--long "$ROOT/target/dispatch/instances")
fi
report="$REPORTS/dispatch-peer.json"
status=0
"$venv/bin/python" "$here/check.py" --solver "$solver" --report "$report" "${more[@]}" || status=$?
if [[ -f "$report" ]]; then
	python3 scripts/experiments/oscillation_report.py --merge "$report" \
		peer_cost_rel_diff_max peer_price_abs_diff_max
fi
exit "$status"
