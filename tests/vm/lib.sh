# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# TAP for what runs in the machine.

tests=0
export LC_ALL=C NO_COLOR=1 SYSTEMD_COLORS=0 PAGER=cat

# check "what" COMMAND...: the command must succeed; its output is shown if it
# does not.
check() {
	local what=$1 out
	shift
	tests=$((tests + 1))
	if out=$("$@" 2>&1); then
		echo "ok $tests - $what"
	else
		echo "not ok $tests - $what"
		printf '%s\n' "$*" "$out" | cut -c1-300 | sed 's/^/# /' |
			tail -n 20
	fi
}

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.1
	done
}

# says PATTERN COMMAND...
says() {
	local pattern=$1 out
	shift
	out=$("$@" 2>&1)
	grep -qE "$pattern" <<<"$out" || {
		echo "$out"
		return 1
	}
}

done_testing() {
	echo "1..$tests"
}
