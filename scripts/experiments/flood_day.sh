# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A community whose meters all speak at once. Sourced by flood.sh and by scripts/faults/flood.sh.

# `write_day FOLDER METERS`: one slot of a network in which every home takes 10 Wh from the feeder, whose
# meter is the last one.
write_day() {
	local folder="$1" meters="$2"
	mkdir "$folder"
	awk -v n="$meters" 'BEGIN {
		print "network,index,name,class,role_note,power_cap_w,resolution,accuracy_ppm," \
			"import_register_start,export_register_start,parent"
		for (i = 0; i < n; i++) printf "electricity,%d,home-%d,boundary,,2000,1,10000,0,0,\n", i, i
		printf "electricity,%d,feeder,feeder,,4000000,1,5000,0,0,\n", n
	}' >"$folder/meters.csv"
	awk -v n="$meters" 'BEGIN {
		print "network,index,slot,import,export"
		for (i = 0; i < n; i++) printf "electricity,%d,0,10,0\n", i
		printf "electricity,%d,0,0,%d\n", n, 10 * n
	}' >"$folder/readings.csv"
	printf 'network,slot,feed_in_nano,retail_nano,network_fee_nano,fund_fee_nano\n%s\n' \
		"electricity,0,80000,300000,5000,2000" >"$folder/tariffs.csv"
	printf 'network,index,buy_max_nano,sell_min_nano\nelectricity,0,200000,\n' >"$folder/orders.csv"
	printf '{"name":"flood-%s","title":"%s","date":"2015-01-20"}\n' "$(basename -- "$folder")" \
		"$(basename -- "$folder")" >"$folder/day.json"
}
