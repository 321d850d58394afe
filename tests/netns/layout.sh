#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A table of before, with four bits of marks, is replaced under traffic by one
# of today: what is listed is refused all the time, connections go on.
# table-0.1.nft is what the program of that time made (nft list table).
. "$(dirname "$0")/lib.sh"

lab_up
config_is ''
start_web 8080 443

# Where the kernel has no queue expression, that of a program that has left:
# on_stop "sets", addresses alone.
load_old() {
	gw nft -f tests/netns/table-0.1.nft 2>/dev/null ||
		sed '/queue num/d' tests/netns/table-0.1.nft | gw nft -f -
}
check "the table of before is loaded" load_old

# speak PORT: opens a connection from this port, says "ready", waits for a line
# and then asks; prints what came.
speak() {
	client python3 - "$1" $OPEN4 <<-'E2'
	import socket, sys, time
	s = socket.socket()
	s.bind(("10.1.0.2", int(sys.argv[1])))
	s.settimeout(3)
	s.connect((sys.argv[2], 8080))
	print("ready", flush=True)
	while True:
	    try:
	        open("/mnt/go").close()
	        break
	    except FileNotFoundError:
	        time.sleep(0.05)
	s.sendall(b"GET / HTTP/1.1\r\nHost: www.kaspersky.com\r\n\r\n")
	try:
	    print("answered" if s.recv(4096) else "closed")
	except OSError as e:
	    print("refused", e)
	E2
}
# As the program of then had decided: one passes, one is blocked.
gw nft 'table ip before { chain forward { type filter hook forward priority 0;
	tcp sport 20001 tcp flags & syn == 0 ct mark set 0x02000000;
	tcp sport 20002 tcp flags & syn == 0 ct mark set 0x04000000; }; }'
for port in 20001 20002; do
	speak $port >$T/spoken.$port &
	wait_for 5 grep -q ready $T/spoken.$port
done
client python3 tests/netns/traffic.py $T/stop honest=2 listed=2 \
	>$T/traffic 2>$T/traffic.err &
sleep 0.5
gw nft delete table ip before
check "cordond starts over it" start_cordond
sleep 1
touch $T/stop $T/go
wait %?traffic 2>/dev/null
wait_for 20 grep -q listed $T/traffic
sed 's/^/# /' $T/traffic
none_bad() { # KIND
	awk -v kind="$1" '$1 == kind { good = $2; bad = $3 }
		END { exit !(good > 100 && bad == 0) }' $T/traffic
}
check "the listed address was refused each time" none_bad listed
check "what is allowed was answered each time" none_bad honest

has_rule() {
	gw nft list chain inet cordon commit-forward 2>/dev/null |
		grep -q "meta mark $1"
}
check "the table has the marks of today" \
	has_rule '& 0xbf000000 == 0x00000000 accept'
check ": and none of before" exits 1 has_rule '& 0x0f000000 == 0x00000000'
check "a connection that had passed goes on" \
	wait_for 5 grep -q answered $T/spoken.20001
check "one that was blocked stays so" \
	wait_for 5 grep -q refused $T/spoken.20002
done_testing
