#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The event log: rotation under load loses no line, a full disk loses events
# but no verdict and says so, repeats are folded.
. "$(dirname "$0")/lib.sh"

lab_up
start_web 8080 443

# blocked FIRST LAST [TIMES]: a refused request for each number, by name.
blocked() {
	client python3 - "$@" <<-'E2'
	import socket, sys
	times = int(sys.argv[3]) if len(sys.argv) > 3 else 1
	for i in list(range(int(sys.argv[1]), int(sys.argv[2]))) * times:
	    s = socket.create_connection(("10.2.0.2", 8080), 5)
	    s.sendall(b"GET / HTTP/1.1\r\nHost: n%d.kaspersky.com\r\n\r\n" % i)
	    try:
	        if s.recv(1):
	            sys.exit("request %d was answered" % i)
	    except ConnectionResetError:
	        pass
	E2
}

# Numbers that are missing in the log files, or twice; and broken lines.
count_events() {
	python3 - "$@" $EVE* <<-'E2'
	import collections, json, sys
	seen, broken = collections.Counter(), 0
	for path in sys.argv[3:]:
	    if path.endswith(".stream"):
	        continue
	    for line in open(path):
	        try:
	            e = json.loads(line)
	            if e["event_type"] == "cordon":
	                continue
	            host = e["http"]["hostname"]
	            seen[int(host[1:].split(".")[0])] += 1
	        except (ValueError, KeyError):
	            broken += 1
	first, last = int(sys.argv[1]), int(sys.argv[2])
	print(sum(seen[i] == 0 for i in range(first, last)),
	      sum(n > 1 for n in seen.values()), broken, len(sys.argv) - 3)
	E2
}

written_events() {
	python3 - "$1" <<-E2
	import json, sys
	s = json.loads('''$(ask status)''')
	sys.exit(s["events"]["written"] < int(sys.argv[1]))
	E2
}

LOG='max_size = "64K"; keep = 1000; fold = "0s"; flood = 0;' config_is ''
check "cordond starts" start_cordond
blocked 0 1500 &
load=$!
# Beside its own rotation logrotate's: rename, then a signal; or none.
for i in $(seq 8); do
	sleep 0.1
	mv $EVE $EVE.moved-"$i" 2>/dev/null	# if it is open again
	[ $((i % 2)) -eq 0 ] || kill -HUP "$(pid_of_cordond)"
done
wait $load
check "1500 requests are refused under rotation" test $? -eq 0
wait_for 5 written_events 1500
read -r missing twice broken files < <(count_events 0 1500)
echo "# $files files"
check "no line is lost, none twice, none broken" \
	test "$missing/$twice/$broken" = 0/0/0
check ": it has rotated by itself" test -e $EVE.5
check "no file is much larger than the limit" omits . \
	find $T/log -type f -size +80k
check "cordon log reads rotated files too" sh -c "
	rm -f $EVE.moved-*
	n=\$($BUILD/cordon -c $CONF log --plain | wc -l)
	m=\$(cat $EVE* | grep -c '\"alert\"'); echo \$n \$m; test \$n -eq \$m -a \$n -gt 100"
# What a reload changes, soon after it, and what it does not.
LOG='max_size = "4M"; keep = 1000; fold = "0s"; flood = 0;' config_is ''
check "it is reloaded with another size" ask reload
sleep 1
n=$(find $T/log -name '*.json.*' | wc -l)
blocked 2000 2200
wait_for 5 written_events 1700
check ": and does not rotate any more" \
	test "$(find $T/log -name '*.json.*' | wc -l)" -eq "$n"
EVE=$T/log/other.json config_is ''
check "a reload that names another file" ask reload
check ": says that it takes a restart" \
	grep -q 'log.file changes with a restart' $T/cordond.log
check ": and status names the file that is written" python3 -c "
import json
s = json.loads('''$(ask status)''')
assert s['events']['file'] == '$EVE', s['events']"
check "cordond stops" stop_cordond

rm -f $T/log/*
LOG='fold = "4s";' config_is ''
check "cordond starts" start_cordond
blocked 1 2 7
check "the first of seven is written at once" wait_for 1 \
	grep -q n1.kaspersky.com $EVE
check ": alone" test "$(grep -c '"alert"' $EVE)" -eq 1
check ": the others in one line when the time is over" has_event "
	e['alert']['context'].get('repeat') == 6
	and e['http']['hostname'] == 'n1.kaspersky.com'
	and e['alert']['context']['first'] < e['alert']['context']['last']"
check ": and in no more" test "$(grep -c '"alert"' $EVE)" -eq 2
blocked 1 2 2
check "what is folded is written when it stops" stop_cordond
check ": all of it, folded or apart" test "$(grep -c '"alert"' $EVE)" -eq 4

# A disk of 128 KiB.
mount -t tmpfs -o size=128k tmpfs $T/log
LOG='fold = "0s"; max_size = "0"; flood = 0;' config_is ''
check "cordond starts" start_cordond
check "500 requests are refused while the disk fills up" blocked 0 500
check "the status says what is lost" wait_for 3 sh -c \
	"nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF status |
	grep 'lines, [1-9][0-9]* lost, now failing: No space'"
check ": the doctor says so" sh -c \
	"nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF doctor |
	grep -q 'FAIL  log .*cannot be written: No space left'"
check ": and stderr, once" sh -c \
	"grep -c 'events are being lost' $T/cordond.log | grep -qx 1"
read -r missing _ broken _ < <(count_events 0 500)
check "on a full disk only whole lines are there" \
	test "$broken" -eq 0 -a "$missing" -gt 0
rm $EVE
blocked 900 903
sleep 1.5
blocked 903 905
check "with room again events are written" wait_for 3 \
	grep -q n904.kaspersky.com $EVE
check ": and the loss is reported" grep -q \
	'writable again; [1-9][0-9]* events were lost' $T/cordond.log
check "lost and written add up" python3 -c "
import json
e = json.loads('''$(ask status)''')['events']
# Lines about cordon itself are written, and lost, too.
assert e['seen'] == 505 and 505 < e['written'] + e['lost'] < 511, e"
check "cordond stops" stop_cordond
done_testing
