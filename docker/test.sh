#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tests the Dockerfile where no container engine runs: makes a base with debootstrap, builds the image's
# second stage from it with buildah (chroot isolation, no daemon), its first stage replaced by programs
# that are built already, and runs a node in the result: as its user, on /data, until its health check is
# content. What the node serves as metrics goes to docker/check.sh, so rules and dashboard are checked too.
# The commands of the first stage before the build itself run in the same base.
#
# usage: docker/test.sh [--base FOLDER] [--first-stage]
#   --base         a base made before; kept. Else one is made and removed
#   --first-stage  also install what the first stage installs (400 MB)
# Needs root and the packages buildah, debootstrap and python3-yaml. COMMONWATT_BIN names the folder of
# built programs.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../scripts/lib.sh"
usage_if_asked "$@"

base=
first=
while (($#)); do
	case "$1" in
	--base)
		base="$(realpath -- "${2:?--base wants a folder}")"
		shift
		;;
	--first-stage) first=1 ;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	shift
done
[[ "$(id -u)" == 0 ]] || die "needs root"
for tool in buildah debootstrap; do
	have "$tool" || die "needs the package $tool"
done
# shellcheck source=scripts/env.sh
. "$ROOT/scripts/env.sh"
BIN="${COMMONWATT_BIN:-$CARGO_TARGET_DIR/release}"
[[ -x "$BIN/commonwatt-node" ]] || die "$BIN has no commonwatt-node"

work="$(mktemp -d "${TMPDIR:-/tmp}/commonwatt-docker.XXXXXX")"
container=
finish() {
	local code=$?
	trap - EXIT
	[[ -z "$container" ]] || image rm "$container" >/dev/null 2>&1 || true
	# The store's layers are mounts while they are used.
	image rm --all >/dev/null 2>&1 || true
	image rmi --all --force >/dev/null 2>&1 || true
	rm -rf "$work"
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A store of its own, with a driver that works everywhere.
image() {
	buildah --root "$work/store" --runroot "$work/run" --storage-driver vfs "$@"
}
export BUILDAH_ISOLATION=chroot

step "A base"
if [[ -z "$base" ]]; then
	base="$work/base"
	debootstrap --variant=minbase bookworm "$base" >"$work/base.log"
fi
tar -C "$base" --exclude=./var/cache/apt --exclude=./var/lib/apt/lists --one-file-system \
	-cf "$work/base.tar" .
container="$(image from scratch)"
image add -q "$container" "$work/base.tar" / >/dev/null
image config --cmd /bin/bash "$container"
image commit -q --rm "$container" localhost/base >/dev/null
rm "$work/base.tar"

if [[ -n "$first" ]]; then
	step "What the first stage installs"
	container="$(image from localhost/base)"
	packages="$(sed -n '/AS builder/,/WORKDIR/{/apt-get install/,/rm -rf/{//!p}}' "$ROOT/docker/Dockerfile" | tr -d '\134' | xargs)"
	image run "$container" -- sh -ec "apt-get update -qq &&
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages" \
		>"$work/first.log" 2>&1 || die "$(tail -n 3 "$work/first.log")"
	image run "$container" -- sh -ec 'protoc --version; clang --version | head -n 1; cmake --version | head -n 1'
	image rm "$container" >/dev/null
fi

step "The second stage"
# The context has what COPY takes; the first stage only hands on what is there.
mkdir -p "$work/context/built" "$work/context/docker"
cp "$ROOT/docker/health.sh" "$ROOT/docker/rpc.sh" "$work/context/docker/"
for program in commonwatt-node commonwatt commonwatt-solver; do
	cp "$BIN/$program" "$work/context/built/"
done
"$BIN/commonwatt-node" export-chain-spec --chain dev --raw --output "$work/dev.json" >/dev/null
python3 - "$work" <<-'PY'
	import json, pathlib, sys
	work = pathlib.Path(sys.argv[1])
	top = json.loads((work / "dev.json").read_text())["genesis"]["raw"]["top"]
	name = "commonwatt_runtime.compact.compressed.wasm"
	(work / "context/built" / name).write_bytes(bytes.fromhex(top["0x3a636f6465"][2:]))
PY
{
	printf 'ARG BASE\nFROM $%s AS builder\nCOPY built /built\n' '{BASE}'
	sed -n '/^FROM \${BASE} AS runtime/,$p' "$ROOT/docker/Dockerfile"
} >"$work/Dockerfile"
image bud -q --format docker --build-arg BASE=localhost/base -f "$work/Dockerfile" -t localhost/commonwatt \
	"$work/context"
image inspect localhost/commonwatt |
	python3 -c 'import json, sys; print(json.dumps(json.load(sys.stdin)["Docker"]["config"], indent=2))'

step "A node in it"
container="$(image from localhost/commonwatt)"
image run "$container" -- commonwatt-node --version
image run "$container" -- sh -ec 'id; ls -ld /data; touch /data/file && rm /data/file; ! touch /file 2>/dev/null'
# Chroot isolation shares this machine's loopback: free ports, and the health check asks there.
read -r rpc p2p prometheus < <(python3 -c 'import socket
s = [socket.socket() for _ in range(3)]
for one in s: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in s))')
install -d -m 0777 "$work/out"
image run --env COMMONWATT_RPC_PORT="$rpc" --volume "$work/out:/out" "$container" -- bash -ec "
	commonwatt-node --base-path /data --no-telemetry --chain dev --alice --force-authoring \
		--unsafe-force-node-key-generation --rpc-port $rpc --prometheus-port $prometheus --no-mdns \
		--listen-addr /ip4/127.0.0.1/tcp/$p2p >/data/log 2>&1 &
	node=\$!
	for i in \$(seq 400); do commonwatt-health alive 2>/dev/null && break; sleep 0.5; done
	commonwatt-health alive || { tail -n 3 /data/log; exit 1; }
	echo 'the health check hears the node'
	commonwatt-health ready
	echo 'and finds it ready'
	commonwatt-rpc system_health
	sleep 9
	exec 3<>/dev/tcp/127.0.0.1/$prometheus
	printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3
	cat <&3 >/out/metrics
	commonwatt-health ready
	kill \$node; wait \$node || true
	echo \"blocks made: \$(grep -c 'Imported #' /data/log)\"
	grep -q 'Imported #' /data/log
	if commonwatt-health alive 2>/dev/null; then exit 1; fi
	echo 'ended, and the health check knows'"

"$ROOT/docker/check.sh" --metrics "$work/out/metrics"
step "Done"
