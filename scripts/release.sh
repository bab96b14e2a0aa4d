#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Puts together what a release consists of: programs, the runtime's WASM, chain specifications (plain,
# to be read, and raw, to be used), the service units, and checksums over all. Builds first, from a
# checkout without changes.
#
# usage: scripts/release.sh [--out FOLDER] [--chain ID-OR-FILE]... [--dirty] [--verify FOLDER]
#   --out     where to (default target/release-files/VERSION)
#   --chain   whose specification (default local); a file must be a plain specification
#   --dirty   take a checkout with changes all the same; the folder's name says so
#   --verify  build nothing, but check a folder: checksums, and that the specifications carry the WASM
# COMMONWATT_BIN names the folder of built programs; then nothing is built.
#
# The WASM depends on sources, compiler, Cargo.lock and the paths it was built in (they are in its error
# messages). Who wants the same bytes builds the first stage of docker/Dockerfile, where all of these
# are fixed, and compares with the blake2-256 that wasm.json names; that hash is also what a referendum
# on an upgrade authorises.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
usage_if_asked "$@"

umask 022
out=
chains=()
dirty=
verify=
while (($#)); do
	case "$1" in
	--dirty) dirty=1 ;;
	--out | --chain | --verify)
		(($# > 1)) || die "$1 wants a value"
		case "$1" in
		--out) out="$(realpath -m -- "$2")" ;;
		--chain) chains+=("$2") ;;
		--verify) verify="$(realpath -- "$2")" ;;
		esac
		shift
		;;
	*) die "unknown argument $1 (--help shows the usage)" ;;
	esac
	shift
done
((${#chains[@]})) || chains=(local)

# Checksums, and that every raw specification begins with the WASM of this folder.
verify_folder() {
	cd "$1"
	sha256sum --check --quiet --strict SHA256SUMS
	python3 - <<-'PY'
		import glob, hashlib, json, sys
		blob = open("commonwatt_runtime.compact.compressed.wasm", "rb").read()
		said = json.load(open("wasm.json"))
		if hashlib.blake2b(blob, digest_size=32).hexdigest() != said["blake2_256"]:
		    sys.exit("wasm.json tells another hash than the WASM has")
		for name in sorted(glob.glob("*.raw.json")):
		    top = json.load(open(name))["genesis"]["raw"]["top"]
		    if bytes.fromhex(top["0x3a636f6465"][2:]) != blob:
		        sys.exit(f"{name} carries another runtime")
	PY
	say "$(wc -l <SHA256SUMS) files are what SHA256SUMS says; specifications carry the WASM of this folder"
}

if [[ -n "$verify" ]]; then
	verify_folder "$verify"
	exit 0
fi
set_up

version="$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)"
commit="$(git rev-parse --short=11 HEAD 2>/dev/null || say unknown)"
if [[ -n "$(git status --porcelain 2>/dev/null)" ]]; then
	[[ -n "$dirty" ]] || die "the checkout has changes: commit them, or say --dirty"
	commit+=-dirty
fi
if [[ -z "${COMMONWATT_BIN:-}" ]]; then
	step "Building"
	cargo build --release --locked --workspace --bins </dev/null
fi
BIN="${COMMONWATT_BIN:-$CARGO_TARGET_DIR/release}"
out="${out:-$ROOT/target/release-files/$version-$commit}"
[[ ! -e "$out" ]] || die "$out is there already"
mkdir -p "$out.new/systemd"

step "Programs"
for program in commonwatt-node commonwatt commonwatt-solver; do
	[[ -x "$BIN/$program" ]] || die "$BIN has no $program"
	install -m 0755 "$BIN/$program" "$out.new/"
done
install -m 0644 scripts/systemd/* "$out.new/systemd/"
install -m 0644 LICENSE "$out.new/"

step "Chain specifications"
for chain in "${chains[@]}"; do
	name="$(basename -- "$chain" .json)"
	"$BIN/commonwatt-node" export-chain-spec --chain "$chain" --output "$out.new/$name.json"
	"$BIN/commonwatt-node" export-chain-spec --chain "$chain" --raw --output "$out.new/$name.raw.json"
done

step "WASM"
# Out of the specification, not from the build folder: so it is what this node starts a chain with.
python3 - "$out.new" "$(basename -- "${chains[0]}" .json)" "$(rustc --version)" <<-'PY'
	import hashlib, json, pathlib, sys
	out, name, compiler = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
	top = json.loads((out / f"{name}.raw.json").read_text())["genesis"]["raw"]["top"]
	blob = bytes.fromhex(top["0x3a636f6465"][2:])
	(out / "commonwatt_runtime.compact.compressed.wasm").write_bytes(blob)
	facts = {
	    "bytes": len(blob),
	    "sha256": hashlib.sha256(blob).hexdigest(),
	    "blake2_256": hashlib.blake2b(blob, digest_size=32).hexdigest(),
	    "compiler": compiler,
	}
	(out / "wasm.json").write_text(json.dumps(facts, indent=2) + "\n")
	print(f"blake2-256 0x{facts['blake2_256']}, {facts['bytes']} bytes")
PY

step "Checksums"
(
	cd "$out.new"
	mapfile -t -d '' files < <(find . -type f -printf '%P\0' | LC_ALL=C sort -z)
	sha256sum "${files[@]}" >SHA256SUMS
)
mv "$out.new" "$out"
verify_folder "$out"
say "release: $out"
