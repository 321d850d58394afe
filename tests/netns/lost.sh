#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The folder of the state is lost: a gateway that enforced goes on enforcing, and
# says what has happened until somebody sets a mode again.
. "$(dirname "$0")/lib.sh"

lab_up
start_web 8080 443
user=
[ "$(id -u)" -ne 0 ] || [ "$(wc -l </proc/self/uid_map)" -ne 1 ] ||
	! grep -q ' 0 *4294967295$' /proc/self/uid_map || user=nobody
export CORDON_USER=$user
cp -r ruleset/vendors $T/catalogue
mkdir -p $T/etc/conf.d
echo "catalogue = \"$T/catalogue\";" >$T/etc/conf.d/catalogue.conf
MODE=observe config_is ''
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
first_line() { cordon status | head -n 1; }

# As the package has it.
[ -z "$user" ] || chown $user $T/log
check "cordond starts" start_cordond
check "it observes" http www.kaspersky.com $OPEN4
check "enforce" cordon mode enforce
check ": is written beside the log, too" grep -q enforce $T/log/mode.conf
check ": and nothing is said of it" omits lost first_line
check "it stops" stop_cordond
rm -rf $T/state
check "without its state: it starts" start_cordond
check ": and enforces" fails_fast http www.kaspersky.com $OPEN4
check ": and listed addresses" fails_fast http www.example.org $LISTED4
check ": says so first" prints 'state folder was lost.*enforce' first_line
check ": and in the journal" grep -q 'had lost the mode' $T/cordond.log
check ": as JSON" prints '"mode_recalled":true' cordon status --json
check "a reload" cordon reload
check ": changes nothing of it" prints 'was lost' first_line
check "a vendor's mode" cordon mode observe --vendor zte
check ": keeps that of all" fails_fast http www.example.org $LISTED4
check "the mode set anew" cordon mode enforce
check ": ends it" omits lost first_line
check ": in the state folder" grep -q enforce $T/state/mode.conf
check "it stops" stop_cordond
rm -rf $T/state $T/log/mode.conf
check "with neither: it starts" start_cordond
check ": as it is configured" http www.kaspersky.com $OPEN4
check "it stops" stop_cordond
done_testing
