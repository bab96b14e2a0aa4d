#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Validates the bank files that commonwatt-iso20022 writes against the published schemas, gives them to
# a bank that is not ours, and compares what that bank did with what commonwatt-iso20022 reads in its
# answers. Exit code 0 only if everything agrees.
#
# usage: scripts/oracle/iso20022.sh
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"
usage_if_asked "$@"
set_up

WORK="$ROOT/target/iso20022"
PACKAGES="$ROOT/scripts/oracle/iso20022.txt"
mkdir -p "$WORK"

# Installed once per list: packages are pinned with their hashes, and only what is listed.
if ! cmp -s "$PACKAGES" "$WORK/installed.txt"; then
	rm -rf "$WORK/packages"
	python3 -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--root-user-action=ignore --target "$WORK/packages" -r "$PACKAGES" </dev/null
	cp "$PACKAGES" "$WORK/installed.txt"
fi

# The whole workspace is selected so that the features, and with them the dependencies' builds, are
# those of the tests.
cargo build --release --quiet --locked --workspace --example iso20022 </dev/null
rm -rf "$WORK/files"
mkdir "$WORK/files"
PYTHONPATH="$WORK/packages" python3 scripts/oracle/iso20022.py \
	"$CARGO_TARGET_DIR/release/examples/iso20022" "$WORK/files" clients/iso20022/tests/files
