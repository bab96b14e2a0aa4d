# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A fresh node among peers that have thrown old blocks away. Sourced by scripts/faults.sh.

# Whether a node still has the body of an early block. Not of the first: it comes with a proof of
# finality, and those stay.
has_old_body() {
	local old
	old="$(ask "$1" chain_getBlockHash 5 | sed -n 's/.*"result":"\([^"]*\)".*/\1/p')"
	! ask "$1" chain_getBlock "\"$old\"" | grep -q '"result":null'
}

# Joins by warp sync; no peer has the old blocks any more.
warp_sync() {
	local name i began joined
	for name in alice bob charlie; do
		for ((i = 0; i < PATIENCE_S; i++)); do
			has_old_body "$name" || break
			sleep 1
		done
		! has_old_body "$name" || die "$name has not pruned anything"
	done
	fault late
	began="$(now)"
	healed late
	net add late -- --sync warp "${NODE_OPTIONS[@]}"
	await_on late
	joined="$(now)"
	fact joined_s "$(awk -v a="$began" -v b="$joined" 'BEGIN { printf "%.1f", b - a }')"
	fact peers_pruned true
	fact disk_mb "$(du -sm "$NET/late/data" | cut -f 1)"
	# Nobody shall start without it: the next scenario has four nodes again.
	leaving=late
}
