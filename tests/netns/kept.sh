#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Restarts and crashes under a service manager that keeps the queues: nothing
# restricted passes meanwhile, and what is honest waits. The manager is
# manager.py.
. "$(dirname "$0")/lib.sh"

lab_up
start_web 8080 443
start_dns server
config_is ''
number() { # FIELD: of the status
	ask status | sed "s/.*\"$1\":\([0-9]*\).*/\1/"
}
ended() { grep -c '^ended' $T/manager.log; }
has_ended() { [ "$(ended)" -ge "$1" ]; }
begins() { # COUNT: so often it has ended, and another judges
	wait_for 5 has_ended "$1" && wait_for 5 ask status
}
manager=
# Whoever counted them before.
forget_crashes() { rm -f /run/cordon/crashes; }
retire() { gw "$BUILD/cordond" -c $CONF --retire; }
unjudged() {
	gw nft list counter inet cordon unjudged-refused |
		sed -n 's/.*packets \([0-9]*\) .*/\1/p'
}
traffic() { # FILE QUESTIONERS
	rm -f $T/stop
	client python3 tests/netns/traffic.py $T/stop honest=4 name=2 halves=2 \
		listed=1 dns="$2" >"$1" &
	sleep 0.3
}
traffic_ends() { # FILE
	touch $T/stop
	wait_for 30 test -s "$1"
	sed 's/^/# /' "$1"
}
count() { # FILE KIND good|bad|slowest
	awk -v k="$2" -v f="$3" '$1 == k {
		print f == "good" ? $2 : f == "bad" ? $3 : $4 }' "$1"
}

touch $T/manager.log
manage
check "cordond starts" ask status
TIMES=$(long 5 100)

# --- restarts --------------------------------------------------------------

traffic $T/restarts 2
for n in $(seq "$TIMES"); do
	pid=$(pid_of_cordond)
	retire || echo "# status $?"
	wait_for 10 is_gone "$pid"
	begins "$n" || echo "# it has not come"
	sleep 0.1
done
traffic_ends $T/restarts
check "$TIMES restarts: each is another process" test "$(ended)" -eq "$TIMES"
check ": no restricted name passed" test "$(count $T/restarts name bad)" -eq 0
check ": of as many as there were" test "$(count $T/restarts name good)" -gt 20
check ": nor a listed address" test "$(count $T/restarts listed bad)" -eq 0
check ": nothing honest was lost" test "$(count $T/restarts honest bad)" -eq 0
check ": nor a question" test "$(count $T/restarts dns bad)" -eq 0
check ": none waited longer than a second" \
	test "$(count $T/restarts honest slowest)" -lt $((1500 * SLOW))
check ": nobody was judged by nobody" test "$(unjudged)" -eq 0
check ": it has kept no more than before" \
	test "$(tail -n 1 $T/manager.log | wc -w)" -eq "$(head -n 1 $T/manager.log | wc -w)"
check ": a restart is no crash" test ! -e /run/cordon/crashes

# --- crashes ---------------------------------------------------------------

# A question that it had read and not answered is asked again by its client.
traffic $T/crashes 0
for n in $(seq "$TIMES"); do
	forget_crashes
	kill -9 "$(pid_of_cordond)"
	begins $((TIMES + n)) || echo "# it has not come"
	sleep 0.3
done
traffic_ends $T/crashes
check "$TIMES crashes: no restricted name passed" \
	test "$(count $T/crashes name bad)" -eq 0
check ": of as many as there were" test "$(count $T/crashes name good)" -gt 20
check ": nor one of which a half was read" \
	test "$(count $T/crashes halves bad)" -eq 0
check ": nor a listed address" test "$(count $T/crashes listed bad)" -eq 0
check ": nothing honest was lost" test "$(count $T/crashes honest bad)" -eq 0
check ": it says so" grep -q 'ended in the midst of it' $T/cordond.log

# --- a crash loop ----------------------------------------------------------

forget_crashes
before=$(ended)
for n in 1 2 3; do
	kill -9 "$(pid_of_cordond)"
	begins $((before + n))
done
check "the third crash in a minute: packets do not wait" \
	grep -q '3 ends in a minute' $T/cordond.log
check ": the one that comes judges" fails_fast https www.kaspersky.com $OPEN4
check ": and passes" https www.example.org $OPEN4
kill -9 "$(pid_of_cordond)"
wait_for 5 has_ended $((before + 4))
check ": nothing is kept over the next" \
	lacks 'queue-' <(tail -n 1 $T/manager.log)
check ": starts come later and later" wait_for 5 \
	grep -q '4 ends in ten minutes: the start waits 2 s' $T/cordond.log
check ": but they come" wait_for 5 ask status

# --- another shape ---------------------------------------------------------

forget_crashes
stop_cordond
kill $manager 2>/dev/null
manage
check "it starts anew" ask status
config_is 'workers = 3;'
pid=$(pid_of_cordond)
retire
wait_for 10 is_gone "$pid"
check "with another number of workers" wait_for 10 ask status
check ": they judge" fails_fast https www.kaspersky.com $OPEN4
check ": there are so many" test "$(number workers)" -eq 3
retire
check "again" begins $((before + 6))
check ": what was for two is not kept" \
	test "$(tail -n 1 $T/manager.log | grep -o 'queue-[0-9-]*' | sort -u |
		grep -c -- '-3-')" -eq 3

# --- a stop ----------------------------------------------------------------

check "a stop" stop_cordond
check ": the manager ends, as nothing is kept" wait_for 10 is_gone $manager
gw cat /proc/net/netfilter/nfnetlink_queue >$T/queues
check ": and no queue is left" test ! -s $T/queues
check ": an honest connection waits for nobody" https www.example.org $OPEN4

# --- one that does not come up ----------------------------------------------

# It has more to read than can be read in time.
manage
check "it starts" ask status
seq -f "n%.0f.example" 1500000 >$T/etc/block.list
check "its place is for another" ask retire
start=$(now_ms)
# One after the other: a single one may send nothing more in that time.
while :; do https www.example.org $OPEN4 443 --max-time 1; done 2>/dev/null &
asks=$!
check "a start is slow" wait_for 5 grep -q 'waited too long' $T/cordond.log
took=$(($(now_ms) - start))
check ": packets wait a second at most for it ($took ms)" \
	test $took -lt $((1500 * SLOW))
is_unjudged() { test "$(unjudged)" -gt 0; }
check ": on_failure decides" wait_for 2 is_unjudged
kill $asks 2>/dev/null
kill $manager
done_testing
