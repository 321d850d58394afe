#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A million names (NAMES): what compiling, opening and looking up costs, beside
# what dnsmasq and unbound take to load the same list.
set -eu
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
NAMES=${NAMES:-1000000}
LISTS=$BUILD/tests/bench/lists
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT

"$LISTS" names "$NAMES" >"$T/names"
mkdir "$T/state"
cat >"$T/cordon.conf" <<END
catalogue = "$PWD/ruleset/vendors"; local_catalogue = "$T/none";
state = "$T/state"; block_list = "$T/names";
allow_list = "$T/allow"; protect_list = "$T/protect";
END

# CPU seconds and peak MiB of a command, by time(1) of bash and the kernel.
yardstick() { # TITLE COMMAND...
	local title=$1
	shift
	python3 - "$title" "$@" <<'END'
import os, resource, subprocess, sys
title, command = sys.argv[1], sys.argv[2:]
status = subprocess.run(command, stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL).returncode
r = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{title:36} cpu {r.ru_utime + r.ru_stime:.2f} s, peak "
      f"{r.ru_maxrss / 1e3:.1f} MB" + (f" (status {status})" if status
                                       else ""))
END
}

printf '%-36s ' "cordon: compile $NAMES names"
"$LISTS" compile "$T/cordon.conf" 2>&1
size=$(stat -c %s "$T/state/current/names.idx")
awk -v s="$size" -v n="$NAMES" 'BEGIN {
	printf "%-36s %.1f bytes a name\n", "cordon: index", s / n }'
printf '%-36s ' "cordon: unchanged, nothing compiled"
"$LISTS" compile "$T/cordon.conf" 2>&1
printf '%-36s ' "cordon:"
"$LISTS" open "$T/cordon.conf"
printf '%-36s ' "cordon: 10,000 names"
"$LISTS" lookup "$T/cordon.conf" "$T/names"

# Both read the whole list before they find the port taken or the end.
if command -v dnsmasq >/dev/null; then
	sed 's|.*|address=/&/0.0.0.0|' "$T/names" >"$T/dnsmasq.conf"
	printf 'no-resolv\nno-hosts\nport=0\nuser=root\n' >>"$T/dnsmasq.conf"
	yardstick "dnsmasq --test" dnsmasq --test -C "$T/dnsmasq.conf"
fi
if command -v unbound-checkconf >/dev/null; then
	{
		printf 'server:\n'
		sed 's|.*|local-zone: "&" always_nxdomain|' "$T/names"
	} >"$T/unbound.conf"
	yardstick "unbound-checkconf" unbound-checkconf "$T/unbound.conf"
fi
