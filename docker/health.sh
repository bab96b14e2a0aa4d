#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Asks the node in this container whether it is ready: it answers, is not catching up, and has peers,
# unless its chain is a local one. With another argument than "ready", only whether it answers. The image has no curl.
#
# usage: commonwatt-health [ready|alive]
set -euo pipefail

path=/health/readiness
[[ "${1:-ready}" == ready ]] || path=/health
port="${COMMONWATT_RPC_PORT:-9944}"

exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET %s HTTP/1.1\r\nHost: localhost:%s\r\nConnection: close\r\n\r\n' "$path" "$port" >&3
read -r -t 4 -u 3 _ code _
[[ "$code" == 200 ]]
