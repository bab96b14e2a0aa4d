#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The whole way of a plan on a live node, with the command line and the solver as people use them: members
# are counted and change rules and fees, devices take part, a first plan is vetoed, a second one holds, meters
# say what was delivered, and the report is compared with the accounts. Takes about four minutes.
#
# usage: scripts/experiments/dispatch_day.sh
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"
usage_if_asked "$@"
set_up

step "Building"
cargo build --release --locked --workspace --bins </dev/null
step "From a rule ballot to a delivered plan"
cargo test --release --locked --workspace --test live_node -- --ignored --nocapture \
	a_community_goes_from_a_rule_ballot_to_a_delivered_plan </dev/null
