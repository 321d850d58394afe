#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The daemon dies or hangs under traffic: the policy for unjudged packets
# holds, address sets keep blocking, a restart picks up.
. "$(dirname "$0")/lib.sh"

lab_up
start_web 8080 443
start_dns server
server python3 tests/netns/relay.py serve >$T/relay.log 2>&1 &
wait_for 10 grep -q ready $T/relay.log

question() {
	client dig +short +tries=1 +timeout=5 @$OPEN4 www.example.org \
		>$T/answer && grep -q '^[0-9]' $T/answer
}

# Clients that connect all the time; prints how many failed by refusal and
# how many by timeout when $T/stop appears.
traffic() {
	client python3 - <<-E2
	import http.client, pathlib, socket, threading
	done = pathlib.Path("$T/stop")
	counts = {"ok": 0, "refused": 0, "timeout": 0}
	lock = threading.Lock()
	def run():
	    while not done.exists():
	        try:
	            c = http.client.HTTPConnection("10.2.0.2", 8080, timeout=8)
	            c.request("GET", "/", headers={"Host": "x.example"})
	            c.getresponse().read()
	            c.close()
	            what = "ok"
	            pathlib.Path("$T/flows").touch()
	        except socket.timeout:
	            what = "timeout"
	        except OSError:
	            what = "refused"
	        with lock:
	            counts[what] += 1
	threads = [threading.Thread(target=run) for _ in range(8)]
	[t.start() for t in threads]
	[t.join() for t in threads]
	print(counts["ok"], counts["refused"], counts["timeout"])
	E2
}

start_traffic() {
	rm -f $T/stop $T/counts $T/flows
	traffic >$T/counts &
	wait_for 5 test -e $T/flows
}

stop_traffic() {
	touch $T/stop
	wait_for 15 test -s $T/counts
	read -r good refused timeouts <$T/counts
	echo "# traffic: $good good, $refused refused, $timeouts timed out"
}

# An upload while the daemon is stopped again and again, so that its queue is
# full: a segment that found no room is sent again.
upload() {
	local pid
	client ip link set c0 gso_max_segs 1
	client timeout 60 python3 tests/netns/relay.py $OPEN4 plain 60000000 &
	pid=$!
	for _ in 1 2 3 4 5; do
		kill -STOP "$(pid_of_cordond)"
		sleep .1
		kill -CONT "$(pid_of_cordond)"
		sleep .1
	done
	wait $pid
}

counter() {
	gw nft list counter inet cordon "$1" 2>/dev/null |
		sed -n 's/.*packets \([0-9]*\).*/\1/p'
}

for policy in closed open; do
	config_is "on_failure = \"$policy\"; queue_length = 64;"
	check "$policy: cordond starts" start_cordond

	start_traffic
	check "$policy: killed under traffic" stop_cordond -KILL
	if [ $policy = closed ]; then
		check "closed: an allowed name is refused, at once" \
			fails_fast https www.example.org $OPEN4
		check "closed: HTTP over IPv6 too" \
			fails_fast http www.example.org $OPEN6
		check "closed: questions are refused, at once" \
			fails_fast question
		check "closed: they are counted" \
			test "$(counter unjudged-refused)" -gt 0
	else
		check "open: an allowed name works" \
			https www.example.org $OPEN4
		check "open: a restricted one too, unjudged" \
			https www.kaspersky.com $OPEN4
		check "open: questions are answered" question
		check "open: they are counted" \
			test "$(counter unjudged-passed)" -gt 0
	fi
	check "$policy: a listed address is refused all the same" \
		fails_fast http www.example.org $LISTED4
	check "$policy: over IPv6 too" \
		fails_fast http www.example.org $LISTED6
	check "$policy: a restart picks up" start_cordond
	check "$policy: an allowed name works again" \
		https www.example.org $OPEN4
	check "$policy: a restricted one is refused by name again" \
		fails_fast https www.kaspersky.com $OPEN4
	check "$policy: with one table, as before" test \
		"$(gw nft list tables | grep -c "cordon\$")" -eq 1
	stop_traffic
	check "$policy: no connection timed out" test "$timeouts" -eq 0

	# Stopped: what the queue holds waits, what it does not hold follows
	# the policy.
	start_traffic
	kill -STOP "$(pid_of_cordond)"
	fill() {
		client python3 - <<-E2
		import socket
		socks = []
		for i in range(400):
		    s = socket.socket(); s.setblocking(False)
		    s.connect_ex(("10.2.0.2", 8080)); socks.append(s)
		import time; time.sleep(0.5)
		for s in socks:
		    try: s.send(b"GET / HTTP/1.1\r\nHost: y.example\r\n\r\n")
		    except OSError: pass
		time.sleep(0.5)
		E2
	}
	fill
	if [ $policy = closed ]; then
		check "closed, hung and full: what does not fit is refused" \
			test "$(counter unjudged-refused)" -gt 20
		check "closed, hung: an allowed name is refused at once" \
			fails_fast https www.example.org $OPEN4
	else
		check "open, hung and full: what does not fit passes" \
			test "$(counter unjudged-passed)" -gt 20
		check "open, hung: an allowed name works" \
			https www.example.org $OPEN4
	fi
	check "$policy, hung: a listed address is refused" \
		fails_fast http www.example.org $LISTED4
	kill -CONT "$(pid_of_cordond)"
	check "$policy: it goes on when it may" wait_for 5 \
		https www.example.org $OPEN4
	check "$policy: and judges by name" \
		fails_fast https www.kaspersky.com $OPEN4
	stop_traffic
	if [ $policy = closed ]; then
		before=$(counter unjudged-refused)
		check "closed: an upload ends whose queue is full at times" \
			upload
		check "closed: it was" \
			test "$(counter unjudged-refused)" -gt "$before"
	fi
	# Where a buffer cannot be forced the doctor warns of that: exit 1.
	check "$policy: the doctor finds its queues well again" sh -c "
		nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF doctor \
		--plain | grep -P '^(ok|warn)\tqueues\t'"
	check "$policy: it stops" stop_cordond
	rm -f $T/cordond.log
done

# A second one beside the first.
config_is ''
check "cordond starts" start_cordond
refute "a second one refuses" 'running already' gw "$BUILD/cordond" -c $CONF
check ": and says which runs" sh -c \
	"nsenter --net=/run/netns/gw $BUILD/cordond -c $CONF 2>&1 |
	grep -q 'running already (pid $(pid_of_cordond)'"
sed 's|/run/cordon|/run/other|; s|/mnt/state|/mnt/state2|' $CONF \
	>$T/etc/other.conf
check "a second one with another run folder refuses, by its queue" sh -c \
	"nsenter --net=/run/netns/gw $BUILD/cordond -c $T/etc/other.conf 2>&1 |
	grep -q 'queue 7100 is held by another program'"
check ": the first one goes on" fails_fast https www.kaspersky.com $OPEN4
check ": and works" https www.example.org $OPEN4

# Trying what the kernel can must not cost what is queued.
kill -STOP "$(pid_of_cordond)"
rm -f $T/asked
{ question; echo $? >$T/asked; } &
holds() { gw awk '{ n += $3 } END { exit !n }' /proc/net/netfilter/nfnetlink_queue; }
check "a question waits for a stopped daemon" wait_for 3 holds
refute "doctor tries what the kernel can" 'ok.kernel.*queue' gw \
	"$BUILD/cordon" -c $T/etc/other.conf doctor --plain
kill -CONT "$(pid_of_cordond)"
wait_for 10 test -s $T/asked
check "and what waited is still there" grep -qx 0 $T/asked

# Leaving: on_stop.
check "it stops" stop_cordond
check "on_stop sets: a listed address stays refused" \
	fails_fast http www.example.org $LISTED4
check "on_stop sets: names are not judged" https www.kaspersky.com $OPEN4
check "on_stop sets: questions are answered" question
config_is 'on_stop = "open";'
check "cordond starts" start_cordond
check "it stops" stop_cordond
check "on_stop open: no table" omits cordon gw nft list tables
check "on_stop open: all works" https www.kaspersky.com $LISTED4
config_is ''
check "cordond starts" start_cordond
check "cordond is killed" stop_cordond -KILL
check "cordond --remove removes the table" gw "$BUILD/cordond" --remove
check ": all of it" omits cordon gw nft list tables
check ": and twice is no error" gw "$BUILD/cordond" --remove
done_testing
