#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Drives the real runtime from a seed, with everybody who uses a chain and everything that goes wrong,
# and checks every invariant after every block. Writes target/reports/simulation.json.
#
# usage: scripts/simulate.sh [--blocks N] [--seeds K] [--first SEED]
#   --blocks  blocks of each run (default 10000)
#   --seeds   how many runs, as many at once as there are processors (default 10)
#   --first   seed of the first run, the others follow it (default 100)
# A run takes about two minutes of one processor for 10000 blocks. What a failure says is in
# docs/simulation.md.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
usage_if_asked "$@"

blocks=10000
seeds=10
first=100
while (($#)); do
	case "$1" in
	--blocks | --seeds | --first)
		(($# > 1)) || die "$1 wants a value"
		[[ "$2" =~ ^[1-9][0-9]{0,8}$ ]] || die "$1 wants a number"
		case "$1" in
		--blocks) blocks="$2" ;;
		--seeds) seeds="$2" ;;
		--first) first="$2" ;;
		esac
		shift
		;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	shift
done
set_up

step "$seeds runs of $blocks blocks"
export COMMONWATT_SIM_REPORT="$REPORTS/simulation.json"
export COMMONWATT_SIM_SEED="$first" COMMONWATT_SIM_SEEDS="$seeds" COMMONWATT_SIM_BLOCKS="$blocks"
rm -f "$COMMONWATT_SIM_REPORT"
cargo test --release --locked --workspace --test simulation one_seed -- --ignored --nocapture
say "report: ${COMMONWATT_SIM_REPORT#"$ROOT"/}"
