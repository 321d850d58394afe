#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon inspect over small captures of every form: what it prints is in
# inspect.names and inspect.table. UPDATE=1 writes them anew.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

inspect() {
	"$BUILD/cordon" -c tests/fuzz/cordon.conf inspect "$@" \
		tests/fuzz/corpus/capture/*
	echo "exit $?"
}

compare() { # NAME WHAT
	[ -z "${UPDATE-}" ] || cp "$dir/$1" "tests/golden/inspect.$1"
	diff -u "tests/golden/inspect.$1" "$dir/$1" >"$dir/diff"
	result $? "$2"
}

inspect --names >"$dir/names" 2>&1
compare names "the names of each form, and why some end"
# The catalogue changes, so its lines are left out.
inspect 2>&1 | sed 's/\.conf:[0-9]*$/.conf:LINE/' >"$dir/table"
compare table "what would be blocked"
inspect --answers >"$dir/answers" 2>/dev/null
compare answers "what DNS answers say"
inspect --json >"$dir/json" 2>/dev/null
inspect --json 2>/dev/null | cmp -s - "$dir/json" && [ -s "$dir/json" ]
result $? "the events are the same each time"
! LC_ALL=C grep -q $'[^ -~\t]' "$dir/names" "$dir/table" "$dir/json"
result $? "no name can do anything to a terminal"
grep -v ^exit "$dir/json" |
	python3 -c 'import json, sys; [json.loads(l) for l in sys.stdin]'
result $? "each event is a line of JSON"
"$BUILD/cordon" -c tests/fuzz/cordon.conf inspect --names - \
	<tests/fuzz/corpus/capture/pcapng | grep -q www.example.org
result $? "from standard input"
here=$(realpath "$BUILD/cordon")
(cd / && "$here" inspect --names -) <tests/fuzz/corpus/capture/pcapng |
	grep -q www.example.org
result $? "from a clone, without any configuration"
"$BUILD/cordon" -c tests/fuzz/cordon.conf inspect /nonexistent \
	>"$dir/out" 2>"$dir/e"
result $(($? != 66)) "a file that is not there"
grep -q '/nonexistent: No such file' "$dir/e"
result $? ": is named"
finish
