#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Resident memory of cordond: at rest with the catalogue, and with both flow
# tables full of connections that have sent a part of their hello.
. "$(dirname "$0")/../netns/lib.sh"

LOAD=$BUILD/tests/bench/load
EACH=15000	# connections of a process: files are limited
PORTS="443 444 445"

# memory PID TITLE
memory() {
	local mib
	mib=$(awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' /proc/"$1"/status)
	printf '%-52s %6s MiB\n' "$2" "$mib"
}

lab_up
for i in $(seq 100 163); do client ip addr add 10.1.0."$i"/24 dev c0; done
ulimit -n $((EACH + 1000))
for port in $PORTS; do
	server "$LOAD" serve $OPEN4 "$port" >$T/serve.$port &
	wait_for 5 grep -q ready $T/serve.$port
done
config_is 'workers = 2;'
start_cordond
pid=$(pid_of_cordond)
memory "$pid" "at rest, catalogue loaded, 2 workers"
for port in $PORTS; do
	spawn client "$LOAD" hold $OPEN4 "$port" 10.1.0.100 64 $EACH \
		tests/bench/hello.bin 100 >$T/hold.$port
done
for port in $PORTS; do
	wait_for 60 grep -q held $T/hold.$port
done
sleep 1
flows=$(ask status | python3 -c '
import json, sys
f = json.load(sys.stdin)["flows"]
print(f["open"], "of", f["max"])')
memory "$pid" "$flows flows in the table"
