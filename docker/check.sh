#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Checks the files beside the image without a container engine: alerts and their tests, the dashboard, the
# compose file. With --metrics, also that rules and dashboard name nothing that a node does not serve.
#
# usage: docker/check.sh [--metrics FILE|URL]...
#   --metrics  what /metrics of a node answers, or of a node exporter; several are one
# Needs python3-yaml. Alerts are tried where promtool is (Debian: prometheus); PROMTOOL names another one.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../scripts/lib.sh"
usage_if_asked "$@"

metrics=()
while (($#)); do
	case "$1" in
	--metrics)
		metrics+=("${2:?--metrics wants a file or an address}")
		shift
		;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	shift
done
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

step "Alerts"
promtool="${PROMTOOL:-promtool}"
if have "$promtool"; then
	"$promtool" check config "$ROOT/docker/prometheus/prometheus.yml"
	"$promtool" test rules "$ROOT"/docker/prometheus/tests/*.yml
else
	warn "promtool is not here: the alerts were not tried"
fi
