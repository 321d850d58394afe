#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The examples of cordon-list(5) are what it says: every format has one, is
# recognised, and means what stands below it.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
PAGE=packaging/man/cordon-list.5

python3 tests/golden/examples.py $PAGE "$dir"
# "json" is what no format is recognised in, "domain-set" what only its owner
# can tell from a plain list.
formats=$(sed -n 's/^\t\.word = "\([a-z0-9-]*\)",.*/\1/p' \
	ruleset/list/*.c | grep -vx domain-set)
[ "$(wc -w <<<"$formats")" -ge 21 ]
result $? "there are formats"
for word in $formats; do
	"$BUILD/cordon" lists parse "$dir/$word" >"$dir/out" 2>"$dir/err"
	diff -u "$dir/$word.want" "$dir/out" >"$dir/diff" &&
		grep -q ": format $word: " "$dir/err"
	result $? "the example of $word"
done
examples=$(cd "$dir" && printf '%s\n' *.want | sed 's/\.want$//' | sort)
[ "$examples" = "$(sort <<<"$formats")" ]
result $? ": and no other format is there"
for word in $(sed -n '/guard_words\[/,/^};/s/[^"]*"\([a-z-]*\)"[^"]*/\1 /gp' \
	ruleset/config/guard.c); do
	[ "$word" = ok ] || sed -n '/^\.Ss Guards/,/^\.Ss/p' $PAGE |
		grep -q "^\.It Cm.*\b$word\b"
	result $? "the guard $word is there"
done

finish
