#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The experiment behind collective dispatch: a district of about 200 devices from published series,
# once with every device answering a price for itself (open loop, with an assumed feedback, and with
# the community's own clearing price), once with the common plan. Writes target/reports/dispatch.json,
# the table in docs/dispatch.md and the pictures in docs/img/dispatch/. Exit code 0 only if every plan
# is feasible, overloads nothing, and is proven to be within a thousandth of the best on the reference
# days.
#
# usage: scripts/experiments/oscillation.sh [--short]
#   four days with three seeds each, 14 rounds: about a quarter of an hour
#   --short  one day, one seed, 8 rounds, about a minute; table and pictures go to target/dispatch/
# COMMONWATT_BIN names the folder of a built solver; else it is built.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"
usage_if_asked "$@"

days=4 seeds=3 rounds=14
outputs=(--docs "$ROOT/docs/dispatch.md" --images "$ROOT/docs/img/dispatch")
for argument in "$@"; do
	case "$argument" in
	--short) days=1 seeds=1 rounds=8 outputs=() ;;
	*) die "unknown argument $argument (--help shows the usage)" ;;
	esac
done
set_up

here="$ROOT/scripts/experiments"
work="$ROOT/target/dispatch/experiment"
if [[ -z "${COMMONWATT_BIN:-}" ]]; then
	step "Building"
	cargo build --release --locked --workspace --bin commonwatt-solver </dev/null
fi
solver="${COMMONWATT_BIN:-$CARGO_TARGET_DIR/release}/commonwatt-solver"
rm -rf "$work"
mkdir -p "$work/solved" "$work/oscillated"

step "Instances"
python3 "$here/district.py" --out "$work/instances" --days "$days" --seeds "$seeds"

for problem in "$work"/instances/*.json; do
	name="${problem##*/}"
	step "${name%.json}"
	"$solver" solve --problem "$problem" --out "$work/solved/$name" 2>&1
	"$solver" oscillate --problem "$problem" --price "$work/instances/prices/$name" \
		--rounds "$rounds" --out "$work/oscillated/$name" 2>&1
done

step "Step at the feeder"
cargo run --release --quiet --locked --package commonwatt-control --example step </dev/null >"$work/step.json"

step "Report"
python3 "$here/oscillation_report.py" --work "$work" "${outputs[@]}"
