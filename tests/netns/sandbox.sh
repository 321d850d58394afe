#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a running cordond is kept from, and that all it does fits in there: each
# way through it that other suites do not go under the same sandbox anyway.
. "$(dirname "$0")/lib.sh"

lab_up
start_web 8080 443
start_dns server
user=
[ "$(id -u)" -ne 0 ] || [ "$(wc -l </proc/self/uid_map)" -ne 1 ] ||
	! grep -q ' 0 *4294967295$' /proc/self/uid_map || user=nobody
export CORDON_USER=$user

threads() { # FIELD: of all threads, each value once
	cat /proc/"$(pid_of_cordond)"/task/*/status |
		sed -n "s/^$1:[[:space:]]*//p" | sort -u
}
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
# In this shell, which is then told how it ended.
start() { # WHAT
	start_cordond
	check "$1" test $? -eq 0
	daemon=$!
}
ended() { { wait "$daemon"; } 2>/dev/null; }
alive() { kill -0 "$(pid_of_cordond)" && ask status >/dev/null; }
says() { ask "$@" | grep -E "$PATTERN"; }
refused() { fails_fast https "$1" $OPEN4; }

# The configuration is a link, a local list another.
mkdir -p $T/etc/conf.d $T/kept $T/lists
cp -r ruleset/vendors $T/catalogue
config_is 'queue_length = 1024;'
echo "catalogue = \"$T/catalogue\";
block_list = \"$T/lists/block.list\"; wan = [ ];" >$T/etc/conf.d/10.conf
mv $CONF $T/kept/cordon.conf
ln -s ../kept/cordon.conf $CONF
ln -s ../kept/block.list $T/lists/block.list
echo first.example >$T/kept/block.list
mkdir -p $T/secret && echo secret.example >$T/secret/block.list

mount -t tmpfs -o size=64k tmpfs $T/log
[ -z "$user" ] || chown $user $T/log

# A service manager's socket, out of reach once it is connected.
gw python3 - >$T/notified <<-E2 &
	import socket
	s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
	s.bind("\0cordon-manager")
	print("ready", flush=True)
	while True:
	    print(repr(s.recv(4096).decode()), flush=True)
E2
manager=$!
export NOTIFY_SOCKET=@cordon-manager WATCHDOG_USEC=1000000
wait_for 5 grep -q ready $T/notified
start_cordond
started=$? daemon=$!
unset NOTIFY_SOCKET WATCHDOG_USEC
line=$(grep sandbox: $T/cordond.log)
case $line in
*sanitizer*) skip_all "built with a sanitizer, which needs more" ;;
*seccomp*) ;;
*) skip_all "no seccomp here" ;;
esac
check "cordond starts" test $started -eq 0
check "it says how it is confined: ${line#*: }" \
	grep -Eq 'sandbox: capabilities, seccomp' $T/cordond.log
PATTERN='"sandbox":\{"seccomp":true,"landlock":[0-9]+\}'
check ": the status does too" says status
check "every thread is filtered" test "$(threads Seccomp)" = 2
check ": and gains nothing by a program" test "$(threads NoNewPrivs)" = 1
names="$(threads Name | sed 's/-[0-9]*$//' | sort -u | tr '\n' ' ')"
check "threads have their names" test \
	"$names" = "cordond cordond-aside worker writer "
landlock=$(ask status | sed 's/.*"landlock":\([0-9]*\).*/\1/')

# --- all it does ----------------------------------------------------------

check "names are judged" refused first.example
check "questions are answered" client sh -c \
	"dig +tries=1 +timeout=5 @$OPEN4 kaspersky.com | grep -q NXDOMAIN"
check ": over IPv6 too" client sh -c \
	"dig +tries=1 +timeout=5 @$OPEN6 kaspersky.com | grep -q NXDOMAIN"
check "the kernel's events are read" fails_fast http x.example $LISTED4
check ": and logged, with the interface" has_event \
	"e['dest_ip'] == '$LISTED4' and e['in_iface'] == 'lan0'"

printf '%s\n' first.example second.example >$T/kept/new && mv $T/kept/new $T/kept/block.list
check "a list that took another's place is read" ask reload
check ": and counts" refused second.example
echo third.example >>$T/kept/block.list
kill -HUP "$(pid_of_cordond)"
check "a list is read on SIGHUP" wait_for 5 refused third.example
cp $T/kept/cordon.conf $T/kept/new && echo 'no_sni = "block";' >>$T/kept/new
mv $T/kept/new $T/kept/cordon.conf
check "a configuration that took another's place is read" ask reload
echo 'what_is_this = 1;' >$T/etc/conf.d/20.conf
refute "a configuration with a mistake is refused" what_is_this ask reload
rm $T/etc/conf.d/20.conf
mkdir -p $T/etc/vendors && sed 's/"dji"/"dji2"/' ruleset/vendors/dji.conf \
	>$T/etc/vendors/dji2.conf
check "a folder that was not there" ask reload
check ": is read" sh -c "$BUILD/cordon -c $CONF vendors list | grep -q dji2"
rm -r $T/etc/vendors

mv $EVE $EVE.old
kill -HUP "$(pid_of_cordond)"
check "a log that was moved away" wait_for 5 test -e $EVE
refused first.example >/dev/null 2>&1
check ": goes on in a new file" has_event "e['tls']['sni'] == 'first.example'"
rm -f $EVE
check "a log that was removed" wait_for 5 test -e $EVE
check "reopen" ask reopen

check "a mode for a second" ask mode observe for 1s
check ": is over by itself" wait_for 5 refused first.example
check "a mode that nobody confirms" ask mode observe confirm 1s
check ": is over by itself" wait_for 5 refused first.example
check "a mode that is confirmed" ask mode observe confirm 1m
check ": lasts" ask confirm
check ": in the file of its state" grep -q observe $T/state/mode.conf
check ": and back" ask mode enforce
check "a vendor's mode" ask mode observe vendor kaspersky
check ": and back" ask mode inherit vendor kaspersky
check "a local rule for two seconds" cordon block short.example --for 2s
check ": holds" refused short.example
check ": and is over by itself" wait_for 8 https short.example $OPEN4
check "an exception for two seconds" cordon except add --client 10.1.0.2 \
	--vendor kaspersky --for 2s --reason test
check ": is over by itself" wait_for 8 refused www.kaspersky.com

repairs() { PATTERN='"repairs":[1-9]' says status; }
gw nft flush ruleset
check "a flushed table is written again" wait_for 5 repairs
gw nft delete element inet cordon listed4 '{ 77.74.176.0/22 }' 2>/dev/null ||
	gw nft flush set inet cordon local4 2>/dev/null
check "names are still refused" wait_for 5 refused first.example
gw ip link add late0 type veth peer name late1
gw ip link set late0 up
gw ip route add default dev late0
uplink() { PATTERN='"wan":\["late0"\]' says status; }
check "a new default route is noticed" wait_for 5 uplink
gw ip link del late0
uplink_gone() { PATTERN='"wan":\[\]' says status; }
check ": and when it has gone" wait_for 5 uplink_gone

dd if=/dev/zero of=$T/log/fill bs=4k 2>/dev/null
for i in $(seq 60); do refused "n$i.kaspersky.com"; done >/dev/null 2>&1
full() { PATTERN='"error":"No space' says status; }
check "a disk that is full is said" wait_for 3 full
rm $T/log/fill
refused late.kaspersky.com >/dev/null 2>&1
check "with room again it writes" \
	has_event "e['tls']['sni'] == 'late.kaspersky.com'"
check "the watchdog is fed" grep -q WATCHDOG=1 $T/notified
check "reloads are told" grep -q RELOADING=1 $T/notified
check "after all that it is still the same process" test "$(threads Tgid)" = \
	"$(ask status | sed 's/.*"pid":\([0-9]*\).*/\1/')"

# --- what it does not -----------------------------------------------------

if [ "$landlock" -gt 0 ]; then
	sed -i "s|^block_list.*|block_list = \"$T/secret/block.list\"; wan = [ ];|" \
		$T/etc/conf.d/10.conf
	PATTERN='out of reach.*restart'
	check "a path it was not started with is refused, with the way out" \
		says reload
	mkdir -p $T/secret/vendors
	sed -i "s|^block_list.*|local_catalogue = \"$T/secret/vendors\"; wan = [ ];|" \
		$T/etc/conf.d/10.conf
	check "a folder it was not started with is refused" says reload
	sed -i "s|^local_cat.*|state = \"$T/secret/state\"; wan = [ ];|" \
		$T/etc/conf.d/10.conf
	check "another state is refused" says reload
	check "what was in force stays" refused first.example
	sed -i "s|^state.*|block_list = \"$T/lists/block.list\"; wan = [ ];|" \
		$T/etc/conf.d/10.conf
	check ": and is read again" ask reload
else
	skip "files out of reach" "no Landlock here"
fi

task_of() { # NAME: of a thread
	grep -lx "$1" /proc/"$(pid_of_cordond)"/task/*/comm | cut -d/ -f5
}
for thread in worker-0 writer cordond-aside; do
	if [ "$thread" != worker-0 ]; then
		start "it starts again"
	fi
	check "$thread is made to run a program" \
		"$BUILD/tests/netns/inject" "$(task_of $thread)"
	ended
	check ": which ends all of it, by SIGSYS" test $? -eq 159
	check "addresses are still refused" fails_fast http x.example $LISTED4
done

# --- where there is nothing to confine it ----------------------------------

gw "$BUILD/tests/netns/unconfined" "$BUILD/cordond" -c $CONF \
	>$T/unconfined.log 2>&1 &
daemon=$!
check "without seccomp and landlock it starts" wait_for 10 alive
check ": and says that one is missing" \
	grep -q 'sandbox: no filter of system calls: ' $T/unconfined.log
check ": and the other" grep -q 'sandbox: no landlock.*: ' $T/unconfined.log
PATTERN='"sandbox":\{"seccomp":false,"landlock":0\}'
check ": and in its status" says status
check ": and judges" refused first.example
check "it stops" stop_cordond
ended
check ": and it ends well" test $? -eq 0

# --- as root, who owns all it writes ----------------------------------------

sed -i 's/^user = .*/user = "";/' $T/kept/cordon.conf
chown -R 0:0 /run/cordon $T/state $T/log
start "it starts, staying root"
check ": in the sandbox" test "$(threads Seccomp)" = 2
check "a local rule for two seconds" cordon block short.example --for 2s
check ": holds" refused short.example
check ": and is over by itself" wait_for 8 https short.example $OPEN4
check "an exception for two seconds" cordon except add --client 10.1.0.2 \
	--vendor kaspersky --for 2s --reason test
check ": is over by itself" wait_for 8 refused www.kaspersky.com
check "an unconfirmed mode" ask mode observe confirm 1s
check ": is over by itself" wait_for 5 refused first.example
check "a lasting mode" ask mode enforce
echo fourth.example >>$T/kept/block.list
kill -HUP "$(pid_of_cordond)"
check "as root it reads on SIGHUP" wait_for 5 refused fourth.example
check ": and it stops" stop_cordond
ended
check ": and it ends well" test $? -eq 0

check "with on_stop open" \
	sh -c "echo 'on_stop = \"open\";' >>$T/kept/cordon.conf"
start ": it starts"
check "it stops" stop_cordond
ended
check ": and it ends well" test $? -eq 0
refute ": and takes its table along" 'No such file' \
	gw nft list table inet cordon
check ": and its socket" test ! -e /run/cordon/control.sock
kill $manager
done_testing
