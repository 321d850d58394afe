#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A disk with no room for what seals, fills the history, copies it and erases:
# each says so, leaves what was whole as it was, and goes on once there is room;
# and so do clocks that were wrong.
. "$(dirname "$0")/lib.sh"

DISK=$T/disk
STATE=$DISK/state
LOG=$DISK/log/eve.json
SEALED=$DISK/log/sealed
cordon() { "$BUILD/cordon" -c $CONF "$@"; }
config_of() { # SETTINGS
	cat >$CONF <<-END
	catalogue = "$PWD/ruleset/vendors"; local_catalogue = "$T/none";
	state = "$STATE"; run = "$T/run"; log = { file = "$LOG"; $1 };
	END
}
# start_anew BYTES: a disk of this size with 2,000 lines rotated and 1,000 not.
start_anew() {
	umount $DISK 2>/dev/null
	mkdir -p $DISK
	mount -t tmpfs -o size="$1" tmpfs $DISK
	mkdir -p $DISK/log $STATE
	sed -n 1,2000p $T/all >$LOG.1
	sed -n '2001,$p' $T/all >$LOG
	touch -d '1 hour ago' $LOG.1
}
fill_up() { # [FREE]: all but so many bytes
	rm -f $DISK/filler
	dd if=/dev/zero of=$DISK/filler bs=4096 2>/dev/null
	[ -z "${1-}" ] || truncate -s -"$1" $DISK/filler
}
dump() { python3 tests/golden/dump.py $STATE/history.db >$T/got; }
is_same() { dump && cmp $T/want $T/got && cordon log verify; }
is_whole() {
	python3 -c 'import sqlite3, sys
sys.exit(sqlite3.connect(sys.argv[1]).execute(
	"PRAGMA integrity_check").fetchone()[0] != "ok")' $STATE/history.db
}

"$BUILD/tests/bench/events" 3000 20 40 >$T/all
config_of ''
start_anew 64m
check "with room it is sealed and filled" cordon log index
dump
cp $T/got $T/want

for free in '' 4096 20000 60000 120000 200000 300000; do
	start_anew 8m
	fill_up $free
	# Whether that is enough or not.
	cordon log index >$T/said 2>&1
	status=$?
	echo "# $free bytes free: status $status, $(grep cordon: $T/said | head -1)"
	check "with ${free:-no} bytes free it ends well or says why" \
		test $status -eq 0 -o $status -eq 74
	[ $status -eq 0 ] || {
		check ": it does" grep -qE \
			'No space left on device|database or disk is full' $T/said
		refute ": doctor says so" 'FAIL +(archive|log) .*(No space|is full|0 % of the disk)' \
			cordon doctor archive log
		cordon status >$T/said 2>&1
		check ": and status" grep -qE \
			'nothing is sealed|the disk is full' $T/said
	}
	check ": what was written is whole" cordon log verify
	rm $DISK/filler
	check ": with room it goes on" cordon log index
	check ": to the same" is_same
	check ": nobody complains any more" omits 'FAIL|nothing is sealed' \
		sh -c "$BUILD/cordon -c $CONF doctor archive"
done

# --- erasing ------------------------------------------------------------------

who=$(grep -oE '"src_ip":"10.1.0.[0-9]{2}"' $T/all | sort | uniq -c | sort -n |
	tail -1 | cut -d'"' -f4)
left() { zstdcat $SEALED/*.zst | cat - $LOG $LOG.1 | grep -cF "\"$who\""; }
start_anew 64m
cordon log index >/dev/null
cordon log erase --client "$who" --confirm >/dev/null 2>&1
cordon log index >/dev/null
dump
cp $T/got $T/want
check "erased with room" test "$(left)" -eq 0
for free in '' 4096 40000 100000; do
	start_anew 8m
	cordon log index >/dev/null
	fill_up $free
	cordon log erase --client "$who" --confirm >$T/said 2>&1
	status=$?
	echo "# $free bytes free: status $status, $(grep cordon: $T/said | tail -1)"
	check "with ${free:-no} bytes free erasing ends well or says why" \
		test $status -eq 0 -o $status -eq 74
	check ": what there is is whole" is_whole
	check ": also what is sealed" cordon log verify
	rm $DISK/filler
	[ $status -eq 0 ] || check ": once more, with room" \
		cordon log erase --client "$who" --confirm
	check ": with room the next index does the rest" cordon log index
	check ": all of it" test "$(left)" -eq 0
	check ": and nothing else" is_same
done
umount $DISK

# --- clocks -------------------------------------------------------------------

# A clock that was ahead by ten years for a while, and one that began in 1970.
mkdir -p $DISK/log $STATE
python3 - $T/all >$T/stepped <<'STEPS'
import re, sys
for i, line in enumerate(open(sys.argv[1]), 1):
    year = "2036" if 1000 < i <= 1500 else "1970" if 2200 < i <= 2300 else "2026"
    sys.stdout.write(re.sub(r'"timestamp":"2026', '"timestamp":"' + year, line, 1))
STEPS
cp $T/stepped $LOG
check "lines of clocks that were wrong" cordon log index
dump
cp $T/got $T/want
count() { python3 -c 'import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute(
	"SELECT sum(n) FROM " + sys.argv[2]).fetchone()[0])' $STATE/history.db "$1"; }
events=$(python3 -c 'import json, sys
print(sum(json.loads(l)["alert"]["context"].get("repeat", 1) for l in sys.stdin))' \
	<$T/stepped)
for table in day_fact hour_client all_client day_target; do
	check ": all of them are in $table" test "$(count $table)" = "$events"
done
rm -r $DISK/log $STATE
mkdir -p $DISK/log $STATE
sed -n 1,1200p $T/stepped >$LOG.1
sed -n 1201,1700p $T/stepped >$LOG
# Rotated while the clock was ahead.
touch -d '10 years' $LOG.1
check "rotated by a clock that was ahead" cordon log index
check ": it is sealed now" test "$(zstdcat $SEALED/*.zst | wc -l)" -eq 1200
sed -n '1701,$p' $T/stepped >>$LOG
check ": and the rest" cordon log index
check ": to the same" is_same
cordon top --by vendor --csv | awk -F, 'NR > 1 { n += $2 + $3 + $4 + $5 } END { print n }' >$T/n
check "top counts all of them" grep -qx "$events" $T/n
check "log shows each" test "$(cordon log --csv | wc -l)" -eq 3001
rm -r $DISK/log $STATE

# --- who may only read --------------------------------------------------------

# A user of the log's group: no writer open, one open, nothing to be written.
adm=$(getent group adm | cut -d: -f3)
mkdir -p $DISK/log $STATE
chgrp "$adm" $DISK/log $STATE
chmod 2750 $DISK/log
chmod 0755 $STATE
sed -n 1,2000p $T/all >$LOG.1
sed -n '2001,$p' $T/all >$LOG
touch -d '1 hour ago' $LOG.1
chgrp "$adm" $LOG $LOG.1
chmod 0640 $LOG $LOG.1
config_of 'max_size = "1M";'
cordon log index >/dev/null
head -n 1 $T/all | sed 's/"seq":1,/"seq":3001,/' >>$LOG
as_reader() {
	setpriv --reuid 54321 --regid 54321 --groups "$adm" \
		"$BUILD/cordon" -c $CONF "$@"
}
as_nobody() {
	setpriv --reuid 54321 --regid 54321 --clear-groups \
		"$BUILD/cordon" -c $CONF "$@"
}
answers() { # WHO: what it is answered, and what of it goes to people
	for question in 'hosts --csv' 'top --by vendor --csv' 'top --by name --csv' \
			'log -n 50 --csv' "log --client $who --csv" 'log verify'; do
		# shellcheck disable=SC2086
		"$1" $question 2>&1 || echo "status $?: $question"
	done
}
answers cordon >$T/want
check "root is answered" test "$(wc -l <$T/want)" -gt 50
answers as_reader >$T/got
check "who is in group adm is answered the same" diff $T/want $T/got
python3 - $STATE/history.db <<'WRITER' &
import sqlite3, sys, time
d = sqlite3.connect(sys.argv[1])
d.execute("BEGIN IMMEDIATE")
d.execute("INSERT INTO broken VALUES ('x', 1, 0)")
time.sleep(600)
WRITER
writer=$!
busy() { ! python3 -c 'import sqlite3, sys
d = sqlite3.connect(sys.argv[1], timeout=0)
d.execute("BEGIN IMMEDIATE")' $STATE/history.db 2>/dev/null; }
wait_for 10 busy
answers as_reader >$T/got
check ": the same while it is written" diff $T/want $T/got
kill $writer
wait $writer 2>/dev/null
mount --bind $DISK $DISK && mount -o remount,bind,ro $DISK
answers as_reader >$T/got
check ": and where all is read-only" diff $T/want $T/got
answers cordon >$T/got
check ": for root, too" diff $T/want $T/got
umount $DISK
rm $STATE/history.db-shm $STATE/history.db-wal
answers as_reader >$T/got
check ": and without what SQLite keeps beside it" diff $T/want $T/got
refute "who is not is told so" 'Permission denied' as_nobody log

# --- at once ------------------------------------------------------------------

: >$T/said
reading() {
	for _ in $(seq "$1"); do
		as_reader hosts --csv 2>>$T/said >/dev/null
		as_reader top --by client --csv 2>>$T/said >/dev/null
		cordon status 2>>$T/said >/dev/null
	done
}
rounds=$(long 6 60)
reading "$rounds" & one=$!
reading "$rounds" & two=$!
seq=3002
for _ in $(seq "$rounds"); do
	for _ in 1 2 3; do
		sed -n 1,700p $T/all | awk -F'"seq":' -v n=$seq '{
			split($2, a, ","); sub("\"seq\":" a[1] ",",
			"\"seq\":" n++ ","); print }' >>$LOG
		seq=$((seq + 700))
		cordon log index 2>>$T/said >/dev/null
		cordon hosts --csv 2>>$T/said >/dev/null
	done
done
wait $one $two
check "two readers and who writes, at once: nobody waits for another" \
	sh -c "! grep -iE 'locked|busy|malformed|cannot' $T/said"
check ": and all is there" sh -c "$BUILD/cordon -c $CONF log index >/dev/null &&
	$BUILD/cordon -c $CONF top --by vendor --csv |
	awk -F, 'NR > 1 { n += \$2 + \$3 + \$4 } END { exit n < $seq }'"
end_tests
