#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A million prefixes (PREFIXES) of each family, from text to merged intervals:
# the CPU it takes, beside iprange, which reads IPv4 only; and that both, and
# Python's ipaddress, come to the same addresses.
set -eu
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
PREFIXES=${PREFIXES:-1000000}
LISTS=$BUILD/tests/bench/lists
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT

for f in 4 6; do
	"$LISTS" prefixes $f "$PREFIXES" >"$T/list$f"
	mkdir "$T/state$f"
	cat >"$T/cordon$f.conf" <<END
catalogue = "$PWD/ruleset/vendors"; local_catalogue = "$T/none";
state = "$T/state$f"; block_list = "$T/list$f";
allow_list = "$T/allow"; protect_list = "$T/protect";
END
	printf '%-36s ' "cordon: $PREFIXES IPv$f prefixes"
	"$LISTS" compile "$T/cordon$f.conf" 2>&1
done

if command -v iprange >/dev/null; then
	TIMEFORMAT='%U + %S s'
	printf '%-36s cpu ' "iprange: parse, merge, print, IPv4"
	time iprange "$T/list4" >/dev/null
fi
for f in 4 6; do
	BUILD=$BUILD tests/golden/prefixes.sh "$T/list$f"
done
