#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Syncs are killed at random points, and run out of disk: after each, the next
# one brings kernel, disk and daemon to one whole generation, and in all that
# time nothing listed is ever open.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/synclib.sh"

KILLS=${KILLS:-$(long 12 300)}
RANDOM=${SEED:-4711}
echo "# KILLS=$KILLS SEED=${SEED:-4711}"

lab_up
start_web 8080 443
start_feed
mkdir -p $T/state
mount -t tmpfs -o size=24m tmpfs $T/state
source_is "$(file names $T/names)" "$(file nets $T/nets)" \
	"$(url feed http://10.2.0.2:8000/feed)"

# Always listed: 192.0.2.80. Around it all changes: what covers it is split
# and joined, and other prefixes come and go.
covers=(192.0.2.80 192.0.2.80/31 192.0.2.64/26 192.0.2.0/24 192.0.2.80/28)
new_lists() { # N
	lines 2000 "n$(($1 % 7))-" >$T/names
	{
		echo "${covers[$1 % 5]}"
		seq -f "198.18.%g.0/25" 0 255
		seq -f "198.19.%g.0/26" $(($1 % 50)) $(($1 % 50 + 100))
	} >$T/nets
	{ lines 500 "f$1-"; echo "203.0.113.$(($1 % 200))"; } >$W/feed
}

# Tries the listed address all the time, and one that is not.
client python3 - >$T/probe.out <<EOF &
import pathlib, socket, struct, time
stop, tries, leaks, good, bad = pathlib.Path("$T/stop"), 0, 0, 0, 0
# A reset at the end leaves no port waiting, of which there are not so many.
reset = struct.pack("ii", 1, 0)
def opens(address):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
    s.settimeout(3)
    try:
        s.connect((address, 8080))
        return True
    except OSError:
        return False
    finally:
        s.close()
while not pathlib.Path("$T/go").exists():
    time.sleep(0.01)
while not stop.exists():
    tries += 1
    leaks += opens("192.0.2.80")
    if tries % 10 == 0:
        ok = opens("$OPEN4")
        good += ok
        bad += not ok
print(tries, leaks, good, bad)
EOF
probe=$!

# One generation, on disk, in the kernel and, if there is one, in the daemon?
agree() {
	gw python3 - "$BUILD/cordon" $CONF <<-'EOF'
	import json, re, socket, subprocess, sys
	def run(*words):
	    return subprocess.run(words, capture_output=True, text=True)
	verify = run(sys.argv[1], "-c", sys.argv[2], "lists", "verify")
	disk = re.search(r"^ok +generation (\d+), current: (\w+)",
	                 verify.stdout, re.M)
	if verify.returncode or not disk:
	    sys.exit("disk: " + verify.stdout + verify.stderr)
	rule = run("nft", "list", "chain", "inet", "cordon", "generation")
	kernel = re.search(r"generation (\d+) digest (\w+)", rule.stdout)
	found = {"disk": disk.groups(), "kernel": kernel and kernel.groups()}
	s = socket.socket(socket.AF_UNIX)
	try:
	    s.connect("/run/cordon/control.sock")
	    s.sendall(b"status\n")
	    text = b""
	    while chunk := s.recv(65536):
	        text += chunk
	    g = json.loads(text)["generation"]
	    found["daemon"] = (str(g["number"]), g["digest"])
	except ConnectionRefusedError:
	    pass
	except FileNotFoundError:
	    pass
	if len(set(found.values())) != 1:
	    sys.exit("do not agree: %s" % found)
	EOF
}

# kill_one MS: starts a sync and kills it, or a process of it, after so long.
kill_one() {
	local pid victim
	# The leak sanitizer waits for ever for its own child if that is killed.
	ASAN_OPTIONS=detect_leaks=0 \
		spawn gw "$BUILD/cordon" -c $CONF sync >/dev/null 2>&1
	pid=$!
	sleep "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"
	victim=$pid
	if [ $((RANDOM % 3)) -eq 0 ]; then
		victim=$(pgrep -P $pid) || victim=$pid
	fi
	# Too late? Then sooner the next time, so that all of it is met.
	if kill -KILL "$victim" 2>/dev/null; then
		killed=$((killed + 1))
		longest=$((longest * 51 / 50 + 1))
	else
		longest=$((longest * 19 / 20 + 1))
	fi
	wait $pid 2>/dev/null
}

# Everything that is written fails, at another place each time.
fill_disk() { # KIB left
	head -c 100m /dev/zero >$T/state/full 2>/dev/null
	truncate -s -"$1"k $T/state/full
	$CORDON sync >/dev/null 2>&1 || failures_on_disk=$((failures_on_disk + 1))
	rm -f $T/state/full
}

round() { # N
	new_lists "$1"
	if [ $(($1 % 4)) -eq 3 ]; then
		fill_disk $((full == 0 ? 4 : RANDOM % 400 + 4))
		full=$((full + 1))
	else
		kill_one $((RANDOM % longest))
	fi
	if ! out=$($CORDON sync 2>&1); then
		echo "# round $1: the next sync: $out" | tr '\n' ' '
		echo
		return 1
	fi
	agree && [ "$(sed 1q <"$(good nets)")" = "${covers[$1 % 5]}" ] &&
		[ -z "$(find $T/state -name new -o -name old -o -name fetched \
		-o -name trial -o -name '*.??????')" ]
}

rounds() { # KILLS
	while [ $killed -lt "$1" ] && [ $n -lt $((KILLS * 4)) ]; do
		n=$((n + 1))
		if ! round $n 2>&1; then
			echo "# round $n failed"
			failed=$((failed + 1))
		fi
	done
}

new_lists 0
check "a first sync" status_is 0 cordon sync
check "cordond starts" start_cordond
check "disk, kernel and daemon agree" agree
new_lists 1
start=$(now_ms)
check "a sync" status_is 0 cordon sync
longest=$(($(now_ms) - start))
echo "# a sync takes $longest ms"
touch $T/go

n=1 killed=0 full=0 failures_on_disk=0 failed=0
rounds $((KILLS * 2 / 3))
check "with a daemon, the next sync makes it one generation each time" \
	test $failed -eq 0
stop_cordond
failed=0
rounds "$KILLS"
check "without one, too" test $failed -eq 0
touch $T/stop
wait $probe
read -r tries leaks good bad <$T/probe.out
echo "# $killed killed, $full with little room, $failures_on_disk of them" \
	"too little; $tries tries of a listed address, $leaks opened;" \
	"$good of another, $bad failed"
check "$KILLS syncs were killed" test $killed -eq "$KILLS"
check ": and out of room" test $failures_on_disk -gt 0
check "nothing listed was ever open" test "$leaks" -eq 0
check ": and it was tried all the time" test "$tries" -gt $((KILLS * 20))
check "nothing else was refused" test "$bad" -eq 0
done_testing
