#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tries the service units under a real systemd: makes a small Debian, starts its systemd as the first
# process of namespaces of its own, and does in it what docs/operate/install.md says. Then: all four
# services run; a node that is killed comes back; all are stopped in good order, the node with exit code 0;
# and after a restart of the whole system they run again without a hand. Two minutes.
#
# usage: scripts/systemd/test.sh [--base FOLDER]
#   --base   a Debian with systemd made before; kept, and written to. Else one is made and removed
# Needs root, a kernel with cgroup2, and the package debootstrap. COMMONWATT_BIN names the folder of built
# programs.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"
usage_if_asked "$@"
# shellcheck source=scripts/env.sh
. "$ROOT/scripts/env.sh"

PACKAGES=systemd,systemd-sysv,dbus,ca-certificates,curl,iproute2
SERVICES=(node relay indexer solver)
base=
while (($#)); do
	case "$1" in
	--base)
		base="$(realpath -- "${2:?--base wants a folder}")"
		shift
		;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	shift
done
[[ "$(id -u)" == 0 ]] || die "needs root"
BIN="${COMMONWATT_BIN:-$CARGO_TARGET_DIR/release}"
[[ -x "$BIN/commonwatt-node" ]] || die "$BIN has no commonwatt-node"

work="$(mktemp -d "${TMPDIR:-/tmp}/commonwatt-systemd.XXXXXX")"
system_pid=
finish() {
	local code=$?
	trap - EXIT
	power_off
	rm -rf "$work"
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The other side of unshare: mounts what a machine has, makes the base the root, and becomes systemd.
boot() {
	cat <<-'END'
		set -e
		mount --bind "$1" "$1"
		cd "$1"
		mount -t proc proc proc
		mount -t sysfs sysfs sys
		mount -t cgroup2 cgroup2 sys/fs/cgroup
		mount -t tmpfs -o mode=755 tmpfs run
		mount -t tmpfs tmpfs tmp
		mount -t tmpfs -o mode=755 tmpfs dev
		for file in null zero full random urandom tty; do
			touch "dev/$file"
			mount --bind "/dev/$file" "dev/$file"
		done
		mkdir dev/pts dev/shm
		mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
		mount -t tmpfs tmpfs dev/shm
		ln -s pts/ptmx dev/ptmx
		ln -s /proc/self/fd dev/fd
		ip link set lo up
		mkdir -p old
		pivot_root . old
		umount -l /old
		# As on a machine of its own; credentials reach a service this way.
		mount --make-rshared /
		exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system
	END
}

power_on() {
	boot >"$work/boot"
	setsid unshare --pid --fork --kill-child --mount --uts --ipc --net --cgroup --propagation private \
		bash "$work/boot" "$base" </dev/null >>"$work/system.log" 2>&1 &
	system_pid=$!
	local i
	for ((i = 0; i < 60; i++)); do
		kill -0 "$system_pid" 2>/dev/null || die "systemd ended: $(tail -n 1 "$work/system.log")"
		[[ "$(inside systemctl is-system-running 2>/dev/null)" != running ]] || return 0
		sleep 1
	done
	inside systemctl --failed --no-legend || true
	die "the system is not up within a minute"
}

power_off() {
	[[ -n "$system_pid" ]] || return 0
	inside systemctl poweroff >/dev/null 2>&1 || true
	local i
	for ((i = 0; i < 90; i++)); do
		kill -0 "$system_pid" 2>/dev/null || break
		sleep 1
	done
	# With it goes everything inside.
	kill -KILL "$system_pid" 2>/dev/null || true
	wait "$system_pid" 2>/dev/null || true
	system_pid=
}

# A command in the other system; its first process is the child of unshare.
inside() {
	local first
	first="$(ps -o pid= --ppid "$system_pid" | tr -d ' ')"
	[[ -n "$first" ]] || return 1
	nsenter -t "$first" --mount --uts --ipc --net --pid --cgroup -- env -i \
		PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@" </dev/null
}

await_ready() {
	local i
	for ((i = 0; i < 120; i++)); do
		! inside curl -fs -m 2 http://127.0.0.1:9944/health/readiness >/dev/null || return 0
		sleep 0.5
	done
	inside journalctl -u commonwatt-node --no-pager -n 20 || true
	die "the node is not ready"
}

# `all_run`: now, and five seconds later without a restart in between.
all_run() {
	local service before after
	for service in "${SERVICES[@]}"; do
		before="$(inside systemctl show "commonwatt-$service" -P NRestarts)"
		sleep 2
		after="$(inside systemctl show "commonwatt-$service" -P NRestarts)"
		if [[ "$(inside systemctl is-active "commonwatt-$service")" != active || "$before" != "$after" ]]; then
			inside journalctl -u "commonwatt-$service" --no-pager -n 5 || true
			die "commonwatt-$service does not run"
		fi
	done
	say "all run: ${SERVICES[*]}"
}

# How a service's process ended.
ended() {
	local status
	status="$(inside systemctl show "commonwatt-$1" -P ExecMainStatus)"
	if [[ "$(inside systemctl show "commonwatt-$1" -P ExecMainCode)" == 1 ]]; then
		say "exit code $status"
	else
		say "by signal $status"
	fi
}

best_block() {
	inside curl -fs -m 3 -H 'Content-Type: application/json' http://127.0.0.1:9944 \
		-d '{"id":1,"jsonrpc":"2.0","method":"chain_getHeader","params":[]}' |
		python3 -c 'import json, sys; print(int(json.load(sys.stdin)["result"]["number"], 16))'
}

if [[ -z "$base" ]]; then
	have debootstrap || die "needs the package debootstrap"
	step "A small Debian"
	base="$work/base"
	debootstrap --variant=minbase --include="$PACKAGES" bookworm "$base" >"$work/base.log" ||
		die "$(tail -n 1 "$work/base.log")"
fi

step "Installing, as install.md says"
install -m 755 "$BIN"/commonwatt-node "$BIN"/commonwatt "$BIN"/commonwatt-solver "$base/usr/local/bin/"
install -m 644 "$ROOT"/scripts/systemd/*.service "$base/etc/systemd/system/"
install -m 644 "$ROOT/scripts/systemd/commonwatt.sysusers.conf" "$base/usr/lib/sysusers.d/commonwatt.conf"
mkdir -p "$base/etc/commonwatt"
"$BIN/commonwatt-node" export-chain-spec --chain dev --raw --output "$base/etc/commonwatt/chain.json" >/dev/null 2>&1
say 'NODE_OPTIONS=--chain /etc/commonwatt/chain.json --alice --force-authoring --no-mdns' \
	>"$base/etc/commonwatt/node.env"
printf 'NODE_URL=ws://127.0.0.1:9944\nLISTEN=127.0.0.1:9955\nRELAY_OPTIONS=--bond 10\n' \
	>"$base/etc/commonwatt/relay.env"
say 'NODE_URL=ws://127.0.0.1:9944' >"$base/etc/commonwatt/indexer.env"
printf 'NODE_URL=ws://127.0.0.1:9944\nCOMMUNITY=0\n' >"$base/etc/commonwatt/solver.env"
install -m 400 /dev/null "$base/etc/commonwatt/relay.key"
install -m 400 /dev/null "$base/etc/commonwatt/solver.key"
say //Ferdie >"$base/etc/commonwatt/relay.key"
say //Eve >"$base/etc/commonwatt/solver.key"

step "Starting"
power_on
inside systemctl --version | head -n 1
inside systemd-sysusers
inside commonwatt-node key generate-node-key --chain /etc/commonwatt/chain.json \
	--base-path /var/lib/commonwatt-node
inside chown -R commonwatt-node: /var/lib/commonwatt-node
inside systemctl enable --now commonwatt-node 2>/dev/null
await_ready
inside systemctl enable --now commonwatt-{relay,indexer,solver} 2>/dev/null
sleep 12
all_run

step "kill -9 of the node"
before="$(best_block)"
begun="$(now_s)"
inside systemctl kill -s KILL commonwatt-node
sleep 1
await_ready
say "ready again after $(($(now_s) - begun)) s"
[[ "$(inside systemctl show commonwatt-node -P NRestarts)" == 1 ]] || die "systemd did not restart it"
sleep 4
(($(best_block) > before)) || die "it makes no blocks"
# Who follows the node goes on, or is started again.
sleep 12
all_run

step "Stopping"
begun="$(now_s)"
inside systemctl stop commonwatt-{relay,indexer,solver,node}
say "stopped within $(($(now_s) - begun)) s"
for service in "${SERVICES[@]}"; do
	result="$(inside systemctl show "commonwatt-$service" -P Result)"
	say "  $service: $result, $(ended "$service")"
	[[ "$result" == success ]] || die "commonwatt-$service did not end in good order"
done

step "Starting the system again"
power_off
power_on
await_ready
sleep 12
all_run
step "Done"
