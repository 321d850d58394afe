#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Who knows the ports of others' connections cuts none of them; and who opens
# some in another's name, and gets no answer, has no handshake for the log.
. "$(dirname "$0")/lib.sh"
needs nginx python3

# pretend GATEWAY SOURCE SERVER: SYNs, and requests behind them that acknowledge
# one number or another.
pretend() {
	local port ack
	local text='GET / HTTP/1.1\r\nHost: www.kaspersky.com\r\n\r\n'
	for port in 4001 4002 4003; do
		client python3 tests/netns/forge.py --flags syn --seq 1000 \
			"$1" "$2" $port "$3" 8080 || return
		for ack in 0x1fffffff 0x7fffffff 0xbfffffff 0xffffffff; do
			client python3 tests/netns/forge.py --flags psh,ack \
				--seq 1001 --ack $((ack)) --data "$text" \
				"$1" "$2" $port "$3" 8080 || return
		done
	done
}
# opened SOURCE [NAME]: a restricted name by one who opened a connection.
opened() {
	find_event "e['src_ip'] == '$1' and
		e['http']['hostname'] == '${2-www.kaspersky.com}' and
		e['cordon']['source'] == 'handshake'"
}

lab_up
check "nginx starts" start_nginx
config_is ''
check "cordond starts" start_cordond
for mode in default strict; do
	[ $mode = default ] || config_is 'strict = true;'
	check "$mode" ask reload
	check "IPv4" client python3 tests/netns/blind.py 10.1.0.1 $OPEN4
	check "IPv6" client python3 tests/netns/blind.py fd01::1 $OPEN6
done

# What the kernel knows of connections without data (ruleset/table/starts.h).
config_is ''
check "default again" ask reload
spawn server python3 tests/netns/silent.py serve 8025 >$T/speaker.log 2>&1
wait_for 10 grep -q ready $T/speaker.log

notes() {
	gw nft list table inet cordon | grep -c 'expires'
}
notes_are() { [ "$(notes)" -eq "$1" ]; }
# ... runs the command before they have any.
silent() {
	client python3 tests/netns/silent.py "$to" 8080 8025 $T/silent &
	local pid=$! ret
	wait_for 30 test -e $T/silent
	"$@"
	ret=$?
	rm -f $T/silent
	wait $pid && return $ret
}
restored() { grep -c restored $T/cordond.log; }
restored_again() { [ "$(restored)" -gt "$before" ]; }
flushed() {
	before=$(restored)
	gw nft flush ruleset
	wait_for 10 restored_again && wait_for 10 ask status
}
both_ways() { ask mode observe && ask mode enforce; }
for to in $OPEN4 $OPEN6; do
	check "$to: connections are noted" silent wait_for 20 notes_are 300
	check ": until they have data, or end" wait_for 20 notes_are 0
	for round in 1 2 3 4; do
		check ": the table is flushed: they go on ($round)" \
			silent flushed
	done
	check ": it is written anew" silent ask reload
	check ": nothing is enforced for a moment" silent both_ways
done

# Their notes stay, so this comes last.
for mode in default strict; do
	[ $mode = default ] || config_is 'strict = true;'
	check "$mode" ask reload
	check "a connection in the name of another" pretend 10.1.0.1 \
		10.1.0.77 $OPEN4
	check ": over IPv6" pretend fd01::1 fd01::77 $OPEN6
	check ": one of a client's own" fails_fast http $mode.kaspersky.com \
		$OPEN4
	check ": has its event" wait_for 10 opened 10.1.0.2 $mode.kaspersky.com
	for source in 10.1.0.77 fd01::77; do
		refute ": $source opened none" 1 opened $source
	done
done
done_testing
