#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon-eve(5) has every field that is written, and none that is not: against
# the lines of test_eve, which knows all kinds of events, and of captures.
# tests/netns/lib.sh does the same with every log that a daemon writes.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
PAGE=packaging/man/cordon-eve.5

EVE_LINES=$dir/lines "$BUILD/tests/unit/event/test_eve" >/dev/null
result $? "there are events"
"$BUILD/cordon" -c tests/fuzz/cordon.conf inspect --json \
	tests/fuzz/corpus/capture/* 2>/dev/null >"$dir/captured"
python3 tests/golden/fields.py $PAGE EVENTS <"$dir/captured" >"$dir/out"
result $? "the fields of captures' events are in the manual"
cat "$dir/captured" >>"$dir/lines"
cat >"$dir/conf" <<END
mode = "enforce";
catalogue = "$PWD/ruleset/vendors";
local_catalogue = "$dir/none";
allow_list = "$dir/none";
protect_list = "$dir/none";
state = "$dir/state";
block_list = "$dir/block.list";
log = { file = "$dir/eve.json"; };
END
echo one-4.example.org >"$dir/block.list"
"$BUILD/cordon" -c "$dir/conf" except add --client 0.0.0.0/0 --vendor local \
	--for 1d --reason test >"$dir/out" 2>"$dir/err" &&
	"$BUILD/cordon" -c "$dir/conf" inspect --json \
		tests/captures/curl.pcap >>"$dir/lines" 2>"$dir/err"
result $? "a captured connection is excepted"
python3 tests/golden/fields.py $PAGE EVENTS --all <"$dir/lines" >"$dir/out"
result $? ": and those of all kinds, with no other"
"$BUILD/tests/unit/record/test_record" "$dir/lines" >"$dir/out"
result $? ": and are read in one pass, as JSON would be"
SCHEMA=packaging/schema/eve.schema.json
python3 tests/golden/schema.py $SCHEMA <"$dir/lines" >"$dir/out"
result $? ": and as the schema says"
sed 's/"outcome":"[a-z-]*"/"outcome":"perhaps"/' "$dir/lines" |
	python3 tests/golden/schema.py $SCHEMA >"$dir/out"
[ $? -eq 1 ]
result $? ": which knows another outcome"
sed -n '/^\.Sh EXAMPLES/,$p' $PAGE | sed -n '/^{/,/^\.Ed/p' |
	sed 's/^\.Ed//' | python3 -c 'import json, sys
for text in sys.stdin.read().strip().split("\n\n"):
    print(json.dumps(json.loads(text), separators=(",", ":")))' >"$dir/examples"
head -1 "$dir/examples" |
	python3 tests/golden/fields.py $PAGE EVENTS >"$dir/out" &&
	head -1 "$dir/examples" |
	python3 tests/golden/schema.py $SCHEMA >"$dir/out" &&
	tail -1 "$dir/examples" |
	python3 tests/golden/fields.py $PAGE REGISTER >"$dir/out"
result $? "the examples of the manual have its form"

words=$(cat nfq/*.c nfq/*/*.c tools/*.c tools/*/*.c | tr -d '\n' |
	grep -o 'audit_\(write\|change\)([^;]*' | sed -n 's/^[^"]*, "\([a-z]*\)",.*/\1/p' |
	sort -u)
[ "$(wc -w <<<"$words")" -ge 9 ]
result $? "the register has events"
for word in $words block allow protect; do
	sed -n '/^\.Sh REGISTER/,/^\.Sh FILES/p' $PAGE |
		grep -q "^\.It Cm.*\b$word\b"
	result $? "the register's $word is in the manual"
done
for word in $(sed -n 's/.*\.word = "\([a-z_]*\)".*/\1/p' nfq/judge/reason.c |
	grep -vx rule); do
	grep -q "\b$word\b" $PAGE
	result $? "the policy $word is in the manual"
done
for word in $(grep -o '_match = "[a-z-]*"' nfq/inspect/protocol.c |
	cut -d'"' -f2) \
	$(sed -n 's/.*match_type = "\([a-z]*\)".*/\1/p' nfq/event/meaning.c); do
	grep -q "\b$word\b" $PAGE
	result $? "the match $word is in the manual"
done

finish
