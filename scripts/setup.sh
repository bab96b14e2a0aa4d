#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes a machine ready to build: system packages, Rust, the WebAssembly target. Safe to repeat;
# what is there already is left alone. The other scripts run it themselves.
#
# usage: scripts/setup.sh [--tests]
#   --tests   only what some tests need beyond that: Node.js and npm, python3-yaml, promtool. Does not fail
#             where they can't be had: scripts/test.sh says which tests were not run then
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
usage_if_asked "$@"
# shellcheck source=scripts/env.sh
. "$ROOT/scripts/env.sh"
cd "$ROOT"

WASM_TARGET=wasm32v1-none
WASM_CHOICE="$HOME/.cache/commonwatt/wasm-toolchain"

# Runs a command as root; fails where that is impossible without asking for a password.
as_root() {
	if [[ "$(id -u)" == 0 ]]; then
		"$@"
	elif have sudo && sudo -n true 2>/dev/null; then
		sudo -n "$@"
	else
		return 1
	fi
}

apt_install() {
	have apt-get || return 1
	as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null || return 1
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

has_libclang() {
	[[ -n "${LIBCLANG_PATH:-}" ]] && return 0
	compgen -G '/usr/lib/llvm-*/lib/libclang*.so*' >/dev/null && return 0
	compgen -G '/usr/lib*/libclang*.so*' >/dev/null
}

missing_packages() {
	have protoc || echo protobuf-compiler
	have clang || echo clang
	has_libclang || echo libclang-dev
	have cmake || echo cmake
	have pkg-config || echo pkg-config
	{ have cc && have make; } || echo build-essential
	have git || echo git
	have curl || echo curl ca-certificates
	have python3 || echo python3
	have zstd || echo zstd
}

system_packages() {
	local missing
	missing="$(missing_packages | xargs)"
	if [[ -z "$missing" ]]; then
		say "system packages: all there"
		return
	fi
	say "system packages: installing $missing"
	# shellcheck disable=SC2086 # one word per package
	if ! apt_install $missing || [[ -n "$(missing_packages)" ]]; then
		die "please install as administrator, then start again: sudo apt-get install $missing"
	fi
}

rust() {
	have cargo || die "please install Rust from https://rustup.rs, then start again"
	local version
	version="$(rustc --version </dev/null 2>&1)" ||
		die "please install the Rust toolchain that rust-toolchain.toml names, then start again: rustup toolchain install"
	say "Rust: $version"
}

# Whether a compiler (named as rustup names it, or nothing for the usual one) has the target.
has_wasm_target() {
	local libdir
	libdir="$(rustc ${1:+"+$1"} --print target-libdir --target "$WASM_TARGET" 2>/dev/null)" || return 1
	compgen -G "$libdir/libcore-*.rlib" >/dev/null
}

# Builds the target's two libraries with Debian's own compiler, which needs no server of Rust's.
wasm_from_debian() {
	have rustup || return 1
	apt_install rustc-web cargo-web rust-web-src lld || return 1
	local work sysroot host libraries
	work="$(mktemp -d)"
	sysroot="$(/usr/bin/rustc --print sysroot)"
	host="$(/usr/bin/rustc -vV | sed -n 's/^host: //p')"
	mkdir -p "$work/src"
	printf '#![no_std]\n' >"$work/src/lib.rs"
	printf '[package]\nname = "nothing"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n' \
		>"$work/Cargo.toml"
	(
		cd "$work"
		PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$work/target" \
			/usr/bin/cargo build --release -Zbuild-std=core,alloc --target "$WASM_TARGET"
	) || return 1
	libraries="$sysroot/lib/rustlib/$WASM_TARGET/lib"
	as_root mkdir -p "$libraries" "$sysroot/lib/rustlib/$host/bin" || return 1
	local library
	for library in core alloc compiler_builtins; do
		as_root cp "$work/target/$WASM_TARGET/release/deps/lib$library-"*.rlib "$libraries/" || return 1
	done
	if [[ ! -e "$sysroot/lib/rustlib/$host/bin/rust-lld" ]]; then
		as_root ln -s "$(command -v lld)" "$sysroot/lib/rustlib/$host/bin/rust-lld" || return 1
	fi
	rm -rf "$work"
	rustup toolchain link debian "$sysroot" || return 1
	has_wasm_target debian
}

wasm_target() {
	if has_wasm_target "${WASM_BUILD_TOOLCHAIN:-}"; then
		say "WebAssembly target: installed already${WASM_BUILD_TOOLCHAIN:+ (compiler $WASM_BUILD_TOOLCHAIN)}"
	elif have rustup && rustup target add "$WASM_TARGET" </dev/null >/dev/null 2>&1 && has_wasm_target; then
		rm -f "$WASM_CHOICE"
		say "WebAssembly target: installed with rustup"
	elif wasm_from_debian; then
		mkdir -p "$(dirname "$WASM_CHOICE")"
		echo debian >"$WASM_CHOICE"
		say "WebAssembly target: built with Debian's compiler"
	else
		die "please give your Rust toolchain the WebAssembly target, then start again: rustup target add $WASM_TARGET"
	fi
}

# What tests want. Of Prometheus only the program that tries alerts, not the service that comes with it.
PROMTOOL_HOME="$HOME/.cache/commonwatt/promtool"

missing_for_tests() {
	have node || echo nodejs
	have npm || echo npm
	python3 -c 'import yaml' 2>/dev/null || echo python3-yaml
}

promtool_from_debian() {
	local work
	have apt-get && have dpkg-deb || return 1
	work="$(mktemp -d)"
	(
		cd "$work"
		chmod 0777 .
		apt-get download -qq prometheus </dev/null 2>/dev/null ||
			{ as_root apt-get update -qq </dev/null && apt-get download -qq prometheus </dev/null; }
		dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool
		mkdir -p "$PROMTOOL_HOME"
		mv usr/bin/promtool "$PROMTOOL_HOME/"
	) >/dev/null 2>&1
	rm -rf "$work"
	[[ -x "$PROMTOOL_HOME/promtool" ]]
}

for_tests() {
	local missing
	missing="$(missing_for_tests | xargs)"
	if [[ -n "$missing" ]]; then
		say "packages for tests: installing $missing"
		# shellcheck disable=SC2086 # one word per package
		apt_install $missing || warn "could not be installed: $missing"
	fi
	if ! have promtool && [[ ! -x "$PROMTOOL_HOME/promtool" ]]; then
		say "promtool: from Debian's package prometheus"
		promtool_from_debian || warn "promtool could not be had"
	fi
	say "packages for tests: done"
}

if [[ "${1:-}" == --tests ]]; then
	for_tests
	exit
fi
(($# == 0)) || die "unknown argument $1 (--help shows the usage)"
system_packages
rust
wasm_target
# Again, for what the steps above have written.
# shellcheck source=scripts/env.sh
. "$ROOT/scripts/env.sh"
mkdir -p "$CARGO_TARGET_DIR"
say "build folder: $CARGO_TARGET_DIR (CARGO_TARGET_DIR)"
say "to use cargo by hand the same way: . scripts/env.sh"
