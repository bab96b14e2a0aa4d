#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Asks the node in this container by RPC; methods that change keys are answered only in here.
#
# usage: commonwatt-rpc METHOD [PARAMETERS]
#   commonwatt-rpc author_rotateKeysWithOwner '"0xOWNER"'
set -euo pipefail

body="{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"${1:?which method?}\",\"params\":[${2:-}]}"
port="${COMMONWATT_RPC_PORT:-9944}"
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'POST / HTTP/1.1\r\nHost: localhost:%s\r\nContent-Type: application/json\r\n' "$port" >&3
printf 'Content-Length: %d\r\nConnection: close\r\n\r\n%s' "${#body}" "$body" >&3
sed '1,/^\r\{0,1\}$/d' <&3
echo
