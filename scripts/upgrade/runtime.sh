# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Builds the next runtimes of the drill. Sourced by scripts/upgrade-drill.sh.

# What a compressed runtime begins with (sp-maybe-compressed-blob), so that it fits into a block.
COMPRESSED='\x52\xbc\x53\x76\x46\xdb\x8e\x05'

# `build_runtime OUT FEATURE`: the runtime with one of its features for the drill, compressed. Only the
# WASM, in a folder of its own: another feature would throw the usual build away.
build_runtime() {
	local target="$HOME/.cache/commonwatt/target-upgrade" blob wasm
	blob="$target/blob"
	wasm="$target/wasm32v1-none/release/commonwatt_runtime.wasm"
	have zstd || die "compressing a runtime needs the package zstd"
	mkdir -p "$blob/src"
	cp "$ROOT/Cargo.lock" "$blob/Cargo.lock"
	printf '#![no_std]\npub use wasm_project::*;\n' >"$blob/src/lib.rs"
	runtime_project "$2" >"$blob/Cargo.toml"
	(
		[[ -z "${WASM_BUILD_TOOLCHAIN:-}" ]] || export RUSTUP_TOOLCHAIN="$WASM_BUILD_TOOLCHAIN"
		CARGO_TARGET_DIR="$target" RUSTFLAGS="-C link-arg=--export-table --cfg substrate_runtime" \
			cargo build --release --target wasm32v1-none --manifest-path "$blob/Cargo.toml" </dev/null
	)
	[[ -s "$wasm" ]] || die "the build left no $wasm"
	# shellcheck disable=SC2059  # the bytes are the format
	printf "$COMPRESSED" >"$1"
	zstd -q -c -10 "$wasm" >>"$1"
}

runtime_project() {
	cat <<-TOML
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
		features = ["$1"]

		[profile.release]
		panic = "abort"
		lto = "thin"

		[workspace]
		resolver = "2"
	TOML
}
