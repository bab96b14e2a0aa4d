#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Throws random, coverage-guided bytes at what strangers can send: the decoder of batches, and the
# judging of readings. A failure leaves its input in target/fuzz/artifacts.
#
# usage: scripts/fuzz.sh [--seconds N] [batch|accept...]
#   --seconds N   how long per target (default 60)
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
usage_if_asked "$@"

seconds=60
targets=()
while (($#)); do
	case "$1" in
	--seconds) seconds="${2:?--seconds wants a number}" && shift ;;
	batch | accept) targets+=("$1") ;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	shift
done
((${#targets[@]})) || targets=(batch accept)
set_up

HOST="$(rustc -vV | sed -n 's/^host: //p')"
OUT="$ROOT/target/fuzz"
export CARGO_TARGET_DIR="$HOME/.cache/commonwatt/target-fuzz"
# What cargo-fuzz sets, less the sanitizer, which needs a nightly compiler. The target is named so
# that build scripts are not instrumented.
export RUSTFLAGS="--cfg fuzzing -Ccodegen-units=1 -Cpasses=sancov-module \
-Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares"

step "Building"
cargo build --release --locked --manifest-path fuzz/Cargo.toml --target "$HOST" </dev/null
for target in "${targets[@]}"; do
	step "Fuzzing $target for $seconds s"
	mkdir -p "$OUT/$target" "$OUT/artifacts"
	"$CARGO_TARGET_DIR/$HOST/release/$target" -max_total_time="$seconds" -print_final_stats=1 \
		-artifact_prefix="$OUT/artifacts/$target-" "$OUT/$target" 2>&1 |
		grep -E '^(stat::|==|SUMMARY|thread|assert)' || true
	[[ -z "$(find "$OUT/artifacts" -name "$target-*" -print -quit)" ]] ||
		die "a failing input is in ${OUT#"$ROOT"/}/artifacts"
done
