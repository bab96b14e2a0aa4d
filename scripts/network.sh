#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A local network of validators: each its own process with its own folder, ports and keys (those
# everybody knows: Alice, Bob, Charlie, Dave, ...), reachable on loopback only. Where the machine allows
# (root, ip, nsenter), each node also has a network namespace of its own, so that it can be cut off
# like a machine whose cable is pulled. Else nodes connect to nobody but one another, and a cut takes
# them off each other's lists.
#
# usage: scripts/network.sh COMMAND [--dir DIR] [ARGUMENTS]
#   start [--validators N] [--mode netns|loopback] [--chain FILE] [-- NODE-OPTIONS]
#                           four validators (1 to 6) on a fresh folder, or those that are there
#   add NAME [-- NODE-OPTIONS]   one more node, no validator, that syncs from the others
#   status                  what each node does, where it listens, what it takes on disk
#   check [--seconds N]     all running nodes have the same state root at the same final block, and
#                           finality moves within N seconds (default 60)
#   stop NAME...|all        ends nodes in good order
#   kill NAME...|all        kill -9
#   restart NAME...|all [--clock SECONDS] [-- NODE-OPTIONS]
#                           stops if need be, and starts on the same folder; with a clock that goes so
#                           many seconds ahead (or behind, if negative)
#   cut NAME...             cuts nodes off; those named together still see one another
#   heal NAME...|all        connects them again
#   url NAME, metrics NAME  where a node listens
#   remove [NAME...]        stops and removes nodes, or everything
# DIR is target/network by default. COMMONWATT_BIN names the folder of a built node; else it is built.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
usage_if_asked "$@"
# shellcheck source=scripts/env.sh
. "$ROOT/scripts/env.sh"
# shellcheck source=scripts/network/nodes.sh
. "$ROOT/scripts/network/nodes.sh"

KNOWN=(alice bob charlie dave eve ferdie)

(($#)) || die "which command? (--help shows the usage)"
command="$1"
shift
DIR="$ROOT/target/network"
validators=4
mode=
chain=
seconds=60
clock=
names=()
options=()
given_options=
while (($#)); do
	case "$1" in
	--dir | --validators | --mode | --chain | --seconds | --clock)
		(($# > 1)) || die "$1 wants a value"
		case "$1" in
		--dir) DIR="$2" ;;
		--validators) validators="$2" ;;
		--mode) mode="$2" ;;
		--chain) chain="$(realpath -- "$2")" ;;
		--seconds) seconds="$2" ;;
		--clock) clock="$2" ;;
		esac
		shift
		;;
	--)
		shift
		options=("$@")
		given_options=1
		break
		;;
	-*) die "unknown argument $1 (--help shows the usage)" ;;
	*) names+=("$1") ;;
	esac
	shift
done
[[ "$DIR" == /* ]] || DIR="$PWD/$DIR"
NODE="${COMMONWATT_BIN:-$CARGO_TARGET_DIR/release}/commonwatt-node"

# The nodes named on the command line, one per line; all for "all".
chosen() {
	((${#names[@]})) || die "which node? (or all)"
	if [[ "${names[*]}" == all ]]; then
		all_nodes
		return
	fi
	local name
	for name in "${names[@]}"; do
		[[ -d "$DIR/$name" && -f "$DIR/$name/index" ]] || die "there is no node $name in $DIR"
		say "$name"
	done
}

# NAME=PORT of the running nodes; with "connected", only of those not cut off.
running_ports() {
	local name
	while read -r name; do
		is_running "$name" || continue
		if [[ "${1:-}" == connected && "$(side_of "$name")" != 0 ]]; then continue; fi
		say "$name=$(port_of "$name" rpc)"
	done < <(all_nodes)
}

# The chain specification: the built-in one, or one with another number of validators.
write_chain() {
	if [[ -n "$chain" ]]; then
		"$NODE" export-chain-spec --raw --chain "$chain" --output "$DIR/chain.json"
		return
	fi
	local name keys=()
	if ((validators == 4)); then
		"$NODE" export-chain-spec --raw --chain local --output "$DIR/chain.json" >/dev/null
		return
	fi
	for name in "${KNOWN[@]:0:validators}"; do
		keys+=("$name:$(known_key sr25519 "$name"):$(known_key ed25519 "$name")")
	done
	"$NODE" export-chain-spec --chain local --output "$DIR/plain.json" >/dev/null
	python3 "$ROOT/scripts/network/spec.py" "$DIR/plain.json" "${keys[@]}" >"$DIR/spec.json"
	"$NODE" export-chain-spec --raw --chain "$DIR/spec.json" --output "$DIR/chain.json" >/dev/null
	rm "$DIR/plain.json" "$DIR/spec.json"
}

start() {
	[[ "$validators" =~ ^[1-6]$ ]] || die "there can be 1 to 6 validators, not '$validators'"
	local name
	if [[ -f "$DIR/mode" ]]; then
		say "going on with the network in $DIR"
	else
		mkdir -p "$DIR"
		[[ -x "$NODE" ]] || "$ROOT/scripts/build.sh"
		pick_mode >"$DIR/mode.new"
		write_chain
		mv "$DIR/mode.new" "$DIR/mode"
		open_hub
		for name in "${KNOWN[@]:0:validators}"; do
			make_node "$name" "--$name" "${options[@]}"
		done
	fi
	open_hub
	while read -r name; do
		is_running "$name" || start_node "$name"
	done < <(all_nodes)
	await_answers
	mapfile -t ports < <(running_ports connected)
	python3 "$ROOT/scripts/network/look.py" await 120 1 "${ports[@]}"
	status
}

pick_mode() {
	case "$mode" in
	"") if can_netns; then say netns; else say loopback; fi ;;
	netns)
		can_netns || die "this machine does not allow network namespaces"
		say netns
		;;
	loopback) say loopback ;;
	*) die "there is no mode '$mode'" ;;
	esac
}

add() {
	((${#names[@]} == 1)) || die "which name shall the node have?"
	local name="${names[0]}"
	[[ "$name" =~ ^[a-z][a-z0-9-]{0,11}$ ]] || die "a name is up to 12 small letters and digits"
	[[ ! -e "$DIR/$name" ]] || die "there is a node $name already"
	make_node "$name" "${options[@]}"
	start_node "$name"
	await_answers
	connect_sides
}

status() {
	local name state ports
	mapfile -t ports < <(running_ports)
	say "network in $DIR ($(cat "$DIR/mode"))"
	{
		printf 'node\tstate\tbest\tfinal\tage\tpeers\trpc\tmetrics\tdisk\n'
		while read -r name; do
			if is_running "$name"; then
				state="pid $(cat "$DIR/$name/pid")"
				[[ "$(side_of "$name")" == 0 ]] || state+=", cut off"
			else
				state=stopped
			fi
			printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$state" \
				"$(if is_running "$name"; then python3 "$ROOT/scripts/network/look.py" status \
					"$name=$(port_of "$name" rpc)" | cut -f 2-; else printf -- '-\t-\t-\t-'; fi)" \
				"$(url_of "$name")" "$(metrics_of "$name")" \
				"$(du -sh "$DIR/$name/data" 2>/dev/null | cut -f 1)"
		done < <(all_nodes)
	} | column -t -s "$(printf '\t')"
}

check() {
	local ports cut
	mapfile -t ports < <(running_ports connected)
	((${#ports[@]})) || die "no node is running"
	cut=$(($(running_ports | wc -l) - ${#ports[@]}))
	((cut == 0)) || say "left out, as they are cut off: $cut"
	python3 "$ROOT/scripts/network/look.py" check "$seconds" "${ports[@]}"
}

restart() {
	local name list
	list="$(chosen)"
	for name in $list; do
		stop_node "$name" TERM
		if [[ -n "$given_options" ]]; then set_options "$name" "${options[@]}"; fi
		start_node "$name" "$clock"
	done
	await_answers
	connect_sides
}

# Everything named is on a side of its own; side 0 is where all are at first.
cut_off() {
	local name list side=1
	list="$(chosen)"
	while read -r name; do
		if (($(side_of "$name") >= side)); then side=$(($(side_of "$name") + 1)); fi
	done < <(all_nodes)
	for name in $list; do say "$side" >"$DIR/$name/side"; done
	connect_sides
}

heal() {
	local name list
	list="$(chosen)"
	for name in $list; do say 0 >"$DIR/$name/side"; done
	connect_sides
}

remove() {
	local name
	if ((${#names[@]})); then
		for name in $(chosen); do
			stop_node "$name" KILL
			unplug "$name"
			rm -rf -- "${DIR:?}/$name"
		done
		return
	fi
	for name in $(all_nodes); do stop_node "$name" KILL; done
	close_hub
	rm -rf -- "$DIR"
}

kill_nodes() {
	local list name
	list="$(chosen)"
	# All signals first, so that several nodes end at the same moment.
	for name in $list; do kill_at_once "$name"; done
	for name in $list; do stop_node "$name" KILL; done
}

[[ "$command" == start || -f "$DIR/mode" ]] || die "there is no network in $DIR: start one"
case "$command" in
start) start ;;
add) add ;;
status) status ;;
check) check ;;
stop) for name in $(chosen); do stop_node "$name" TERM; done ;;
kill) kill_nodes ;;
restart) restart ;;
cut) cut_off ;;
heal) heal ;;
url) for name in $(chosen); do url_of "$name"; done ;;
metrics) for name in $(chosen); do metrics_of "$name"; done ;;
remove) remove ;;
*) die "unknown command $command (--help shows the usage)" ;;
esac
