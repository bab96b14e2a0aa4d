# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Pieces the scripts share. Sourced by them, never run.

ROOT="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)"
REPORTS="$ROOT/target/reports"

say() { printf '%s\n' "$*"; }
step() { printf '\n== %s\n' "$*"; }
warn() { printf 'warning: %s\n' "$*" >&2; }
die() {
	printf 'error: %s\n' "$*" >&2
	exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# Seconds since the epoch, as a whole number.
now_s() { date +%s; }

# `took START`: how long ago START was, readable.
took() {
	local s=$(($(now_s) - $1))
	if ((s < 60)); then printf '%d s' "$s"; else printf '%d min %02d s' $((s / 60)) $((s % 60)); fi
}

# `usage_if_asked "$@"`: prints the comment at the head of the calling script for -h or --help.
usage_if_asked() {
	local argument
	for argument in "$@"; do
		case "$argument" in
		-h | --help)
			sed -n '3,/^[^#]/{s/^# \{0,1\}//p;}' "$0"
			exit 0
			;;
		esac
	done
}

# Sets the machine up, unless a script that called this one has done so, and loads the variables.
set_up() {
	if [[ -z "${COMMONWATT_SET_UP:-}" ]]; then
		"$ROOT/scripts/setup.sh"
		export COMMONWATT_SET_UP=1
	fi
	# shellcheck source=scripts/env.sh
	. "$ROOT/scripts/env.sh"
	cd "$ROOT" || die "$ROOT is gone"
	mkdir -p "$REPORTS"
}
