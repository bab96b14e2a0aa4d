#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures the weights of our pallets and writes pallets/*/src/weights.rs. Takes long (a build of
# its own with the feature runtime-benchmarks, and frame-omni-bencher on first use); run it on a
# quiet machine, and look at the differences before keeping them.
#
# usage: scripts/weights.sh [--steps N] [--repeat N] [pallet...]
#   --steps N    points along each component (default 50)
#   --repeat N   runs per point (default 20)
#   pallet       some of: community metering settlement validators (default all)
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
usage_if_asked "$@"

BENCHER_VERSION=0.28.0
steps=50
repeat=20
pallets=()
while (($#)); do
	case "$1" in
	--steps) steps="${2:?--steps wants a number}" && shift ;;
	--repeat) repeat="${2:?--repeat wants a number}" && shift ;;
	community | metering | settlement | validators) pallets+=("$1") ;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	shift
done
((${#pallets[@]})) || pallets=(community metering settlement validators)
set_up

CACHE="$HOME/.cache/commonwatt"
BENCHER="$CACHE/tools/bin/frame-omni-bencher"
if ! "$BENCHER" --version 2>/dev/null | grep -qF "$BENCHER_VERSION"; then
	step "Installing frame-omni-bencher $BENCHER_VERSION"
	CARGO_TARGET_DIR="$CACHE/target-tools" cargo install frame-omni-bencher --locked \
		--version "$BENCHER_VERSION" --root "$CACHE/tools" </dev/null
fi

# A folder of its own: another feature set would throw the usual build away.
step "Building the runtime with benchmarks"
BENCH_TARGET="$CACHE/target-weights"
CARGO_TARGET_DIR="$BENCH_TARGET" cargo build --release --locked -p commonwatt-runtime \
	--features runtime-benchmarks </dev/null
WASM="$BENCH_TARGET/release/wbuild/commonwatt-runtime/commonwatt_runtime.compact.compressed.wasm"
[[ -s "$WASM" ]] || die "the build left no $WASM"

for pallet in "${pallets[@]}"; do
	step "Measuring pallet_$pallet"
	"$BENCHER" v1 benchmark pallet \
		--runtime "$WASM" \
		--genesis-builder-preset development \
		--pallet "pallet_$pallet" \
		--extrinsic '*' \
		--steps "$steps" \
		--repeat "$repeat" \
		--template scripts/weights-template.hbs \
		--output "pallets/$pallet/src/weights.rs" </dev/null
	say "written: pallets/$pallet/src/weights.rs"
done
