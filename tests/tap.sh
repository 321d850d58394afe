# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# TAP for suites in shell; the lib.sh of each kind of suite sources it, and
# tests/golden/tap.sh shows that all of it fails when it should.
#
# A name is printed behind that of the suite. One that begins with ": " or ", "
# goes on with the last that does not, so that each can be read alone:
#	check "a list that shrinks" status_is 65 cordon sync
#	check ": is held back" state_is x "s['verdict'] == 'shrunk'"

tests=0
failures=0
about=${0##*/}		# what all tests of the suite are about
about=${about%.sh}
subject=$about
checking=		# inside of a test, whose failure is told anyway

name_it() { # WHAT: what a test is called, into $what
	what=$1
	case $what in
	": "* | ", "*) what=$subject$what ;;
	*) subject=${about:+$about: }$what what=$subject ;;
	esac
}

ok() {
	local what
	name_it "$*"
	tests=$((tests + 1))
	echo "ok $tests - $what"
}

not_ok() {
	local what
	name_it "${*//[$'\n\t']/ }"
	tests=$((tests + 1))
	failures=$((failures + 1))
	echo "not ok $tests - $what"
}

# skip WHAT REASON: a test cannot run here, which "make check" lists.
skip() {
	ok "$1 # SKIP $2"
	note_skip "$1: $2"
}

note_skip() {
	[ -z "${CORDON_SKIPS-}" ] ||
		echo "$(basename "$0"): $*" >>"$CORDON_SKIPS"
}

# can WHAT REASON COMMAND...: does it succeed? If not, WHAT is skipped.
can() {
	"${@:3}" >/dev/null 2>&1 || { skip "$1" "$2"; return 1; }
}

# explain LINE...: what failed and what it printed; on stderr, where prove lets
# it through.
explain() {
	printf '%s\n' "$@" | cut -c1-400 |
		sed "s|^|# $(basename "$0"): $tests: |" | head -20 >&2
}

# check WHAT COMMAND...: the command must succeed; its output is shown if it
# does not.
check() {
	local what=$1 out checking=1
	shift
	if out=$("$@" 2>&1); then
		ok "$what"
	else
		not_ok "$what"
		explain "$*" "$out"
	fi
}

# refute WHAT EXPECTED COMMAND...: the command must fail, and just so. EXPECTED
# is an exit status, or words (grep -E) of what a program says that failed by
# itself: one that is missing or crashes does not.
refute() {
	local what=$1 expected=$2 out status checking=1
	shift 2
	out=$("$@" 2>&1)
	status=$?
	if failed_as "$expected" $status "$out"; then
		ok "$what"
	else
		not_ok "$what"
		explain "$*" "status $status, expected: $expected" "$out"
	fi
}

failed_as() { # EXPECTED STATUS OUTPUT
	case $1 in
	'') return 1 ;;
	*[!0-9]*)
		[ "$2" -gt 0 ] && [ "$2" -lt 126 ] &&
			grep -qE -e "$1" <<<"$3" ;;
	*) [ "$2" -eq "$1" ] && [ "$2" -ne 0 ] ;;
	esac
}

# prints PATTERN COMMAND...: it succeeds, and a line of it is like this
# (grep -E). omits: it succeeds, and no line is.
prints() {
	local pattern=$1 out status
	shift
	out=$("$@" 2>&1)
	status=$?
	echo "$out"
	[ $status -eq 0 ] && grep -qE -e "$pattern" <<<"$out"
}
omits() {
	local pattern=$1 out status
	shift
	out=$("$@" 2>&1)
	status=$?
	echo "$out"
	[ $status -eq 0 ] && ! grep -E -e "$pattern" <<<"$out"
}

# lacks PATTERN FILE: the file is there and has lines, none of them like this.
lacks() {
	grep -q . "$2" || { echo "nothing in $2"; return 1; }
	! grep -E -e "$1" "$2"
}

# exits STATUS COMMAND...
exits() {
	local want=$1 status
	shift
	"$@"
	status=$?
	[ $status -eq "$want" ] || echo "status $status, not $want"
	[ $status -eq "$want" ]
}

# skip_all REASON: the suite cannot run here, which "make check" lists.
skip_all() {
	note_skip "$*"
	echo "1..0 # SKIP $*"
	exit 0
}

# needs COMMAND...: a suite of what not every distribution has.
needs() {
	local c
	for c; do
		command -v "$c" >/dev/null || skip_all "$c is not here"
	done
}

# long SHORT LONG: how much is done of what takes long by its nature; "make
# soak" and "make long" do more of it than "make check".
long() {
	if [ -n "${SOAK-}" ]; then echo "$2"; else echo "$1"; fi
}

# give_up WHAT: without that nothing of the suite makes sense.
give_up() {
	not_ok "$*"
	end_tests
	exit 1
}

# The plan; fails if a test did.
end_tests() {
	[ "$tests" -gt 0 ] || not_ok "there are tests"
	echo "1..$tests"
	[ "$failures" -eq 0 ]
}

# --- waiting -------------------------------------------------------------

now_ms() {
	local t=$EPOCHREALTIME
	echo $((${t/./} / 1000))
}

# By how much slower than others a machine is, an emulated one say: what is
# waited for may take as much longer.
SLOW=${SLOW:-1}
SOON_MOST=4000

# wait_for SECONDS COMMAND...: until it succeeds; on a busy machine up to four
# times as long. Where no test looks at how it ends, in vain is a failure.
wait_for() {
	local seconds=$1 end=$(($(now_ms) + $1 * 4000 * SLOW))
	shift
	until "$@" >/dev/null 2>&1; do
		if [ "$(now_ms)" -ge "$end" ]; then
			[ -n "$checking" ] ||
				not_ok "within $seconds seconds: $*"
			return 1
		fi
		sleep 0.02
	done
}

# within MS COMMAND...: must fail or succeed within this time; returns 99 if
# it took longer, else the command's status.
within() {
	local limit=$(($1 * SLOW))
	shift
	timed $limit "$@"
}

# The same on a machine however slow.
timed() {
	local limit=$1 start status took
	shift
	start=$(now_ms)
	"$@"
	status=$?
	took=$(($(now_ms) - start))
	echo "took $took ms, status $status"
	[ "$took" -le "$limit" ] || return 99
	return $status
}

# soon MS COMMAND...: as within, but on a busy machine it may take another try
# or two with more time each, $SOON_MOST at most. What waits for a timeout, of 5
# seconds mostly, is never that fast.
soon() {
	local limit=$(($1 * SLOW)) status=99
	shift
	for _ in 1 2 3 4; do
		timed "$limit" "$@"
		status=$?
		[ $status -eq 99 ] || break
		limit=$((2 * limit < SOON_MOST ? 2 * limit : SOON_MOST))
	done
	return $status
}
