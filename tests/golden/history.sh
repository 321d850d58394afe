#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The history has each line of the log once: whatever was rotated, sealed or
# damaged, it is what one run over all of it makes (killed.sh: and killed).

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json
DB=$dir/state/history.db
STREAM=00112233445566778899aabbccddeeff

cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" >"$dir/out" 2>"$dir/err"; }
start_anew() {
	rm -rf "$dir/log" "$dir/state"
	mkdir -p "$dir/log" "$dir/state"
}
# All that is in it, with words for numbers.
dump() { python3 tests/golden/dump.py "$DB"; }
same() { # WHAT: the dump is that of one run
	dump >"$dir/got" && [ -s "$dir/got" ] &&
		diff "$dir/want" "$dir/got" >"$dir/diff"
	result $? "$1"
}
# An independent count of all that there is.
count() {
	python3 - "$dir/all" <<-'END'
	import json, sys
	n = 0
	for line in open(sys.argv[1]):
	    try:
	        e = json.loads(line)
	    except ValueError:
	        continue
	    if e["event_type"] == "alert":
	        n += e["alert"]["context"].get("repeat", 1)
	print(n)
	END
}
number() { # SQL
	python3 -c 'import sqlite3, sys
print(sqlite3.connect("file:%s?mode=ro" % sys.argv[1],
	uri=True).execute(sys.argv[2]).fetchone()[0])' "$DB" "$1"
}

log_config_is
"$BUILD/tests/bench/events" 16000 20 80 >"$dir/events"
{ sed -n 1,6000p "$dir/events"; echo 'not an event'
	echo '{"timestamp":"2026-07-07T16:00:00.100000+0000","event_type":"cordon","cordon":{"stream":"'$STREAM'","seq":6001,"event":"mode","detail":"it'"'"'s enforced; now","mode":"enforce","generation":7}}'
	sed -n '6001,$p' "$dir/events" | awk -F'"seq":' '{
		split($2, a, ","); sub("\"seq\":" a[1] ",",
		"\"seq\":" a[1] + 1 ","); print }'
} >"$dir/all"

start_anew
cp "$dir/all" "$LOG"
cordon log index && dump >"$dir/want" && [ -s "$dir/want" ]
result $? "one run over all of it"
[ "$(number 'SELECT sum(n) FROM day_fact')" = "$(count)" ]
result $? ": has as many events as there are"
for table in hour_client day_client all_client day_target day_party; do
	[ "$(number "SELECT sum(n) FROM $table")" = "$(count)" ]
	result $? ": so has $table"
done
grep -q "it's enforced; now" "$dir/want" &&
	[ "$(number 'SELECT sum(n) FROM broken')" = 1 ]
result $? ": the line about cordon, and the one that is none"
[ "$(number 'SELECT count(*) FROM coverage')" -ge 2 ]
result $? ": since when what was in force"
[ "$(stat -c %a "$DB" "$DB-wal" "$DB-shm" | sort -u)" = 640 ]
result $? ": and its group may read it"
cordon log index
same "a second run adds nothing"

start_anew
sed -n 1,7500p "$dir/all" >"$LOG"
cordon log index
sed -n 7501,9000p "$dir/all" >>"$LOG"
mv "$LOG" "$LOG.1"
sed -n 9001,13500p "$dir/all" >"$LOG"
touch -d '1 hour ago' "$LOG.1"
cordon log index
result $? "rotated in the middle, and sealed"
mv "$LOG.1" "$LOG.2"
mv "$LOG" "$LOG.1"
touch -d '1 hour ago' "$LOG.1"
sed -n '13501,$p' "$dir/all" >"$LOG"
rm "$LOG.2"
cordon log index
same ": the same in pieces"
[ "$(number 'SELECT count(*) FROM frame')" = "$((9000 / 256 + 1 + 4500 / 256 + 1))" ]
result $? ": with the frames of what is sealed"

start_anew
sed -n 1,9000p "$dir/all" >"$LOG.2"
sed -n 9001,13500p "$dir/all" | gzip >"$LOG.1.gz"
sed -n '13501,$p' "$dir/all" >"$LOG"
touch -d '1 hour ago' "$LOG.2" "$LOG.1.gz"
cordon log index
same "with a packed file between"
rm -r "$dir/state"
mkdir "$dir/state"
rm "$LOG.2" "$LOG.1.gz"
cordon log index
same "made anew of sealed files"
printf 'no database at all, and no good' | dd of="$DB" conv=notrunc status=none
cordon log index && grep -q 'was damaged; it is made anew' "$dir/err"
result $? "a damaged one is set aside"
same ": and made anew"
[ "$(find "$dir/state" -name 'history.db.damaged-*' | wc -l)" -eq 1 ]
result $? ": the old one is still there"

# More than a client may bring in.
start_anew
head -1 "$dir/events" | python3 -c '
import re, sys
line = sys.stdin.read()
for i in range(1, 20001):
    print(re.sub(r"reputation25", "n%d" % i,
          re.sub(r"\"seq\":1,", "\"seq\":%d," % i, line)), end="")' >"$LOG"
sed 's/07-01T/07-03T/;s/"seq":1,/"seq":20001,/;s/"sni":"[a-z0-9.]*"/"sni":"last.example"/' \
	<(head -1 "$dir/events") >>"$LOG"
cordon log index
[ "$(number 'SELECT count(*) FROM target')" -le 258 ] &&
	[ "$(number 'SELECT max(n) FROM day_target')" -gt 19000 ]
result $? "a client's names beyond 256 a day count as others"
finish
