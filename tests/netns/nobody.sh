#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a user of this machine without any rights can not do: hold a lock that
# updates wait for, or take all places at the control socket.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/synclib.sh"

lab_up
chmod 755 $T $T/etc
MODE=enforce config_is ''

# as_nobody 'PYTHON': stays until it is ended; says "ready" in $T/nobody.
cat >$T/nobody.py <<'E2'
import fcntl, glob, os, socket, sys, time
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
held = []
for path in sys.argv[2:]:
    for name in glob.glob(path):
        try:
            f = open(name)
            fcntl.flock(f, fcntl.LOCK_SH | fcntl.LOCK_NB)
            held.append(f)
        except OSError:
            pass
print("holds", len(held), flush=True)
for _ in range(int(sys.argv[1])):
    s = socket.socket(socket.AF_UNIX)
    s.connect("/run/cordon/control.sock")
    held.append(s)
print("ready", flush=True)
time.sleep(600)
E2
nobody=
as_nobody() { # CONNECTIONS FILES...
	spawn gw python3 $T/nobody.py "$@" >$T/nobody
	nobody=$!
	wait_for 10 grep -q ready $T/nobody
}
end_nobody() {
	kill $nobody
	wait $nobody 2>/dev/null
}

check "cordond starts" start_cordond
echo bad.example >$T/etc/bad
source_is "$(file bad $T/etc/bad)"
umask 000
check "a sync" status_is 0 cordon sync
check "a timed rule" cordon block timed.example --for 1h
check "an exception" cordon except add --client 10.1.0.3 --vendor kaspersky \
	--for 1h --reason test
check "ended" cordon except remove ex-0001
for lock in sync timed exceptions generations; do
	check "$lock.lock is its owner's alone, whatever the umask" \
		test "$(stat -c %a $T/state/$lock.lock)" = 600
done
for register in exceptions timed; do
	check "$register.conf, with who and why, is not everybody's" \
		test "$(stat -c %a $T/state/$register.conf)" = 640
done
check ": and so is the daemon's" test \
	"$(stat -c %a /run/cordon/cordond.pid)" = 600
umask 022

as_nobody 0 "$T/state/*.lock" /run/cordon/cordond.pid
check "nobody holds one" grep -qx 'holds 0' $T/nobody
check "a sync is not held up" timeout 20 $CORDON sync
check ": nor a rule for a while" timeout 20 $CORDON allow www.kaspersky.com \
	--for 2s
check ": it is in force" status_is 0 \
	cordon check --exit-code www.kaspersky.com
check ": and ends" wait_for 10 status_is 11 \
	cordon check --exit-code www.kaspersky.com
check ": nor an exception" timeout 20 $CORDON except add --client 10.1.0.3 \
	--vendor kaspersky --for 1h --reason test
check ": nor a start of the daemon" stop_cordond
check ": so" start_cordond
end_nobody

# Those of an older version are narrowed once they are used.
chmod 644 $T/state/*.lock
check "a sync" status_is 0 cordon sync
check "a rule" cordon block timed.example --for 2h
check "narrow theirs" test "$(stat -c %a $T/state/sync.lock \
	$T/state/timed.lock | sort -u)" = 600

# --- registers that say who and why ------------------------------------------

nobody() { gw setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
private() { nobody "$BUILD/cordon" -c $CONF "$@"; }
chmod 644 $T/state/exceptions.conf $T/state/timed.conf
check "those of an older version" stop_cordond
check ": are narrowed when the daemon starts" start_cordond
check ": so" test "$(stat -c %a $T/state/exceptions.conf \
	$T/state/timed.conf | sort -u)" = 640
refute "who may not read it is told" 77 private except list
refute ": also for a client" 77 private check --client 10.1.0.3 x.example
check ": but anybody may ask of a destination" prints BLOCKED \
	private check www.kaspersky.com
check ": of a rule for a while too" prints BLOCKED private check timed.example
check ": and is told what is left out" prints 'Exceptions are left out' \
	private check www.kaspersky.com
cordon check www.kaspersky.com >$T/said
check ": root is not" lacks 'left out' $T/said
check "the doctor says that it could not look" prints \
	'skip.*exceptions.*for root to read' private doctor --plain exceptions
mkdir $T/theirs
chown 65534:65534 $T/theirs
sed "s|$T/state|$T/theirs|" $CONF >$T/etc/theirs.conf
check "root adds one for another user's daemon" gw "$BUILD/cordon" \
	-c $T/etc/theirs.conf except add --client 10.1.0.3 \
	--vendor kaspersky --for 1h --reason test
check ": which may read it" test "$(stat -c '%a %u' \
	$T/theirs/exceptions.conf)" = '640 65534'

as_nobody 64
check "64 connections that say nothing" kill -0 $nobody
check "status answers" timeout 5 $CORDON status
check "reload too" timeout 5 $CORDON reload
check "ten times over" sh -c "for i in 1 2 3 4 5 6 7 8 9 10; do
	timeout 5 $CORDON status >/dev/null || exit 1; done"
end_nobody
done_testing
