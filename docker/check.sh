#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Checks the files beside the image without a container engine: alerts and their tests, the dashboard, the
# compose file. With --metrics, also that rules and dashboard name nothing that a node does not serve.
#
# usage: docker/check.sh [--names | --alerts] [--metrics FILE|URL]...
#   --names    only names: rules, dashboard and compose file fit each other
#   --alerts   only the alerts' own tests
#   --metrics  what /metrics of a node answers, or of a node exporter; several are one
# Needs python3-yaml and promtool (scripts/setup.sh --tests fetches both); PROMTOOL names another one. Without
# promtool the alerts are not tried, and it says so.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../scripts/lib.sh"
usage_if_asked "$@"

metrics=()
parts=both
while (($#)); do
	case "$1" in
	--metrics)
		metrics+=("${2:?--metrics wants a file or an address}")
		shift
		;;
	--names | --alerts) parts="$1" ;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	shift
done
promtool="${PROMTOOL:-promtool}"
have "$promtool" || promtool="$HOME/.cache/commonwatt/promtool/promtool"

# Rules that fire when they should, and keep quiet when they should.
alerts() {
	step "Alerts"
	"$promtool" check config "$ROOT/docker/prometheus/prometheus.yml"
	"$promtool" test rules "$ROOT"/docker/prometheus/tests/*.yml
}
if [[ "$parts" == --alerts ]]; then
	have "$promtool" || die "needs promtool"
	alerts
	exit
fi

python3 -c 'import yaml' 2>/dev/null || die "needs the package python3-yaml"
work="$(mktemp -d "${TMPDIR:-/tmp}/commonwatt-check.XXXXXX")"
trap 'rm -rf "$work"' EXIT

step "Names"
files=()
for one in ${metrics[@]+"${metrics[@]}"}; do
	if [[ "$one" == http*://* ]]; then
		files+=("$work/${#files[@]}")
		curl -fsS --max-time 10 --output "${files[-1]}" "$one"
	else
		files+=("$one")
	fi
done
python3 "$ROOT/docker/check.py" ${files[@]+"${files[@]}"}

[[ "$parts" == both ]] || exit 0
if have "$promtool"; then
	alerts
else
	warn "promtool is not here: the alerts were not tried"
fi
