# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A runtime that can make no blocks got through; all validators replace it together. Sourced by
# scripts/upgrade-drill.sh.

# No new block for so long, and it is taken to be a standstill.
STALL_S=20

recovery() {
	local validators last
	step "Another network, on which somebody forces the bad runtime in"
	"$NODE" export-chain-spec --chain local --output "$WORK/plain.json" >/dev/null 2>&1
	# The key of the developer's pallet; a live chain has none, and a careless referendum instead.
	python3 "$ROOT/scripts/upgrade/spec.py" sudo "$WORK/plain.json" "$ALICE"
	net start "${mode[@]}" --chain "$WORK/plain.json"
	mapfile -t validators < <(ports)
	force_bad
	step "It stands still"
	last="$(look stalls "$STALL_S" "${validators[@]}")"
	say "no block after $last for $STALL_S s"
	grep -hF 'a chain has one validator' "$NET"/*/node.log | head -n 1 | cut -c 1-160 | sed 's/^/  /'
	step "All validators replace the code"
	substitute "$last"
	mapfile -t validators < <(ports)
	look invariants "${validators[@]}"
	net check
	python3 "$ROOT/scripts/upgrade/report.py" recovery "$WORK/facts" "$WORK/recovery.json"
	net remove
}

# Alice's account.
ALICE=5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY

force_bad() {
	local hash url
	url="$(net url alice)"
	hash="$(python3 -c 'import hashlib, sys
print("0x" + hashlib.blake2b(open(sys.argv[1], "rb").read(), digest_size=32).hexdigest())' \
		"$runtimes/bad.wasm")"
	govern send --url "$url" --key //Alice --call sudo.sudo \
		--args "[{\"call\": \"system.authorizeUpgrade\", \"args\": [\"$hash\"]}]"
	govern apply "$runtimes/bad.wasm" --url "$url"
	stalled_at="$(now)"
}

# `substitute BLOCK`: the code to use from the state of this block on, which is the one that has the
# bad code. It has to have the bad one's version.
substitute() {
	local begun validators
	begun="$(now)"
	net stop all
	python3 "$ROOT/scripts/upgrade/spec.py" substitute "$NET/chain.json" "$1" "$runtimes/next.wasm"
	fact stopped_and_edited_s "$(since "$begun")"
	net restart all
	fact restarted_s "$(since "$begun")"
	mapfile -t validators < <(ports)
	look await-beyond "$PATIENCE_S" "$1" "${validators[@]}"
	fact recovery_s "$(since "$begun")"
	fact standstill_s "$(since "$stalled_at")"
	say "final blocks again $(since "$begun") s after the first node was stopped"
	fact migrations "$(look migrated 120 "${validators[0]}")"
}
