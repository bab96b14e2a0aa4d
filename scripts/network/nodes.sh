# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The nodes of a local network, one folder each. Sourced by scripts/network.sh, which sets DIR (the
# network's folder), NODE (the program) and the functions of lib.sh.
#
# A node's folder: data/ (its base path), node.log, pid, and what it was made with: index, ports (RPC,
# metrics, peer to peer), node.key and peer (its key and name among peers), options (one per line), side
# (0, or the number of the part of the network it is cut off with).

# Addresses of nodes in namespaces; nothing outside the namespaces has them.
SUBNET=10.77.0
P2P_PORT=30333

all_nodes() {
	local file
	for file in "$DIR"/*/index; do
		if [[ -f "$file" ]]; then printf '%s %s\n' "$(cat "$file")" "$(basename -- "$(dirname -- "$file")")"; fi
	done | sort -n | cut -d ' ' -f 2
}

in_namespaces() { [[ "$(cat "$DIR/mode")" == netns ]]; }
index_of() { cat "$DIR/$1/index"; }
side_of() { cat "$DIR/$1/side"; }
url_of() { say "ws://127.0.0.1:$(port_of "$1" rpc)"; }
metrics_of() { say "http://127.0.0.1:$(port_of "$1" metrics)/metrics"; }

# `port_of NAME rpc|metrics|p2p`
port_of() {
	local rpc metrics p2p
	read -r rpc metrics p2p <"$DIR/$1/ports"
	case "$2" in
	rpc) say "$rpc" ;;
	metrics) say "$metrics" ;;
	p2p) say "$p2p" ;;
	esac
}

# Whether the process of the pid file is still this node, and not another that got its number.
is_running() {
	local pid
	pid="$(cat "$DIR/$1/pid" 2>/dev/null)" || return 1
	tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "--base-path $DIR/$1/data "
}

free_ports() {
	python3 - "$1" <<-'PY'
		import socket, sys
		sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
		for s in sockets:
		    s.bind(("127.0.0.1", 0))
		print(*(s.getsockname()[1] for s in sockets))
	PY
}

# `known_key SCHEME NAME`: the public key everybody knows, as an address.
known_key() {
	"$NODE" key inspect --scheme "$1" "//${2^}" | sed -n 's/^ *SS58 Address: *//p'
}

# --- network namespaces -----------------------------------------------------------------------------

# Begins the names of this network's namespaces, so that two networks don't meet.
tag() { printf 'cw%s' "$(printf '%s' "$DIR" | sha256sum | cut -c 1-6)"; }
hub() { printf '%s-hub' "$(tag)"; }
namespace_of() { printf '%s-%s' "$(tag)" "$(index_of "$1")"; }
in_hub() { nsenter --net="/run/netns/$(hub)" "$@"; }

can_netns() {
	[[ "$(id -u)" == 0 ]] && have ip && have nsenter || return 1
	local probe="cwprobe$$" ok=0
	ip netns add "$probe" 2>/dev/null || return 1
	nsenter --net="/run/netns/$probe" ip link add side0 type bridge 2>/dev/null &&
		nsenter --net="/run/netns/$probe" ip link add port0 type veth peer name eth0 2>/dev/null || ok=1
	ip netns del "$probe"
	return "$ok"
}

# A namespace with a bridge per side; nodes hang on the bridge of their side.
open_hub() {
	in_namespaces || return 0
	[[ -e "/run/netns/$(hub)" ]] || ip netns add "$(hub)"
	bridge 0
}

bridge() {
	in_hub ip link show "side$1" >/dev/null 2>&1 && return
	in_hub ip link add "side$1" type bridge
	in_hub ip link set "side$1" up
}

# A namespace with one cable to the hub.
plug_in() {
	local space index
	space="$(namespace_of "$1")"
	index="$(index_of "$1")"
	[[ ! -e "/run/netns/$space" ]] || return 0
	ip netns add "$space"
	in_hub ip link add "port$index" type veth peer name eth0 netns "$space"
	bridge "$(side_of "$1")"
	in_hub ip link set "port$index" master "side$(side_of "$1")" up
	nsenter --net="/run/netns/$space" ip address add "$SUBNET.$((10 + index))/24" dev eth0
	nsenter --net="/run/netns/$space" ip link set eth0 up
	nsenter --net="/run/netns/$space" ip link set lo up
}

unplug() {
	local space
	space="$(namespace_of "$1")"
	[[ ! -e "/run/netns/$space" ]] || ip netns del "$space"
}

close_hub() {
	in_namespaces || return 0
	local space
	for space in /run/netns/"$(tag)"-*; do
		[[ ! -e "$space" ]] || ip netns del "$(basename -- "$space")"
	done
}

# --- sides ------------------------------------------------------------------------------------------

# Connects whoever is on one side, and nobody else.
connect_sides() {
	local name other
	if in_namespaces; then
		while read -r name; do
			[[ -e "/run/netns/$(namespace_of "$name")" ]] || continue
			bridge "$(side_of "$name")"
			in_hub ip link set "port$(index_of "$name")" master "side$(side_of "$name")"
		done < <(all_nodes)
		return
	fi
	while read -r name; do
		is_running "$name" || continue
		while read -r other; do
			[[ "$name" != "$other" ]] || continue
			if [[ "$(side_of "$name")" == "$(side_of "$other")" ]]; then
				ask "$name" system_addReservedPeer "\"$(address_of "$other")\""
			else
				ask "$name" system_removeReservedPeer "\"$(cat "$DIR/$other/peer")\""
			fi >/dev/null || true
		done < <(all_nodes)
	done < <(all_nodes)
}

# --- nodes ------------------------------------------------------------------------------------------

# `ask NAME METHOD [PARAMETERS]`
ask() {
	curl -sf -m 3 -H 'Content-Type: application/json' \
		-d "{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"$2\",\"params\":[${3:-}]}" \
		"http://127.0.0.1:$(port_of "$1" rpc)"
}

# Where peers find a node.
address_of() {
	local host=127.0.0.1 port
	port="$(port_of "$1" p2p)"
	if in_namespaces; then
		host="$SUBNET.$((10 + $(index_of "$1")))"
		port="$P2P_PORT"
	fi
	say "/ip4/$host/tcp/$port/p2p/$(cat "$DIR/$1/peer")"
}

# `make_node NAME [OPTIONS]`: its folder, without starting it.
make_node() {
	local folder="$DIR/$1" index
	index="$({ cat "$DIR"/*/index 2>/dev/null || true; } | sort -n | tail -n 1)"
	index=$((${index:-0} + 1))
	mkdir -p "$folder/data"
	free_ports 3 >"$folder/ports"
	say 0 >"$folder/side"
	# A key that only serves to know the node's name among peers before it runs.
	printf '%s' "$1@$DIR" | sha256sum | cut -c 1-64 | tr -d '\n' >"$folder/node.key"
	"$NODE" key inspect-node-key --file "$folder/node.key" >"$folder/peer"
	set_options "$1" "${@:2}"
	say "$index" >"$folder/index"
}

# `set_options NAME [OPTIONS]`: what it starts with from now on; a validator remains one.
set_options() {
	local name="$1" file="$DIR/$1/options"
	shift
	if [[ -f "$file" && "$(head -n 1 "$file")" == "--$name" ]]; then set -- "--$name" "$@"; fi
	: >"$file"
	(($# == 0)) || printf '%s\n' "$@" >"$file"
}

# Options that say whom to connect to.
peer_options() {
	local other option=--bootnodes
	if ! in_namespaces; then
		# Without room for others, whoever is taken off the list is disconnected.
		printf '%s\n' --reserved-only --in-peers 0 --out-peers 0
		option=--reserved-nodes
	fi
	while read -r other; do
		[[ "$other" != "$1" ]] || continue
		if in_namespaces || [[ "$(side_of "$other")" == "$(side_of "$1")" ]]; then
			printf '%s\n%s\n' "$option" "$(address_of "$other")"
		fi
	done < <(all_nodes)
}

# `start_node NAME [CLOCK]`
start_node() {
	local name="$1" folder="$DIR/$1" rpc metrics p2p listen options peers prefix=() library
	read -r rpc metrics p2p <"$folder/ports"
	mapfile -t options <"$folder/options"
	mapfile -t peers < <(peer_options "$name")
	listen="/ip4/127.0.0.1/tcp/$p2p"
	if in_namespaces; then
		plug_in "$name"
		listen="/ip4/$SUBNET.$((10 + $(index_of "$name")))/tcp/$P2P_PORT"
		prefix+=(nsenter "--net=/run/netns/$(namespace_of "$name")")
		start_forwarder "$name" "$rpc" "$metrics"
	fi
	if [[ -n "${2:-}" ]]; then
		library="$(clock_library)"
		prefix+=(env "LD_PRELOAD=$library" "FAKETIME=$(printf '%+d' "$2")" DONT_FAKE_MONOTONIC=1)
	fi
	"${prefix[@]}" setsid nohup "$NODE" --base-path "$folder/data" --chain "$DIR/chain.json" \
		--name "$name" --node-key-file "$folder/node.key" --listen-addr "$listen" \
		--rpc-port "$rpc" --rpc-methods unsafe --prometheus-port "$metrics" --no-telemetry \
		--no-mdns --disable-log-color "${peers[@]}" "${options[@]}" \
		>>"$folder/node.log" 2>&1 </dev/null &
	say $! >"$folder/pid"
}

clock_library() {
	local library
	for library in /usr/lib/*/faketime/libfaketimeMT.so.1 /usr/lib/faketime/libfaketimeMT.so.1; do
		if [[ -f "$library" ]]; then
			say "$library"
			return
		fi
	done
	die "another clock needs the package libfaketime"
}

# RPC and metrics of a namespace's loopback, on this machine's.
start_forwarder() {
	end_forwarder "$1"
	setsid nohup python3 "$ROOT/scripts/network/forward.py" "$(namespace_of "$1")" "$2:$2" "$3:$3" \
		>>"$DIR/$1/forward.log" 2>&1 </dev/null &
	say $! >"$DIR/$1/forward.pid"
}

end_forwarder() {
	local pid
	pid="$(cat "$DIR/$1/forward.pid" 2>/dev/null)" || return 0
	if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q 'network/forward\.py '; then
		kill "$pid" 2>/dev/null || true
	fi
	rm -f "$DIR/$1/forward.pid"
}

# Until every node that runs answers; says which one ended, and why.
await_answers() {
	local name i
	while read -r name; do
		for ((i = 0; i < 240; i++)); do
			if ask "$name" system_health >/dev/null 2>&1; then break; fi
			if ! is_running "$name"; then
				[[ -f "$DIR/$name/pid" ]] || break
				tail -n 5 "$DIR/$name/node.log" >&2
				die "$name ended; its log is $DIR/$name/node.log"
			fi
			sleep 0.25
		done
		((i < 240)) || die "$name does not answer; its log is $DIR/$name/node.log"
	done < <(all_nodes)
}

# Only the signal.
kill_at_once() {
	if is_running "$1"; then kill -KILL "$(cat "$DIR/$1/pid")" 2>/dev/null || true; fi
}

# `stop_node NAME SIGNAL`: and waits until it has ended.
stop_node() {
	local i pid
	if is_running "$1"; then
		pid="$(cat "$DIR/$1/pid")"
		kill "-$2" "$pid" 2>/dev/null || true
		for ((i = 0; i < 300; i++)); do
			is_running "$1" || break
			sleep 0.1
		done
		is_running "$1" && kill -KILL "$pid" 2>/dev/null
	fi
	end_forwarder "$1"
	rm -f "$DIR/$1/pid"
}
