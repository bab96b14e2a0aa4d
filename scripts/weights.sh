#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures the weights of our pallets and writes pallets/*/src/weights.rs. Takes long (a build of
# its own with the feature runtime-benchmarks, and frame-omni-bencher on first use); run it on a
# quiet machine, and look at the differences before keeping them.
#
# usage: scripts/weights.sh [--steps N] [--repeat N] [pallet...]
#   --steps N    points along each component (default 50)
#   --repeat N   runs per point (default 20)
#   pallet       some of: bank certificates community dispatch metering settlement validators (default all)
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
	bank | certificates | community | dispatch | metering | settlement | validators) pallets+=("$1") ;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	shift
done
((${#pallets[@]})) || pallets=(bank certificates community dispatch metering settlement validators)
set_up

CACHE="$HOME/.cache/commonwatt"
BENCHER="$CACHE/tools/bin/frame-omni-bencher"
if ! "$BENCHER" --version 2>/dev/null | grep -qF "$BENCHER_VERSION"; then
	step "Installing frame-omni-bencher $BENCHER_VERSION"
	CARGO_TARGET_DIR="$CACHE/target-tools" cargo install frame-omni-bencher --locked \
		--version "$BENCHER_VERSION" --root "$CACHE/tools" </dev/null
fi

# Only the WASM is needed, so this does what the WASM builder does, without building the pallets for
# this machine too. A project and a folder of its own: another feature set would throw the usual
# build away, and the workspace's profile has checks that the chain does not run with.
step "Building the runtime's WASM with benchmarks"
BENCH_TARGET="$CACHE/target-weights"
BLOB="$BENCH_TARGET/blob"
mkdir -p "$BLOB/src"
cp Cargo.lock "$BLOB/Cargo.lock"
printf 'pub use wasm_project::*;\n' | sed '1i #![no_std]' >"$BLOB/src/lib.rs"
cat >"$BLOB/Cargo.toml" <<TOML
[package]
name = "commonwatt-runtime-blob"
version = "1.0.0"
edition = "2021"

[lib]
name = "commonwatt_runtime"
crate-type = ["cdylib"]

[dependencies.wasm-project]
package = "commonwatt-runtime"
path = "$ROOT/runtime"
default-features = false
features = ["runtime-benchmarks"]

[profile.release]
panic = "abort"
lto = "thin"

[workspace]
resolver = "2"
TOML
[[ -z "${WASM_BUILD_TOOLCHAIN:-}" ]] || export RUSTUP_TOOLCHAIN="$WASM_BUILD_TOOLCHAIN"
CARGO_TARGET_DIR="$BENCH_TARGET" RUSTFLAGS="-C link-arg=--export-table --cfg substrate_runtime" \
	cargo build --release --target wasm32v1-none --manifest-path "$BLOB/Cargo.toml" </dev/null
WASM="$BENCH_TARGET/wasm32v1-none/release/commonwatt_runtime.wasm"
[[ -s "$WASM" ]] || die "the build left no $WASM"

for pallet in "${pallets[@]}"; do
	step "Measuring pallet_$pallet"
	"$BENCHER" v1 benchmark pallet \
		--runtime "$WASM" \
		--genesis-builder-preset development \
		--pallet "pallet_$pallet" \
		--extrinsic '*' \
		--steps "$steps" \
		--default-pov-mode ignored \
		--repeat "$repeat" \
		--template scripts/weights-template.hbs \
		--output "pallets/$pallet/src/weights.rs" </dev/null
	say "written: pallets/$pallet/src/weights.rs"
done
