#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the suites are written with fails when it should: each helper of
# tests/tap.sh and of the lib.sh's that source it, in a suite of its own.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

# suite LIB TEXT: runs it; what it says is in out and err.
suite() {
	printf '. %s\n%s\n' "$1" "$2" >"$dir/suite.sh"
	env -u LAB -u LAB_TOP -u CORDON_SKIPS bash "$dir/suite.sh" \
		>"$dir/out" 2>"$dir/err"
}
# passes WHAT TEXT, fails WHAT TEXT: a suite of these lines, which says so in
# its status too; one that fails says what.
passes() {
	suite "${lib:-tests/tap.sh}" "$2"$'\n'"${end:-end_tests}" &&
		grep -q '^ok 1 - ' "$dir/out" && ! grep -q '^not' "$dir/out" &&
		grep -qx '1\.\.[1-9][0-9]*' "$dir/out"
	result $? "passes: $1"
}
fails() {
	suite "${lib:-tests/tap.sh}" "$2"$'\n'"${end:-end_tests}"
	[ $? -eq 1 ] && grep -q '^not ok [0-9]* - ' "$dir/out" &&
		grep -qx '1\.\.[1-9][0-9]*' "$dir/out"
	result $? "fails: $1"
}
says() { # WHAT PATTERN FILE: the last suite did
	grep -q -- "$2" "$dir/$3"
	result $? "$1"
}

# --- tests/tap.sh ------------------------------------------------------------

passes "check of what succeeds" 'check a true'
fails "check of what fails" 'check a false'
fails "check of a command that is missing" 'check a no-such-command'
says "and says which" 'no-such-command' err
fails "one of three" 'check a true; check b false; check c true'
fails "no test at all" ''
fails "a test that gives up" 'give_up "a"; check b true'
! grep -q ' b$' "$dir/out"
result $? "and goes no further"

passes "refute of the status expected" 'refute a 3 sh -c "exit 3"'
fails "refute of another status" 'refute a 3 sh -c "exit 4"'
fails "refute of what succeeds" 'refute a 1 true'
fails "refute of 0, which is no failure" 'refute a 0 true'
fails "refute of a command that is missing" 'refute a 1 no-such-command'
passes "refute of the words expected" \
	'refute a "no (room|space)" sh -c "echo no room; exit 1"'
passes "of those on standard error" \
	'refute a "no room" sh -c "echo no room >&2; exit 1"'
fails "refute of other words" 'refute a "no room" sh -c "echo full; exit 1"'
fails "refute of words, where it succeeds" 'refute a "no room" echo no room'
fails "refute of words that a shell says, as a command is missing" \
	'refute a "not found" no-such-command'
fails "refute of words, where it is killed" \
	'refute a room sh -c "echo room; kill -9 \$\$"'
fails "refute of nothing" 'refute a "" false'

passes "prints" 'check a prints "b.d" echo abcd'
fails "prints of another line" 'check a prints xyz echo abcd'
fails "prints by what fails" 'check a prints abcd sh -c "echo abcd; exit 1"'
passes "omits" 'check a omits xyz echo abcd'
passes "omits, where nothing is printed" 'check a omits . true'
fails "omits of a line that is printed" 'check a omits "b.d" echo abcd'
fails "omits by what fails" 'check a omits xyz false'
fails "omits by a command that is missing" 'check a omits xyz no-such-command'
passes "lacks" "echo abcd >$dir/f; check a lacks xyz $dir/f"
fails "lacks of a line that is there" "check a lacks abcd $dir/f"
fails "lacks of an empty file" "check a lacks xyz /dev/null"
fails "lacks of a file that is missing" "check a lacks xyz $dir/none"
passes "exits" 'check a exits 3 sh -c "exit 3"'
fails "exits with another status" 'check a exits 3 false'

passes "wait_for" 'wait_for 1 true; check a true'
fails "wait_for in vain, outside of a test" 'wait_for 0 false; check a true'
passes "wait_for in vain, which a test expects" \
	'refute a 1 wait_for 0 false'
fails "wait_for in vain, within a test" 'check a wait_for 0 false'
passes "within its time" 'check a within 20000 true'
fails "too late" 'check a within 10 sleep 0.1'
fails "within its time, but failed" 'check a within 20000 false'
fails "soon, but never so soon" 'SOON_MOST=20; check a soon 10 sleep 0.1'

passes "names" 'check "one" true; check ": two" true; check ", three" true'
[ "$(grep -c '^ok' "$dir/out")" -eq 3 ] && grep -qx 'ok 3 - suite: one, three' \
	"$dir/out"
result $? "one that goes on has the last whole one before it"
passes "skip" 'skip a "why not"'
says "with its reason" '^ok 1 - suite: a # SKIP why not$' out
passes "can of what is there" 'check a can b "not here" true'
fails "can of what is not" 'check a can b "not here" false'
suite tests/tap.sh 'CORDON_SKIPS=/dev/stderr
	! can a "not here" false && check b true; end_tests'
[ $? -eq 0 ] && grep -qx 'ok 1 - suite: a # SKIP not here' "$dir/out" &&
	grep -qx 'suite.sh: a: not here' "$dir/err"
result $? ", which is a skip, and listed"
suite tests/tap.sh 'needs true no-such-command; check a true'
[ $? -eq 0 ] && grep -qx '1..0 # SKIP no-such-command is not here' "$dir/out"
result $? "needs of a command that is missing skips the suite"

# --- tests/golden/lib.sh -----------------------------------------------------

lib=tests/golden/lib.sh end=finish
passes "result of 0" 'true; result $? a'
fails "result of 1" 'echo because >$dir/out; false; result $? a'
says "and shows what was printed" because err

# --- tests/netns/lib.sh ------------------------------------------------------

lib=tests/netns/lib.sh end=done_testing
if ! unshare "$([ "$(id -u)" -eq 0 ] || echo -r)" -nmpf true 2>/dev/null &&
	! unshare -nmpf true 2>/dev/null; then
	skip "fails_fast, has_event, no_event" "no namespaces of its own"
	finish
	exit
fi
passes "fails_fast" 'check a fails_fast sh -c "exit 7"'
fails "fails_fast of what succeeds" 'check a fails_fast true'
fails "fails_fast of a command that is missing" \
	'check a fails_fast no-such-command'
fails "fails_fast of one that is missing in a namespace" \
	'ip netns add gw; check a fails_fast gw no-such-command'
fails "fails_fast of a word that curl does not know" \
	'check a fails_fast curl --no-such-option'
fails "fails_fast of a timeout" \
	'SOON_MOST=20 FAST_MS=10; check a fails_fast sh -c "sleep 0.1; exit 7"'
fails "a laboratory that cannot be built" 'ip() { false; }; lab_up; check a true'
fails "stop_cordond where none is, outside of a test" \
	'stop_cordond; check a true'
fails "stop_cordond of one that has died, outside of a test" \
	'mkdir /run/cordon; echo 4000000 >/run/cordon/cordond.pid
	stop_cordond; check a true'
# shellcheck disable=SC2016 # for the suite
event='echo "{\"alert\":{\"metadata\":{\"vendor\":[\"acme\"]}}}" >$EVE;'
end=end_tests
passes "has_event" "$event check a has_event \"m['vendor'] == 'acme'\""
fails "has_event of another" "wait_for() { shift; \"\$@\"; }
	$event check a has_event \"m['vendor'] == 'zte'\""
passes "no_event" "$event check a no_event \"m['vendor'] == 'zte'\""
passes "no_event of a field that is not there" \
	"$event check a no_event \"m['exception'] == 'zte'\""
fails "no_event of one that is there" \
	"$event check a no_event \"m['vendor'] == 'acme'\""
fails "no_event by a condition with a mistake" \
	"$event check a no_event \"m['vendor'\""
fails "no_event without a log" 'rm -f $EVE; check a no_event True'
fails "no_event in a log that is damaged" \
	'echo "{" >$EVE; check a no_event False'
finish
