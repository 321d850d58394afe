#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Exceptions: in the kernel and in cordond, for a vendor, a role, a name; by
# address, prefix and MAC; until their moment, which the clock alone decides.
. "$(dirname "$0")/lib.sh"

lab_up
config_is ''
start_web 8080 443
start_dns server
check "cordond starts" start_cordond

cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
add() {
	cordon except add --reason "contract until Q4" --ticket T-1 "$@" |
		sed -n 's/^\(ex-[0-9]*\):.*/\1/p'
}
other() { # NAME ADDRESS: from the client's second address
	https "$1" "$2" 443 --interface 10.1.0.3
}
mac() { client ip -o link show c0 | sed "s/.*ether \([0-9a-f:]*\).*/\1/"; }

check "before, an address is refused" fails_fast http x.org $LISTED4
check ": and a name" fails_fast https www.kaspersky.com $OPEN4

id=$(add --client 10.1.0.2 --vendor kaspersky --for 1h --owner bob)
check "an exception is added" test "$id" = ex-0001
check "the client reaches a listed address" http x.org $LISTED4
check ": and a restricted name" https www.kaspersky.com $OPEN4
check ": and gets an answer for it" client sh -c \
	"dig +short @$OPEN4 www.kaspersky.com A | grep -q ."
check ": another client does not" fails_fast other www.kaspersky.com $OPEN4
check ": nor by address" fails_fast other x.org $LISTED4
check ": nor over IPv6, which is another address" \
	fails_fast http x.org $LISTED6
check "the log names the exception, of the kernel" has_event "
	m['exception'] == 'ex-0001' and m['exception_owner'] == 'bob'
	and e['alert']['action'] == 'allowed'
	and e['dest_ip'] == '$LISTED4'
	and e['alert']['context']['decided_by'] == 'kernel'"
check ": and of the daemon" has_event "m['exception'] == 'ex-0001'
	and e['tls']['sni'] == 'www.kaspersky.com'"
check ": and so does cordon log" sh -c "$BUILD/cordon -c $CONF log \
	--action excepted --plain | grep -c ' *excepted	' | grep -qx 3"
check "check says so" sh -c "$BUILD/cordon -c $CONF check \
	--client 10.1.0.2 www.kaspersky.com | grep -q 'ex-0001.*owner bob'"
check ": and for another client nothing of it" omits ex-0001 \
	cordon check --client 10.1.0.3 www.kaspersky.com
check "nft shows until when" gw sh -c \
	"nft list chain inet cordon vendor-kaspersky | grep -q 'meta time <'"
check "the register lists it" sh -c "$BUILD/cordon -c $CONF except list \
	--plain | grep -q '^ex-0001.*10.1.0.2.*kaspersky.*active.*bob.*T-1'"
check "audit.json has who added it" grep -q \
	'"event":"except","uid":[0-9]*,"detail":"added ex-0001' $T/log/audit.json

# As if the clock had stood ahead when it was made.
cp $T/state/exceptions.conf $T/kept.conf
sed -i 's/created = "20[0-9]*-/created = "2199-/;
	s/until = "20[0-9]*-/until = "2200-/' $T/state/exceptions.conf
cordon except list >$T/early
check "one that was made later is listed" grep -q '^ex-0001 .*not yet' $T/early
check ": as one that does not count" grep -qE \
	'^1 of these was made after 20.* it does not count; see "cordon doctor' \
	$T/early
check ": which is so" cordon reload
check ": indeed" fails_fast http x.org $LISTED4
cp $T/kept.conf $T/state/exceptions.conf
check "with its own moment it counts" cordon reload
check ": again" http x.org $LISTED4

changes_nothing() { # WHY ARGUMENTS...: says why; and it is removed again
	local out
	out=$(cordon except add --reason test "${@:2}") &&
		grep -q "but this changes nothing: $1" <<<"$out" || {
		echo "$out"
		return 1
	}
	cordon except remove "${out%%:*}" >/dev/null
}
check "one that is covered says so" changes_nothing "ex-0001 covers it" \
	--client 10.1.0.2 --vendor kaspersky --role update --for 30m
check "one of a vendor that is off" changes_nothing "zte is off here" \
	--client 10.1.0.2 --vendor zte --for 1h
check "one of a name that nobody restricts" changes_nothing "nothing that it" \
	--client 10.1.0.2 --name free.example --for 1h
check "one of another client does change something" omits "changes nothing" \
	cordon except add --client 10.1.0.9 --vendor kaspersky --for 1s \
	--reason test
check ": and one of all below a name" omits "changes nothing" \
	cordon except add --client 10.1.0.9 --name com --for 1s --reason test
check "a role that the vendor has not" exits 64 cordon except add \
	--client 10.1.0.2 --vendor kaspersky --role nonsense --for 1h --reason x
check "a vendor that is none, as a filter" exits 64 cordon except list \
	--vendor kasperski
check "those of a client, by its prefix, too" sh -c "$BUILD/cordon -c $CONF \
	except list --client 10.1.0.0/24 --plain | grep -q ^ex-0001"
nothing() { cordon except list --client 9.9.9.9 | grep -q 'nothing found'; }
check "nothing found is said" nothing

check "the exception is removed" cordon except remove ex-0001
check ": and refused again" fails_fast http x.org $LISTED4
check ": the name too" fails_fast https www.kaspersky.com $OPEN4
check "the register keeps it" sh -c "$BUILD/cordon -c $CONF except list \
	--all --plain | grep -q '^ex-0001.*removed'"

id=$(add --client 10.1.0.0/24 --vendor kaspersky --role update --for 1h)
check "of a role: its names are reached" https upd.kaspersky.com $OPEN4
check ": also where the address is listed" https upd.kaspersky.com $LISTED4
check "of a role: others of the vendor are not reached" \
	fails_fast https ksn1.kaspersky-labs.com $OPEN4
check ": nor a listed address by another name" \
	fails_fast https www.example.org $LISTED4
check ": nor without one" fails_fast client openssl s_client -noservername \
	-connect $LISTED4:443
cordon except remove "$id" >/dev/null

id=$(add --client "$(mac)" --name upd.kaspersky.com --for 1h)
check "by MAC, of a name: it is reached" https a.upd.kaspersky.com $OPEN4
check ": over IPv6 too" https a.upd.kaspersky.com $OPEN6
check ": its neighbour is not" fails_fast https www.kaspersky.com $OPEN4
cordon except remove "$id" >/dev/null

id=$(add --client "$(mac)" --vendor kaspersky --for 1h)
check "by MAC, in the kernel" http x.org $LISTED4
check ": over IPv6 too" http x.org $LISTED6
cordon except remove "$id" >/dev/null

gw dnsmasq -k -R -h --user= --group= -p 53 --server=$OPEN4 \
	--cache-size=0 --log-facility=- >$T/dns-gw.log 2>&1 &
wait_for 5 gw sh -c 'ss -Hlun sport = :53 | grep -q .'
# resolved NAME [options]: what the resolver here says of it.
resolved() { client dig +short +tries=1 +timeout=5 @10.1.0.1 "$@" A; }
check "the resolver here is refused in the client's place" \
	omits . resolved www.kaspersky.com
id=$(add --client 10.1.0.2 --vendor kaspersky --for 1h)
check "with an exception it is not" prints . resolved www.kaspersky.com
check ": while another client is" \
	omits . resolved www.kaspersky.com -b 10.1.0.3
cordon except remove "$id" >/dev/null

id=$(add --client 10.1.0.2 --vendor kaspersky --for 2s)
check "a short one holds" http x.org $LISTED4
refused() { fails_fast http x.org $LISTED4; }
check ": and ends by itself" wait_for 8 refused
over() { grep -q "$id is over" $T/log/audit.json; }
check ": which is written down" wait_for 5 over
check ": the name is refused as well" fails_fast https www.kaspersky.com $OPEN4

id=$(add --client 10.1.0.2 --vendor kaspersky --for 1h)
check "cordond stops" stop_cordond
check ": without it the kernel still knows" http x.org $LISTED4
check "cordond starts again" start_cordond
check ": and has it from the register" https www.kaspersky.com $OPEN4
check "the exception is extended" cordon except extend "$id" --for 30d
check ": audit.json has that too" grep -q "extended $id from" $T/log/audit.json

says() { # STATUS WORDS ARGUMENTS...: fails so, and says that
	local status=$1 words=$2 out
	shift 2
	out=$(cordon except "$@" 2>&1)
	[ $? -eq "$status" ] && grep -q "$words" <<<"$out" || {
		echo "$out"
		return 1
	}
}
check "an exception without a reason is a mistake" \
	says 64 "auditors" add --client 10.1.0.9 \
	--vendor kaspersky --for 1h
check "one without an end is" says 64 "until when" add --client 10.1.0.9 \
	--vendor kaspersky --reason x
check "one with a wrong vendor is" \
	says 64 'mean "kaspersky"' add --client 10.1.0.9 \
	--vendor kasperski --reason x --for 1h
check "one with a wrong client is" says 64 "neither\|not an address" add \
	--client printer --vendor kaspersky --reason x --for 1h
check "one for nothing is" says 64 "for what" add --client 10.1.0.9 --reason x \
	--for 1h
check "one with an end in the past is" says 64 "over already" add --client \
	10.1.0.9 --vendor kaspersky --reason x --until 2020-01-01T00:00:00Z
check "an unknown id is a mistake" says 64 "no exception" remove ex-0999
check "an unknown word is a mistake" says 64 'mean "extend"' extent ex-0001
evil=$(printf 'a"b\\c\033[31m\n=cmd()\342\200\256')
check "hostile text is taken" cordon except add --client 10.1.0.9 \
	--vendor kaspersky --for 1h --reason "$evil" --owner "$evil"
check ": and comes back whole as JSON" sh -c "$BUILD/cordon -c $CONF except \
	list --json | python3 -c 'import json, sys
x = json.load(sys.stdin)[\"exceptions\"][-1]
assert x[\"reason\"].startswith(\"a\\\"b\\\\c\\x1b[31m\\n=cmd()\"), x'"
check ": but not raw in the table" omits $'\033' cordon except list

done_testing
