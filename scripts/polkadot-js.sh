#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The contract with Polkadot.js Apps: a development node is started on loopback, a community is opened
# on it, and @polkadot/api (the library Apps is made of, at the version in polkadot-js/package.json)
# does what Apps does. Checked are: properties, chain and node; metadata 14, 15 and 16; the names that
# tabs look for; that every call, event, error, constant and storage entry decodes and has words; and
# the calls of a household, signed, sent, and looked for in blocks, refused ones too. About three
# minutes, most of it waiting for blocks. Writes target/reports/polkadot-js.json.
#
# The library warns of things that do no harm. These are tolerated, and no others:
#   - the unknown extension AuthorizeCall, as long as the metadata says that it has no bytes;
#   - methods of the node it has no function for, by name (UNDECORATED_RPC in expected.mjs);
#   - with metadata 14 only, which has no runtime calls: those that it can't describe, as long as the
#     newest metadata does.
#
# usage: scripts/polkadot-js.sh [--short | --url ws://HOST:PORT]
#   --short  half a minute: of what is sent only one transfer, one call without CWT, one that is refused
#   --url    look at a node that runs: nothing is signed, and nothing sent
# COMMONWATT_BIN names the folder of a built node and command line; else they are built.
# Needs Node.js 18 or newer and npm; the library goes to ~/.cache/commonwatt/npm.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/polkadot-js/library.sh
. "$ROOT/scripts/polkadot-js/library.sh"
usage_if_asked "$@"

url=
mode=send
slots=8
while (($#)); do
	case "$1" in
	--url)
		url="${2:-}"
		shift
		;;
	--url=*) url="${1#--url=}" ;;
	--short)
		mode=short
		slots=1
		;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	(($#)) && shift
done

need_node_js

if [[ -n "$url" ]]; then
	# shellcheck source=scripts/env.sh
	. "$ROOT/scripts/env.sh"
	cd "$ROOT"
	mkdir -p "$REPORTS"
elif [[ -n "${COMMONWATT_BIN:-}" ]]; then
	set_up
	BIN="$COMMONWATT_BIN"
else
	set_up
	scripts/build.sh
	BIN="$CARGO_TARGET_DIR/release"
fi
REPORT="$REPORTS/polkadot-js.json"
# An old report must not pass for a new one if this run fails.
rm -f "$REPORT"

WORK="$(mktemp -d "${TMPDIR:-/tmp}/commonwatt-polkadot-js.XXXXXX")"
node_pid=

finish() {
	local code=$?
	trap - EXIT
	if [[ -n "$node_pid" ]]; then
		kill "$node_pid" 2>/dev/null || true
		wait "$node_pid" 2>/dev/null || true
	fi
	((code == 0)) || cp "$WORK/node.log" "$REPORTS/polkadot-js-node.log" 2>/dev/null || true
	rm -rf "$WORK"
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

free_ports() {
	python3 - <<-'PY'
		import socket
		sockets = [socket.socket() for _ in range(2)]
		for s in sockets:
		    s.bind(("127.0.0.1", 0))
		print(*(s.getsockname()[1] for s in sockets))
	PY
}

start_node() {
	local rpc_port p2p_port
	read -r rpc_port p2p_port < <(free_ports)
	rpc_port="${COMMONWATT_PORT:-$rpc_port}"
	"$BIN/commonwatt-node" --dev --base-path "$WORK/data" --rpc-port "$rpc_port" --no-prometheus \
		--listen-addr "/ip4/127.0.0.1/tcp/$p2p_port" --no-mdns </dev/null >"$WORK/node.log" 2>&1 &
	node_pid=$!
	url="ws://127.0.0.1:$rpc_port"
	for _ in {1..60}; do
		if curl -sf -m 2 -H 'Content-Type: application/json' \
			-d '{"id":1,"jsonrpc":"2.0","method":"system_health","params":[]}' \
			"http://127.0.0.1:$rpc_port" >/dev/null 2>&1; then
			return
		fi
		kill -0 "$node_pid" 2>/dev/null || die "the node ended: $(tail -n 1 "$WORK/node.log")"
		sleep 1
	done
	die "the node did not answer within a minute"
}

install_library "$WORK/test"
if [[ -n "$url" ]]; then
	mode=look
else
	step "Starting a development node, and opening a community of six homes on it"
	start_node
	"$BIN/commonwatt" replay --url "$url" --data data/planned/day --billing slots:8 \
		--slots "$slots" </dev/null
fi
node "$WORK/test/main.mjs" "$url" "$REPORT" "$mode"
