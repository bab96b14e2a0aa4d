# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Variables a build needs. To use cargo by hand as the scripts do: . scripts/env.sh

export HOME="${HOME:-$(printf '%s' ~)}"

# Outside the checkout, so that a fresh clone builds in minutes on a machine that has built before.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$HOME/.cache/commonwatt/target}"

# The builder of the runtime's WebAssembly looks for Cargo.lock from there.
WASM_BUILD_WORKSPACE_HINT="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)"
export WASM_BUILD_WORKSPACE_HINT

case ":$PATH:" in
*":$HOME/.cargo/bin:"*) ;;
*) [ -d "$HOME/.cargo/bin" ] && export PATH="$HOME/.cargo/bin:$PATH" ;;
esac

# Written by setup.sh where the WebAssembly target comes from another compiler than the rest.
if [ -z "${WASM_BUILD_TOOLCHAIN:-}" ] && [ -r "$HOME/.cache/commonwatt/wasm-toolchain" ]; then
	WASM_BUILD_TOOLCHAIN="$(cat "$HOME/.cache/commonwatt/wasm-toolchain")"
	export WASM_BUILD_TOOLCHAIN
fi
