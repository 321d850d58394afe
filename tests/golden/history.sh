#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The history has each line of the log once: whatever was rotated, sealed or
# damaged, it is what one run over all of it makes (killed.sh: and killed).

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json
SEALED=$dir/log/sealed
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
for table in hour_client day_client all_client day_target day_party \
	hour_party; do
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
COPY=$dir/state/history-$(date -u +%Y-%m).db
[ "$(stat -c %a "$COPY")" = 640 ] &&
	[ "$(find "$dir/state" -name 'history*' | wc -l)" -eq 5 ]
result $? "there is a copy of this month"
settle
printf 'no database at all, and no good' | dd of="$DB" conv=notrunc status=none
cordon log index && grep -qF "was damaged; it goes on from $COPY" "$dir/err"
result $? "a damaged one is set aside"
same ": and goes on from the copy"
[ "$(find "$dir/state" -name 'history.db.damaged-*' | wc -l)" -eq 1 ]
result $? ": the old one is still there"
rm "$dir/state"/history.db.damaged-*
settle
printf 'no database at all, and no good' | dd of="$DB" conv=notrunc status=none
printf 'no copy either, whatever it is called' | dd of="$COPY" conv=notrunc status=none
cordon log index && grep -q 'was damaged; it is made anew' "$dir/err"
result $? "with a damaged copy"
same ": it is made anew"
rm -rf "$dir/state"/history*
cordon log index
# Its log of writes is of no use to the copy.
[ -s "$DB-wal" ] && rm "$DB"
cordon log index && grep -qF "was gone; it goes on from $COPY" "$dir/err"
result $? "one that is gone"
same ": goes on from the copy"
# What retention took is in the copy alone.
rm "$SEALED"/*.zst "$DB"*
cordon log index
same ": also what no sealed file has any more"
# A month that is to come was made by a wrong clock.
cp "$COPY" "$dir/state/history-2099-01.db"
cp "$COPY" "$dir/state/history-2001-01.db"
cp "$COPY" "$dir/state/history-2002-01.db"
rm "$COPY"
cordon log index && [ -e "$COPY" ] && [ -e "$dir/state/history-2002-01.db" ] &&
	[ "$(find "$dir/state" -name 'history-*.db' | wc -l)" -eq 2 ]
result $? ": two are kept, none of a month to come"

# A page in the middle, which nobody reads: it is found within a day.
for page in 3 40 100; do
	start_anew
	cp "$dir/all" "$LOG"
	cordon log index
	rm "$dir/state"/history-*.db
	settle
	dd if=/dev/urandom of="$DB" bs=4096 seek=$page count=1 conv=notrunc \
		status=none
	rm "$dir/state/index.state"
	cordon log index && grep -q 'damaged' "$dir/err"
	result $? "page $page overwritten is found"
	cordon log index
	same ": and it is made anew"
done

# What was in force, and when nothing was: of one line after the other the same
# as of all at once.
own() { # SECOND SEQ FIELDS
	printf '{"timestamp":"2026-07-%02dT%02d:%02d:%02d.000000+0000","event_type":"cordon","cordon":{"gateway":"gw","stream":"%s","seq":%d,%s}}\n' \
		$((1 + $1 / 86400)) $(($1 / 3600 % 24)) $(($1 / 60 % 60)) \
		$(($1 % 60)) "$STREAM" "$2" "$3"
}
force() { # MODE GENERATION OF-ZTE
	printf '"mode":"%s","vendors":[{"id":"huawei","mode":"enforce"},{"id":"zte","mode":"%s"}],"generation":%s,"digest":"d%s"' \
		"$1" "$3" "$2" "$2"
}
# Of another stream, days apart: what makes all of it worth a write.
worth() { # N
	local STREAM=ffeeddccbbaa99887766554433221100
	own $((200000 * $1)) $((2 * $1)) '"event":"note"'
	own $((200000 * $1 + 100000)) $((2 * $1 + 1)) '"event":"note"'
}
all() {
	own 1000 1 "\"event\":\"start\",$(force enforce 7 observe)"
	own 1200 2 '"event":"lost","lost":40,"why":"disk"'
	own 1300 3 "\"event\":\"mode\",$(force enforce 7 enforce)"
	own 1500 4 '"event":"unjudged","outcome":"unjudged","passed":2,"refused":3'
	own 1600 5 "\"event\":\"repair\",\"away_ms\":17,$(force enforce 7 enforce)"
	own 1700 6 "\"event\":\"stop\",$(force enforce 7 enforce)"
	own 1701 7 '"event":"lost","lost":2,"why":"ring"'
	own 2000 8 "\"event\":\"start\",$(force observe 8 enforce)"
	own 2300 9 "\"event\":\"alive\",$(force observe 8 enforce)"
	own 3600 10 "\"event\":\"start\",$(force observe 8 enforce)"
	own 3900 11 "\"event\":\"alive\",$(force observe 8 enforce)"
	own 7800 12 "\"event\":\"alive\",$(force observe 8 enforce)"
	own 7500 13 "\"event\":\"alive\",$(force observe 8 enforce)"
}
cover() {
	python3 -c 'import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute("SELECT since / 1000000 - "
	"1782864000, until / 1000000 - 1782864000, mode, generation, digest, "
	"vendors, ended, lost, passed, refused, away FROM coverage WHERE "
	"stream = ? ORDER BY seq", sys.argv[2:]): print(*row)' "$DB" "$STREAM"
}
cat >"$dir/cover" <<'END'
1000 1300 enforce 7 d7 huawei=enforce zte=observe change 40 0 0 0
1300 1701 enforce 7 d7 huawei=enforce zte=enforce stop 2 2 3 17
2000 2300 observe 8 d8 huawei=enforce zte=enforce killed 0 0 0 0
3600 3900 observe 8 d8 huawei=enforce zte=enforce silence 0 0 0 0
7800 7800 observe 8 d8 huawei=enforce zte=enforce clock 0 0 0 0
7500 7500 observe 8 d8 huawei=enforce zte=enforce  0 0 0 0
END
start_anew
{ all; worth 1; } >"$LOG"
cordon log index && cover | diff "$dir/cover" - >"$dir/diff"
result $? "each vendor's mode, the generation, what was lost, why it ended"
start_anew
for ((i = 1; i <= 13; i++)); do
	{ all | sed -n "${i}p"; worth $i; } >>"$LOG"
	cordon log index
done
cover | diff "$dir/cover" - >"$dir/diff"
result $? ": the same of line after line"

# A history of the version before: what it has stays, what it had not written
# down is not known.
python3 - "$DB" <<'END'
import sqlite3, sys
d = sqlite3.connect(sys.argv[1])
d.execute("DELETE FROM coverage WHERE seq > 2")
d.execute("UPDATE coverage SET until = until - 1000000 * 100")
d.execute("DELETE FROM notice WHERE seq > 2")
d.execute("UPDATE position SET seq = 2 WHERE stream LIKE '0011%'")
d.execute("UPDATE position SET seq = seq - 2 WHERE stream LIKE 'ffee%'")
d.execute("DELETE FROM place")
for column in ("digest", "vendors", "ended", "told", "lost", "folded",
               "passed", "refused", "away"):
    d.execute("ALTER TABLE coverage DROP COLUMN " + column)
d.execute("DROP TABLE hour_party")
d.execute("PRAGMA user_version = 1")
d.commit()
END
rm -f "$DB-wal" "$DB-shm"
cordon log index && [ ! -s "$dir/err" ] &&
	[ "$(number 'PRAGMA user_version')" -gt 1 ] &&
	[ "$(number "SELECT count(*) FROM coverage WHERE stream LIKE '0011%'")" = 6 ] &&
	[ "$(number "SELECT until / 1000000 - 1782864000 FROM coverage WHERE
		seq = 1 AND vendors IS NULL AND ended = 'change'")" = 1300 ]
result $? "one of the version before is taken over"
[ "$(number 'SELECT sum(n) FROM hour_party')" = \
	"$(number 'SELECT sum(n) FROM hour_client')" ]
result $? ": with sums that were not kept then"
cover | sed 1d >"$dir/got" && sed 1d "$dir/cover" | diff - "$dir/got" >"$dir/diff"
result $? ": and goes on"

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
