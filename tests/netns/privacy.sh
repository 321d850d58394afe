#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What "privacy" hides is in no file, in no answer and not in the journal: the
# bytes of all there is are looked through.
. "$(dirname "$0")/lib.sh"

lab_up
start_web 8080 443
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
visit() { client curl -sk --max-time 2 --resolve "$1:443:$OPEN4" "https://$1/"; }
MAC=$(client ip -o link show dev c0 | sed 's/.*ether \([0-9a-f:]*\).*/\1/')
NAME=secret-host-7.kaspersky.com
# A DHCP server that knows the client.
leases=$T/leases
echo "4102444800 $MAC 10.1.0.2 laptop-of-alice *" >$leases

# What a client leaves, in every way there is: names, an address, a flood.
leave_traces() {
	visit $NAME
	visit www.kaspersky.com
	visit secret-host-7.example.org		# let through
	client curl -s --max-time 2 http://$LISTED4:8080/
	for _ in 1 2 3 4 5 6 7 8; do visit $NAME; done
} >/dev/null 2>&1
# All that is written or answered, unpacked, in one place.
gather() {
	cordon log index >$T/answers 2>&1
	for q in "status --json" "hosts --csv" "hosts --json" "top --by client --csv" \
			"top --by name --csv" "log --csv" "log --json" "log verify"; do
		# shellcheck disable=SC2086
		cordon $q >>$T/answers 2>&1
	done
	ask status >>$T/answers
	cat $T/answers $T/cordond.log $EVE* $T/log/audit.json $T/state/* \
		2>/dev/null >$T/everything
	cat $T/log/remembered/*.jsonl >>$T/everything
	for f in $T/log/sealed/*.zst; do
		[ ! -e "$f" ] || zstdcat "$f" >>$T/everything
	done
}
there() { grep -qaiF -- "$1" $T/everything; }
not_there() { ! grep -aiF -- "$1" $T/everything; }
round() { # PRIVACY
	rm -rf $T/log $T/state $T/cordond.log
	mkdir -p $T/log
	LOG='fold = "0s"; flood = 3;' config_is "hosts = { leases = [ \"$leases\" ]; };
		remember = true; $1"
	start_cordond -v || return 1
	leave_traces
	cordon log erase --client 192.0.2.77 --confirm >/dev/null	# writes all
	stop_cordond
	mv $EVE $EVE.1
	touch -d '1 hour ago' $EVE.1
	: >$EVE
	gather
	grep -qa '"alert"' $T/everything
}

check "full" round ''
for what in 10.1.0.2 "$MAC" $NAME laptop-of-alice \
		'"name":"secret-host-7.example.org"'; do
	check ": has $what" there "$what"
done
check ": and a flood" there '"event":"flood"'

for level in truncated pseudonym none; do
	check "clients $level" round "privacy = { clients = \"$level\"; };"
	# As a part of another number it would not be told.
	sed -i 's/10\.1\.0\.[013456789]/x/g' $T/everything
	for what in 10.1.0.2 "$MAC" laptop-of-alice; do
		check ": nothing has $what" not_there "$what"
	done
	check ": names are there" there $NAME
	check ": a flood, too" there '"event":"flood"'
	check ": no number that tells the ends" not_there community_id
	check ": all lines are as the schema says" sh -c \
		"cat $EVE.1 | python3 tests/golden/schema.py \
		packaging/schema/eve.schema.json"
done

check "clients truncated" round 'privacy = { clients = "truncated"; };'
check ": are networks" there '"src_ip":"10.1.0.0"'
check "clients pseudonym" round 'privacy = { clients = "pseudonym"; };'
one=$(grep -aoE '"src_ip":"100::[^"]*"' $T/everything | sort -u)
check ": are one address of nobody's network" \
	test "$(grep -c . <<<"$one")" -eq 1
check ": and a MAC of nobody's" grep -qa '"src_mac":"02:' $EVE.1
check ": the secret is its owner's alone" \
	test "$(stat -c %a $T/state/privacy.key)" = 600
start_cordond
visit www.kaspersky.com
stop_cordond
check ": the same after a restart" test "$one" = \
	"$(grep -aoE '"src_ip":"100::[^"]*"' $EVE | sort -u)"
check ": erase knows whose it is" sh -c "nsenter --net=/run/netns/gw \
	$BUILD/cordon -c $CONF log erase --client 10.1.0.2 --confirm &&
	! grep -F '${one#*:}' $EVE $EVE.1 && ! grep -aF '${one:10:12}' $T/state/history.db"
check "clients none" round 'privacy = { clients = "none"; };'
check ": is 0.0.0.0" there '"src_ip":"0.0.0.0"'

for level in truncated pseudonym none; do
	check "names $level" round "privacy = { names = \"$level\"; };"
	check ": nothing has the name" not_there secret-host-7
	# It is an entry itself.
	[ $level = truncated ] ||
		check ": nor one that is an entry" not_there www.kaspersky
	check ": clients are there" there 10.1.0.2
	check ": and whose it was" there '"vendor":["kaspersky"]'
	check ": by which entry" there '"match_value":["kaspersky.com"]'
	check ": as the schema says" sh -c \
		"cat $EVE.1 | python3 tests/golden/schema.py \
		packaging/schema/eve.schema.json"
done
check ": nothing of it" there '"sni":"_hidden.kaspersky.com"'
check "both" round 'privacy = { clients = "none"; names = "none"; };'
check ": no name" not_there secret-host-7
sed -i 's/10\.1\.0\.[013456789]/x/g' $T/everything
check ": no client" not_there 10.1.0.2
check "config check says what it means" prints 'of clients nothing is kept' \
	cordon config check
refute "a word that is none" 'one of full, truncated, pseudonym, none' \
	sh -c "sed 's/clients = \"none\"/clients = \"some\"/' $CONF >$T/bad.conf;
	$BUILD/cordon -c $T/bad.conf config check"
done_testing
