#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Another cordond takes the place of the running one, under traffic: nothing
# restricted passes and nothing honest is lost, and what cannot be taken over
# leaves all as it was.
. "$(dirname "$0")/lib.sh"

lab_up
start_web 8080 443
start_dns server
user=
[ "$(id -u)" -ne 0 ] || [ "$(wc -l </proc/self/uid_map)" -ne 1 ] ||
	! grep -q ' 0 *4294967295$' /proc/self/uid_map || user=nobody

# The program and what it reads lie where another user may see them.
mkdir -p $T/bin $T/etc/conf.d
cp "$BUILD/cordond" $T/bin/
cp -r ruleset/vendors $T/catalogue
echo "catalogue = \"$T/catalogue\";" >$T/etc/conf.d/catalogue.conf
export CORDON_USER=$user
config_is ''
start() {
	gw $T/bin/cordond -c $CONF >>$T/cordond.log 2>&1 &
	wait_for 10 ask status
}
reexec() { gw "${program-$T/bin/cordond}" -c $CONF --reexec; }
number() { # FIELD: of the status
	ask status | sed "s/.*\"$1\":\([0-9]*\).*/\1/"
}
status_of() { sed -n "s/^$1:[[:space:]]*//p" /proc/"$pid"/status; }
descriptors() { ls /proc/"$pid"/fd | wc -l; }

refute "where none runs there is none to take over from" 69 reexec
check "cordond starts" start
pid=$(pid_of_cordond)
if ! ask status | grep -q '"seccomp":true,"landlock":[1-9]'; then
	confined=
else
	confined=1
fi

# --- again and again, under traffic ---------------------------------------

client python3 tests/netns/traffic.py $T/stop honest=4 name=2 halves=1 split=1 \
	listed=1 dns=2 \
	>$T/counts &
wait_for 5 has_event "e['http']['hostname'] == 'www.kaspersky.com'"
reexec
before="$(descriptors) $(status_of Threads) $(status_of Seccomp_filters)"
seen=$(number seen)
start=$(number uptime)
TIMES=$(long 20 500)
for _ in $(seq "$TIMES"); do
	reexec || echo "# status $?"
done 2>&1 | tee $T/reexec.log
touch $T/stop
wait_for 20 test -s $T/counts
sed 's/^/# /' $T/counts
check "$TIMES times another took its place" test ! -s $T/reexec.log
check ": it counts them" test "$(number reexecs)" -eq $((TIMES + 1))
check ": in the same process" test "$(number pid)" -eq "$pid"
kinds=0
while read -r kind good bad slowest; do
	[ "$kind" != "#" ] || continue
	kinds=$((kinds + 1))
	check ": of $kind none went wrong" test "$good" -gt 20 -a "$bad" -eq 0
	check ": nor waited long for it" test "$slowest" -lt $((3000 * SLOW))
done <$T/counts
check ": there were all kinds" test $kinds -eq 6
check ": nobody was judged by nobody" prints 'packets 0 ' gw nft list counter \
	inet cordon unjudged-refused
check ": descriptors, threads and filters are as many as after the first" \
	test "$(descriptors) $(status_of Threads) $(status_of Seccomp_filters)" \
	= "$before"
check ": what was counted goes on" test "$(number seen)" -ge "$seen"
check ": so does the time it is up" test "$(number uptime)" -ge "$start"
check ": each is in the register" test \
	"$(grep -c '"event":"reexec"' ${EVE%/*}/audit.json)" -ge "$TIMES"
check "CAP_NET_ADMIN is its only capability" \
	test "$(status_of CapPrm)" = 0000000000001000
check ": which it leaves to no other" \
	test "$(status_of CapAmb)" = 0000000000000000
check ": and it gains no other" test "$(status_of NoNewPrivs)" = 1
[ -z "$confined" ] || check ": it is filtered as before" \
	test "$(status_of Seccomp)" = 2

# --- what is new -----------------------------------------------------------

echo blocked.example >$T/etc/block.list
check "a new list" https blocked.example $OPEN4
check ": is in force with the next program" reexec
check ": at once" fails_fast https blocked.example $OPEN4
check "a mode for a while" ask mode observe for 1h
check ": another program" reexec
check ": goes on with it" https blocked.example $OPEN4
check ": and back" ask mode enforce

# --- what is not taken over ------------------------------------------------

# stays WHAT: as it was, judging.
stays() {
	check "$1: the one before goes on" test "$(number pid)" -eq "$pid"
	check ": and judges" fails_fast https www.kaspersky.com $OPEN4
	check ": and passes" https www.example.org $OPEN4
}
echo 'what_is_this = 1;' >$T/etc/conf.d/90.conf
refute "a mistake in the configuration is told" what_is_this reexec
stays "a mistake"
for setting in 'queue_base = 7300' 'workers = 7' 'mark_mask = 0xff00' \
	'nflog_group = 7' "log = { file = \"$T/log/other.json\"; }"; do
	echo "$setting;" >$T/etc/conf.d/90.conf
	name=${setting%% *}
	refute "$name takes a restart" "$name.* changes with a restart" reexec
done
refute ": which has a status of its own" 75 reexec
stays "a setting"
rm $T/etc/conf.d/90.conf
if [ -n "$confined" ]; then
	mkdir -p $T/secret
	echo secret.example >$T/secret/block.list
	echo "block_list = \"$T/secret/block.list\";" >$T/etc/conf.d/90.conf
	refute "what is out of reach takes a restart" 'out of reach' reexec
	stays "what is out of reach"
	rm $T/etc/conf.d/90.conf
fi
# A program that nobody can run: the one that asks lies elsewhere.
program=$T/other/cordond
mkdir $T/other && mv $T/bin/cordond $program
refute "without a program there" 'bin/cordond: No such file' reexec
echo "this is none" >$T/bin/cordond
chmod 755 $T/bin/cordond
refute "what is no program" 'could not be run' reexec
stays "what is no program"
check ": it says so" grep -q 'cannot take over: .*; going on' $T/cordond.log
check ": and counts it" test "$(number failed_reexecs)" -eq 1
mv $program $T/bin/cordond
unset program
check "with one again" reexec
if [ "$(id -u)" -eq 0 ] && [ -n "$user" ]; then
	check "others may not ask for it" exits 75 setpriv --reuid=1 \
		--clear-groups $T/bin/cordond -c $CONF --reexec
fi
check "it stops" stop_cordond
done_testing
