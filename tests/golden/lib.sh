# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# TAP for suites that only run commands and read what they print: source this
# first. A folder of the suite's own, $dir, goes with it; what a failed command
# left there in diff, out or err is shown. UPDATE=1 writes golden files anew.

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
BUILD=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export TZ=UTC LC_ALL=C COLUMNS=200
n=0 failures=0

result() { # STATUS WHAT
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		failures=$((failures + 1))
		echo "not ok $n - $2"
		head -qn 20 "$dir"/{diff,out,err} 2>/dev/null |
			cut -c1-300 | sed 's/^/# /'
	fi
}

skip() { # WHAT REASON
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# The last line of a suite.
finish() {
	echo "1..$n"
	[ "$failures" -eq 0 ]
}
