# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Databases that are old, broken or out of space. Sourced by scripts/faults.sh.

# A validator goes back to a copy of its database: one made while it ran, as a careless backup is.
restore_copy() {
	local base="$NET/dave/data" outcome
	rm -rf "$WORK/copy"
	cp -a "$base" "$WORK/copy"
	sleep "$COPY_AGE_S"
	fault dave
	net kill dave
	rm -rf "$base"
	mv "$WORK/copy" "$base"
	healed dave
	if net restart dave && lives_after dave 3; then
		outcome=started
		await_on
	else
		outcome="refused it: $(last_words dave)"
		start_anew dave
	fi
	fact hot_copy "\"$outcome\""
}

# Cuts the end off a file of a stopped validator's database, and says what the node does with it.
truncated() {
	local file="$1" keep="$2" outcome
	fault dave
	net kill dave
	truncate -s "$keep" "$file"
	healed dave
	if net restart dave >/dev/null 2>&1 && lives_after dave 5; then
		# It must never show another state than the others: that is looked at, at the end.
		outcome="started"
		if ! (PATIENCE_S=30 await_on dave >/dev/null 2>&1); then
			outcome="started, and stood still: $(last_words dave)"
			start_anew dave
		fi
	else
		outcome="refused it: $(last_words dave)"
		start_anew dave
	fi
	fact "$3" "\"$outcome\""
}

# The log that a crash leaves half written; then the table with the state's largest values, the runtime
# among them, that lost its second half.
truncate_database() {
	local folder log table
	net kill dave
	folder="$(database_of dave)"
	log="$(find "$folder" -name 'log*' -size +0 -printf '%s %p\n' | sort -n | tail -n 1)"
	if [[ -n "$log" ]]; then
		truncated "${log#* }" $((${log%% *} / 2)) truncated_log
	fi
	table="$(find "$folder" -name 'table_01_*' -printf '%b %s %p\n' | sort -n | tail -n 1)"
	read -r _ size path <<<"$table"
	truncated "$path" $((size / 2)) truncated_table
	await_on
}

# A validator on a disk of its own, which fills up. It stays on it, so this comes last.
disk_full() {
	[[ "$(id -u)" == 0 ]] || skip "needs root for a small file system"
	local base="$NET/dave/data" image="$WORK/disk.img" begun words ended=null i
	net stop dave
	truncate -s 256M "$image"
	mkfs.ext4 -q -m 0 "$image" || skip "needs mkfs.ext4"
	mv "$base" "$WORK/data"
	mkdir "$base"
	mount -o loop "$image" "$base" || {
		rmdir "$base"
		mv "$WORK/data" "$base"
		net restart dave
		skip "needs loop devices"
	}
	say "$base" >"$WORK/mounted"
	cp -a "$WORK/data/." "$base/"
	rm -rf "$WORK/data"
	net restart dave
	sleep 3
	fault dave
	begun="$(now_s)"
	dd if=/dev/zero of="$base/filler" bs=64k status=none 2>/dev/null || true
	for ((i = 0; i < DISK_S * 2; i++)); do
		alive dave || break
		sleep 0.5
	done
	if alive dave; then
		words="went on for $DISK_S s"
	else
		words="ended: $(last_words dave)"
		ended=$(($(now_s) - begun))
	fi
	fact node_when_full "\"$words\""
	fact ended_after_s "$ended"
	net stop dave
	rm "$base/filler"
	healed dave
	if net restart dave && lives_after dave 3; then
		fact database_after '"whole"'
		await_on
	else
		fact database_after "\"refused: $(last_words dave)\""
		start_anew dave
	fi
}
