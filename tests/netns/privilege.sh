#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the daemon may do once it runs, and what it tells the service manager.
. "$(dirname "$0")/lib.sh"

lab_up
start_web 8080 443
start_dns server

status_of() { # FIELD: of the daemon and all of its threads
	cat /proc/"$(pid_of_cordond)"/task/*/status | sed -n "s/^$1:[[:space:]]*//p" |
		sort -u
}

user=
[ "$(id -u)" -ne 0 ] || [ "$(wc -l </proc/self/uid_map)" -ne 1 ] ||
	! grep -q ' 0 *4294967295$' /proc/self/uid_map || user=nobody
CORDON_USER=$user config_is ''
# Where another user may read it, wherever this tree is.
cp -r ruleset/vendors $T/catalogue
mkdir -p $T/etc/conf.d
echo "catalogue = \"$T/catalogue\";" >$T/etc/conf.d/catalogue.conf

# A service manager's socket.
python3 - >$T/notified <<E2 &
import os, socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("$T/notify")
os.chmod("$T/notify", 0o777)
while True:
    print(repr(s.recv(4096).decode()), flush=True)
E2
manager=$!
wait_for 5 test -S $T/notify
export NOTIFY_SOCKET=$T/notify WATCHDOG_USEC=2000000
check "cordond starts" start_cordond
unset NOTIFY_SOCKET WATCHDOG_USEC
check ": it says that it is ready" wait_for 2 grep -q 'READY=1' $T/notified
check ": with what it does" grep -q 'STATUS=mode enforce' $T/notified
check ": and that it is alive" wait_for 3 grep -q 'WATCHDOG=1' $T/notified

check "CAP_NET_ADMIN is its only capability" \
	test "$(status_of CapEff)" = 0000000000001000
check ": and the only one it may use" \
	test "$(status_of CapPrm)" = 0000000000001000
check ": it passes on none" test "$(status_of CapAmb)" = 0000000000000000
check ": nor could it but that one" \
	test "$(status_of CapInh)" = 0000000000001000
check ": its bounding set is empty" \
	test "$(status_of CapBnd)" = 0000000000000000
check "no new privileges" test "$(status_of NoNewPrivs)" = 1
if [ -n "$user" ]; then
	check "it has become another user" \
		test "$(status_of Uid | cut -f1)" = "$(id -u $user)"
	check ": in no other groups" test -z "$(status_of Groups | tr -d ' ')"
else
	skip "it becomes another user" "no other users"
fi
check "it judges" fails_fast https www.kaspersky.com $OPEN4
check "it answers" client sh -c \
	"dig +tries=1 +timeout=5 @$OPEN4 kaspersky.com | grep -q NXDOMAIN"
echo blocked.example >$T/etc/block.list
check "it reloads" ask reload
check ": with what is new" fails_fast https blocked.example $OPEN4
gw nft flush ruleset
check "it restores its table" wait_for 2 fails_fast https blocked.example $OPEN4
check "it writes its log" has_event "e['tls']['sni'] == 'blocked.example'"
kill -HUP "$(pid_of_cordond)"
check "it tells that it reloads" wait_for 2 grep -q RELOADING $T/notified
other() { setpriv --reuid=1 --clear-groups "$@"; }
if can "what others ask of the control socket" "no other users" other true; then
	check "the control socket refuses what others ask to change" \
		other python3 - <<-'E2'
	import socket
	s = socket.socket(socket.AF_UNIX); s.connect("/run/cordon/control.sock")
	s.sendall(b"mode off\n"); r = s.recv(999); print(r)
	assert b"only root" in r
	E2
	check ": and answers the status to them" \
		other "$BUILD/cordon" -c $CONF status
	other "$BUILD/cordon" -c $CONF doctor --json privileges >$T/found
	check "the doctor tells them what cannot be looked at" grep -q \
		'"warn","finding":"not root: the kernel.*"fix":"sudo cordon' \
		$T/found
fi
check "a client that says nothing holds nobody up" python3 - <<-'E2'
	import socket, time
	idle = []
	for _ in range(20):
	    s = socket.socket(socket.AF_UNIX)
	    s.connect("/run/cordon/control.sock")
	    idle.append(s)
	[s.close() for s in idle[8:]]
	time.sleep(0.2)
	s = socket.socket(socket.AF_UNIX)
	s.settimeout(20)
	s.connect("/run/cordon/control.sock")
	s.sendall(b"status\n")
	assert b"cordon.status" in s.recv(999)
	E2
check ": nor one that says too much" python3 - <<-'E2'
	import socket
	s = socket.socket(socket.AF_UNIX)
	s.connect("/run/cordon/control.sock")
	try:
	    s.sendall(b"x" * 100000)
	    assert s.recv(10) == b""
	except OSError:
	    pass
	E2
check ": it still answers" ask status

check "it stops" stop_cordond
check ": and says so" grep -q 'STOPPING=1' $T/notified
kill $manager
done_testing
