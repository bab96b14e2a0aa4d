#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Replays and alters a million readings among honest ones, and counts what counted twice: nothing may.
# Writes target/reports/altered.json.
#
# usage: scripts/experiments/altered.sh [COUNT]
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"
usage_if_asked "$@"
count="${1:-1000000}"
[[ "$count" =~ ^[0-9]+$ ]] || die "'$count' is no number"
set_up

step "Trying $count bad readings"
start_s="$(now_s)"
COMMONWATT_ALTERED="$count" cargo test --release --locked -p pallet-metering --lib -- \
	--nocapture nothing_replayed_or_altered_counts </dev/null | tee "$REPORTS/altered.log"
line="$(grep -Eo 'tried [0-9]+ bad readings in [0-9]+ slots, 0 double issues' "$REPORTS/altered.log")"
read -r _ tried _ _ _ slots _ <<<"$line"
printf '{\n  "bad_readings": %d,\n  "slots": %d,\n  "double_issues": 0,\n  "seconds": %d\n}\n' \
	"$tried" "$slots" "$(($(now_s) - start_s))" >"$REPORTS/altered.json"
say "written to target/reports/altered.json"
