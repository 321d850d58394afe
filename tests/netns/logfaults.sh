#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Somebody takes the log away from under the daemon, or its socket: what is lost
# is counted and told until all is well, and then it goes on by itself.
. "$(dirname "$0")/lib.sh"

lab_up
start_web 8080 443
config_is ''
check "cordond starts" start_cordond

lost() { ask status | sed 's/.*"written":[0-9]*,"lost":\([0-9]*\).*/\1/'; }
is_told() { ask status | grep -q "\"error\":\"$1\""; }
is_well() { ! ask status | grep -q '"error":"'; }
refused() { fails_fast https "$1.kaspersky.com" $OPEN4; }
is_written() { has_event "e['tls']['sni'] == '$1.kaspersky.com'"; }
loses() { [ "$(lost)" -gt "$before" ]; }
doctor() { gw "$BUILD/cordon" -c $CONF doctor; }

check "a refusal" refused first
check ": is written" is_written first

mv $T/log $T/moved
check "the folder is moved" wait_for 3 is_told 'No such file or directory'
before=$(lost)
check ": a refusal" refused second
check ": is counted as lost" wait_for 3 loses
check ": status says so" prints 'log .*No such file' \
	gw "$BUILD/cordon" -c $CONF status
doctor >$T/doctor
check ": so does the doctor" grep -qE 'FAIL.*(log|event)' $T/doctor
check ": and what changes is told in the journal" ask mode observe
check ": so" grep -q 'not registered: mode' $T/cordond.log
ask mode enforce >/dev/null
before=$(lost)
for i in 1 2 3 4 5; do https gone$i.kaspersky.com $OPEN4; done 2>/dev/null
has_lost() { [ $(($(lost) - before)) -ge 5 ]; }
check ": each of five more is counted" wait_for 3 has_lost
mv $T/moved $T/log
check "moved back" wait_for 3 is_well
check ": a refusal" refused third
check ": is written again, by itself" is_written third

rm $EVE
check "the file is removed" wait_for 3 test -e $EVE
check ": a refusal" refused fourth
check ": is written into a new one" is_written fourth

rm $EVE
mkfifo $EVE
check "a pipe in its place" wait_for 3 is_told 'No such device or address'
check ": names are judged all the same" refused fifth
rm $EVE
check ": removed" wait_for 3 is_well

echo other >$T/log/other && mv $T/log/other $EVE
check "another file in its place: a refusal" refused seventh
check ": is written behind what is there" grep -q other $EVE
check ": is there" wait_for 3 grep -q seventh.kaspersky.com $EVE
rm $EVE

rm /run/cordon/control.sock
check "the control socket is removed: it is there again" wait_for 3 ask status
check ": as the daemon says" grep -q 'control.sock was removed' $T/cordond.log
check "it stops" stop_cordond

# --- another folder -----------------------------------------------------------

# What a sandboxed process may write into is the folder of then: where a manager
# keeps its queues the next process takes over.
check "cordond starts under a manager" manage
pid=$(pid_of_cordond)
rm -r $T/log
mkdir $T/log
check "the folder is removed and made anew: so is the log" \
	wait_for 10 test -e $EVE
# Unconfined, as with a sanitizer, it needs no other.
grep -q 'no landlock' $T/cordond.log ||
	check ": by another process" test "$(pid_of_cordond)" != "$pid"
check ": a refusal" wait_for 5 refused sixth
check ": is written" is_written sixth
check ": all is well" wait_for 5 is_well
check "it stops" stop_cordond
done_testing
