#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the node and the command line tool, with the profile and features the tests use too, so
# that nothing is compiled twice.
#
# usage: scripts/build.sh
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
usage_if_asked "$@"
set_up

step "Building"
start_s="$(now_s)"
cargo build --release --locked --workspace --bins </dev/null
say "built in $(took "$start_s"):"
say "  $CARGO_TARGET_DIR/release/commonwatt-node"
say "  $CARGO_TARGET_DIR/release/commonwatt"
