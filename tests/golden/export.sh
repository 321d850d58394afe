#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# "cordon log export": the same events in each form, as "cordon log" has them.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json

cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" >"$dir/out" 2>"$dir/err"; }

log_config_is
"$BUILD/tests/bench/events" 1500 3 20 >"$dir/all"
head -1000 "$dir/all" >"$LOG.1"
tail -500 "$dir/all" >"$LOG"
touch -d '1 hour ago' "$LOG.1"
cordon log index
python3 - "$dir/all" >"$dir/want" <<'END'
import json, sys
for line in open(sys.argv[1]):
    e = json.loads(line)
    if e["event_type"] != "alert":
        continue
    if e["alert"]["metadata"]["vendor"][0] == "zte":
        print(e["cordon"]["seq"], e["src_ip"], e["alert"]["context"].get("repeat", 1))
END
[ -s "$dir/want" ]
result $? "there are events of a vendor"

cordon log export --format jsonl --vendor zte
[ $? -eq 0 ] && python3 -c 'import json, sys
for l in sys.stdin:
    e = json.loads(l)
    print(e["cordon"]["seq"], e["src_ip"], e["alert"]["context"].get("repeat", 1))' \
	<"$dir/out" | diff "$dir/want" - >"$dir/diff"
result $? "as lines of JSON"
grep -qxFf <(head -1 "$dir/out") "$dir/all"
result $? ": just as they were written"
cordon log export --format clickhouse --vendor zte &&
	awk -F'\t' '{ print $3, $9, $7 }' "$dir/out" |
	diff "$dir/want" - >"$dir/diff"
result $? "as rows with tabs"
[ "$(awk -F'\t' '{ print NF }' "$dir/out" | sort -u)" = \
	"$(grep -c '^\.It .* Ta ' packaging/man/cordon-eve.5)" ]
result $? ": with the columns that cordon-eve(5) has"
cordon log export --format sqlite "$dir/events.db" --vendor zte &&
	python3 -c 'import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute(
        "SELECT seq, client, n FROM events ORDER BY rowid"):
    print(*row)' "$dir/events.db" | diff "$dir/want" - >"$dir/diff"
result $? "as a database"
cordon log export --format sqlite "$dir/events.db"
[ $? -eq 73 ]
result $? ": not over a file that is there"
# The same twice: by the programs for jq, too.
if command -v jq >/dev/null; then
	for form in ecs ocsf; do
		cordon log export --format $form --vendor zte &&
			[ "$(wc -l <"$dir/out")" -eq "$(wc -l <"$dir/want")" ] &&
			jq -cS . "$dir/out" >"$dir/own"
		result $? "as documents of $form"
		cordon log export --format jsonl --vendor zte
		jq -cSf packaging/examples/cordon-$form.jq "$dir/out" |
			diff - "$dir/own" >"$dir/diff"
		result $? ": as jq makes them"
	done
else
	skip "as documents of ecs and ocsf" "jq is not here"
fi
cordon log export --format csv --vendor zte &&
	python3 -c 'import csv, sys
for row in csv.DictReader(sys.stdin):
    print(row["seq"], row["client"], row["n"])' <"$dir/out" |
	diff "$dir/want" - >"$dir/diff"
result $? "as CSV"
cp "$dir/out" "$dir/csv"
cordon log export --vendor zte && cmp -s "$dir/csv" "$dir/out"
result $? ": which is what comes of no format"
cordon log export --format clickhouse --vendor zte -n 7 &&
	awk -F'\t' '{ print $3, $9, $7 }' "$dir/out" |
	diff <(tail -7 "$dir/want") - >"$dir/diff"
result $? "the last of them"
cordon log export --format sqlite
[ $? -eq 64 ]
result $? "a database needs a file"
cordon log export --format xml
[ $? -eq 64 ] && grep -q clickhouse "$dir/err"
result $? "a format that it does not know"
finish
