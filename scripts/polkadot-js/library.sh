# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Node.js and the library of Polkadot.js, for scripts that use them. Sourced by ../polkadot-js.sh and
# ../upgrade-drill.sh.

NODE_MAJOR_MIN=18

need_node_js() {
	local hint="install it: apt-get install nodejs npm (Debian, Ubuntu), or see https://nodejs.org"
	have node || die "Node.js is missing; $hint"
	have npm || die "npm is missing; $hint"
	local major
	major="$(node --print 'process.versions.node.split(".")[0]')"
	((major >= NODE_MAJOR_MIN)) || die "Node.js $major is too old, $NODE_MAJOR_MIN is the least; $hint"
}

# `install_library FOLDER`: the files of the test in a fresh folder, beside a link to the library. That
# stays outside the checkout, and is fetched again only when the lock file changes.
install_library() {
	local source="$ROOT/scripts/polkadot-js" cache="$HOME/.cache/commonwatt/npm"
	mkdir -p "$cache" "$1"
	if ! cmp -s "$source/package-lock.json" "$cache/installed.json"; then
		step "Fetching @polkadot/api"
		rm -f "$cache/installed.json"
		cp "$source/package.json" "$source/package-lock.json" "$cache/"
		npm ci --prefix "$cache" --ignore-scripts --no-audit --no-fund </dev/null
		cp "$source/package-lock.json" "$cache/installed.json"
	fi
	cp "$source"/*.mjs "$source/package.json" "$1/"
	ln -s "$cache/node_modules" "$1/node_modules"
}
