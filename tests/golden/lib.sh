# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# For suites that only run commands and read what they print: source this
# first. A folder of the suite's own, $dir, goes with it; what a failed command
# left there in diff, out or err is shown. UPDATE=1 writes golden files anew.

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
# shellcheck source=tests/tap.sh
. tests/tap.sh
BUILD=${BUILD:-build}
# In memory where that may be, as what is tested syncs what it writes.
parent=/dev/shm
[ "$(stat -f -c %T $parent 2>/dev/null)" = tmpfs ] && [ -w $parent ] ||
	parent=${TMPDIR:-/tmp}
dir=$(mktemp -d -p "$parent" cordon-test.XXXXXX) || give_up "a folder is made"
trap 'rm -rf "$dir"' EXIT
export TZ=UTC LC_ALL=C
unset COLUMNS

result() { # STATUS WHAT
	if [ "$1" -eq 0 ]; then
		ok "$2"
	else
		not_ok "$2"
		explain "$(head -qn 20 "$dir"/{diff,out,err} 2>/dev/null)"
	fi
}

# What was written last goes from the log of writes into the file.
settle() {
	python3 -c 'import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute("PRAGMA wal_checkpoint(TRUNCATE)")' "$DB"
}

# log_config_is [SETTINGS]: a configuration, $dir/conf, whose log is $LOG, and
# has these settings as well.
log_config_is() {
	cat >"$dir/conf" <<-END
	catalogue = "$PWD/ruleset/vendors"; local_catalogue = "$dir/none";
	state = "$dir/state"; run = "$dir/run";
	log = { file = "$LOG"; ${1-} };
	END
	mkdir -p "$dir/log" "$dir/state"
}

# take_tap COMMAND...: tests of another program, which prints TAP without a plan,
# as our own.
take_tap() {
	local good rest n=0
	while read -r good rest; do
		case $good in
		ok) ok "${rest#- }" ;;
		not) not_ok "${rest#ok - }" ;;
		*) explain "$rest" ;;
		esac
		n=$((n + 1))
	done < <("$@" 2>&1)
	[ $n -gt 0 ] || not_ok "$1 has tests"
}

# The last line of a suite.
finish() {
	end_tests
}
