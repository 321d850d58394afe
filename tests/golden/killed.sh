#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Killed at any moment while it seals and indexes, and with torn files left
# behind by a power cut: in the end history, ledger and sealed files are what a
# run that nobody disturbed makes.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json
SEALED=$dir/log/sealed
DB=$dir/state/history.db

cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" >"$dir/out" 2>"$dir/err"; }
start_anew() {
	rm -rf "$dir/log" "$dir/state"
	mkdir -p "$dir/log" "$dir/state"
	sed -n 1,5000p "$dir/all" >"$LOG.3"
	sed -n 5001,9000p "$dir/all" >"$LOG.2"
	sed -n 9001,14000p "$dir/all" >"$LOG.1"
	sed -n '14001,$p' "$dir/all" >"$LOG"
	touch -d '1 hour ago' "$LOG".[123]
}
# Which clients are in which frame, by what they are called.
frames() {
	python3 - "$DB" <<-'END'
	import sqlite3, sys
	d = sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True)
	who = {i: m + "/" + a for i, m, a in
	       d.execute("SELECT id, mac, address FROM client")}
	for *row, blob in d.execute("SELECT * FROM frame ORDER BY 1, 2"):
	    ids, at, n, shift = [], 0, 0, 0
	    for b in blob:
	        n |= (b & 127) << shift
	        shift += 7
	        if b < 128:
	            at += n
	            ids.append(who[at])
	            n = shift = 0
	    print(*row, *sorted(ids))
	END
}
# History, frames, ledger but for its times and hashes of lines, sealed files.
state() {
	python3 tests/golden/dump.py "$DB" && frames &&
		sed 's/"timestamp":"[^"]*",//;s/,"before":"[^"]*"//' \
			"$SEALED/ledger" &&
		(cd "$SEALED" && sha256sum ./*.zst) &&
		find "$dir/log" "$dir/state" -type f ! -name '*.lock' \
			! -name '*-shm' ! -name '*-wal' -printf '%P\n' | sort
}
# The same as undisturbed, and nobody finds anything wrong with it.
is_same() {
	state >"$dir/got" && diff "$dir/want" "$dir/got" >"$dir/diff" &&
		cordon log verify
}
# An index that is killed after RANDOM of $took microseconds.
kill_index() {
	local us=$(((RANDOM * 32768 + RANDOM) % took))

	"$BUILD/cordon" -c "$dir/conf" log index >/dev/null 2>&1 &
	sleep "$(printf '%d.%06d' $((us / 1000000)) $((us % 1000000)))"
	kill -9 $! 2>/dev/null && killed=$((killed + 1))
	wait $! 2>/dev/null
}
now_us() { local t=$EPOCHREALTIME; echo "${t/./}"; }
# cut FILE: a random piece of its end.
cut() {
	local size
	size=$(stat -c %s "$1" 2>/dev/null) || return 0
	[ "$size" -eq 0 ] || truncate -s $(((RANDOM * 32768 + RANDOM) % size)) "$1"
}

log_config_is
"$BUILD/tests/bench/events" 16000 20 80 >"$dir/all"
start_anew
began=$(now_us)
cordon log index
took=$(($(now_us) - began))
cordon log verify
result $? "nobody disturbs it"
state >"$dir/want" && [ "$(wc -l <"$dir/want")" -gt 1000 ]
result $? ": there is much to compare"

wrong=0 killed=0
for ((i = 0; i < $(long 5 50); )); do
	start_anew
	for _ in 1 2 3; do
		kill_index
		i=$((i + 1))
	done
	cordon log index && is_same || wrong=$((wrong + 1))
done
[ "$wrong" -eq 0 ] && [ "$killed" -gt 0 ]
result $? "killed while sealing and indexing: as if nothing had been"
echo "# killed $killed times; one run takes $((took / 1000)) ms"

# Killed between the frames of a sealed file, which are noted at once, and its
# lines, which wait until they are worth a write; and then only it is left.
start_anew
rm "$LOG".[123]
sed -n 1,700p "$dir/all" >"$LOG.1"
touch -d '1 hour ago' "$LOG.1"
: >"$LOG"
cordon log index
rm "$LOG.1"
[ "$(python3 -c 'import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute(
	"SELECT (SELECT count(*) FROM frame), (SELECT count(*) FROM position)"
	).fetchone())' "$DB")" = "(3, 0)" ]
result $? "frames are noted before their lines are worth a write"
cordon hosts --csv && [ "$(wc -l <"$dir/out")" -gt 10 ]
result $? ": which count all the same"
sed -n '701,$p' "$dir/all" >"$LOG"
cordon log index
python3 tests/golden/dump.py "$DB" >"$dir/got"
[ -s "$dir/got" ] && cmp -s "$dir/got" <(head -n "$(wc -l <"$dir/got")" "$dir/want")
result $? ": and none of them is missing later"

# A power cut: what was not on the disk yet is cut off, or never came to be. Of
# a transaction that is, nothing is lost; of one that is not, all.
torn() {
	case $1 in
	0) cut "$SEALED/.new" ;;
	1) cut "$DB-wal" ;;
	2) [ ! -s "$SEALED/ledger" ] || truncate -s -40 "$SEALED/ledger" ;;
	3) printf 'torn' >"$SEALED/.new" ;;
	4) head -c 3000 /dev/urandom >>"$DB-wal" ;;
	5) [ ! -e "$DB" ] || rm -f "$DB-shm" ;;
	esac
}
wrong=0 killed=0
for ((i = 0; i < $(long 6 50); i++)); do
	start_anew
	kill_index
	mkdir -p "$SEALED"
	torn $((i % 6))
	kill_index
	cordon log index && is_same || wrong=$((wrong + 1))
done
[ "$wrong" -eq 0 ]
result $? "with torn files beside it: the same"
echo "# killed $killed times"

# Its first pages gone: it is made anew, and says so.
start_anew
cordon log index
settle
dd if=/dev/urandom of="$DB" bs=4096 count=2 conv=notrunc status=none
cordon log index && grep -q 'was damaged; it goes on from' "$dir/err"
result $? "a history whose beginning is overwritten is set aside"
rm -f "$dir/state"/history.db.damaged-*
is_same
result $? ": and the same again"
finish
