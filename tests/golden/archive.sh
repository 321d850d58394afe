#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Sealed files, their ledger, and what "cordon log verify" finds of somebody who
# has been at them.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json
SEALED=$dir/log/sealed
STREAM=00112233445566778899aabbccddeeff

cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" >"$dir/out" 2>"$dir/err"; }
verify_says() { # WORDS: and nothing else is wrong
	cordon log verify
	[ $? -eq 65 ] && grep -qF -- "$1" "$dir/out" &&
		[ "$(grep -c '^BAD' "$dir/out")" -eq "${2:-1}" ]
}
# 3,000 numbered lines: 1,000 in each of two rotated files, the rest in the log.
start_anew() {
	rm -rf "$dir/log" "$dir/state" "$dir/key"*
	mkdir -p "$dir/log" "$dir/state"
	"$BUILD/tests/bench/events" 3000 3 20 >"$dir/all"
	sed -n '1,1000p' "$dir/all" >"$LOG.2"
	sed -n '1001,2000p' "$dir/all" >"$LOG.1"
	sed -n '2001,3000p' "$dir/all" >"$LOG"
	printf '%s %020d\n' $STREAM 3001 >"$LOG.stream"
	touch -d '1 hour ago' "$LOG".[12]
}
name_of() { printf '%s/%s-%020d.jsonl.zst' "$SEALED" $STREAM "$1"; }
# changed FILE SED: its lines, changed and packed as they were before.
changed() {
	zstdcat "$1" | sed "$2" >"$dir/plain"
	python3 - "$dir/plain" "$1" <<-'END'
	import struct, subprocess, sys
	lines = open(sys.argv[1], "rb").read().splitlines(True)
	out, table = b"", b""
	for i in range(0, len(lines), 256):
	    raw = b"".join(lines[i:i + 256])
	    p = subprocess.run(["zstd", "-q", "-c", "--no-progress"], input=raw,
	                       stdout=subprocess.PIPE).stdout
	    out += p
	    table += struct.pack("<II", len(p), len(raw))
	table += struct.pack("<IBI", len(table) // 8, 0, 0x8f92eab1)
	out += struct.pack("<II", 0x184d2a5e, len(table)) + table
	open(sys.argv[2], "wb").write(out)
	END
}
byte_changed() { # FILE OFFSET
	python3 - "$1" "$2" <<-'END'
	import sys
	with open(sys.argv[1], "r+b") as f:
	    f.seek(int(sys.argv[2]))
	    b = f.read(1)
	    f.seek(int(sys.argv[2]))
	    f.write(bytes([b[0] ^ 1]))
	END
}

log_config_is
start_anew
cordon log verify
result $? "without sealed files nothing is wrong"
grep -q 'numbers 1 to 3000, 0 missing' "$dir/out"
result $? ": and all numbers are there"
cordon log index && [ "$(ls "$SEALED"/*.zst | wc -l)" -eq 2 ]
result $? "two rotated files are sealed"
[ "$(zstdcat "$SEALED"/*.zst | cmp - <(head -2000 "$dir/all"))" = "" ]
result $? ": zstdcat has their lines"
[ "$(cat "$SEALED"/*.zst | wc -c)" -lt "$(($(cat "$LOG".[12] | wc -c) / 10))" ]
result $? ": in a tenth of the room"
[ "$(stat -c %a "$SEALED"/*.zst "$SEALED/ledger" | sort -u)" = 640 ]
result $? ": for their group to read"
[ -e "$LOG.2" ] && cmp -s "$LOG.1" <(sed -n '1001,2000p' "$dir/all")
result $? ": and stay where they are"
cp "$SEALED/ledger" "$dir/before"
cordon log index && cmp -s "$SEALED/ledger" "$dir/before"
result $? "nothing is sealed twice"
cordon log verify && grep -q '^nothing is wrong' "$dir/out"
result $? "nothing is wrong"
rm "$LOG.1" "$LOG.2"
cordon log verify
result $? ": nor once rotated files are gone"
gzip -c <(head -1000 "$dir/all") >"$LOG-20260101.gz"
touch -d '1 hour ago' "$LOG-20260101.gz"
cordon log index && cordon log verify
result $? "what logrotate packed is known again"

file=$(name_of 1)
cp -r "$dir/log" "$dir/good"
again() { rm -rf "$dir/log"; cp -r "$dir/good" "$dir/log"; }

changed "$file" 17d
verify_says "another hash" 3
result $? "a line taken out of a sealed file: its hash"
grep -q 'number 17 is missing' "$dir/out"
result $? ": and which"
again
changed "$file" '17{h;d};18G'
verify_says "another hash" 2
result $? "two lines swapped: the hash"
grep -q 'line 18 (number 17) stands behind number 18' "$dir/out"
result $? ": and which"
again
changed "$file" 17p
verify_says "line 18 has number 17" 3
result $? "a line twice"
again
changed "$file" '17s/blocked/allowed/;17s/allowed/blocked/'
changed "$file" '17s/"host":"gw1"/"host":"gw2"/'
verify_says "another hash"
result $? "a word changed"
again
byte_changed "$file" 30000
verify_says "another hash" 2 &&
	grep -q "frame [1-4] of 4 (numbers [0-9]* on) is damaged" "$dir/out"
result $? "a byte changed in a frame"
again
byte_changed "$file" $(($(stat -c %s "$file") - 2))
verify_says "its table of frames is damaged" 2
result $? "a byte changed in the table"
again
rm "$file"
verify_says "is missing: numbers 1 to 1000"
result $? "a file missing"
again
truncate -s -100 "$file"
verify_says "another hash" 2
result $? "a file cut short"
again
cp "$file" "$SEALED/other.jsonl.zst"
verify_says "is not in the ledger"
result $? "a file too many"
again
sed -i 1d "$SEALED/ledger"
verify_says "line 1 does not follow the one before" 2
result $? "a line taken out of the ledger"
grep -q "$(basename "$file"): is not in the ledger" "$dir/out"
result $? ": whose file is told"
again
sed -i 's/"last":1000,/"last":1001,/' "$SEALED/ledger"
verify_says "line 2 does not follow" 2
result $? "a number changed in the ledger"
again
sed -i '$d' "$LOG"
verify_says "number 3000 is missing"
result $? "the last line of the log taken out"
again
sed -i '500,509d' "$LOG"
verify_says "numbers 2500 to 2509 are missing"
result $? "ten lines of the log taken out"
again
printf '{"schema":"cordon.le' >>"$SEALED/ledger"
cordon log verify
result $? "a ledger whose writer was killed is whole"
sed -n '2001,2500p' "$dir/all" >"$LOG.1"
sed -n '2501,3000p' "$dir/all" >"$LOG"
touch -d '1 hour ago' "$LOG.1"
cordon log index && cordon log verify && [ "$(wc -l <"$SEALED/ledger")" -eq 3 ]
result $? ": and goes on behind the last whole line"
sed -i '$d' "$SEALED/ledger"
cordon log index && cordon log verify && [ "$(wc -l <"$SEALED/ledger")" -eq 3 ]
result $? "killed between a file and its line, it is taken up"

# Of before there were numbers.
start_anew
sed 's/"stream":"[0-9a-f]*","seq":[0-9]*,//' "$LOG.2" >"$dir/old"
cat "$dir/old" "$LOG.1" >"$LOG.2"
rm "$LOG.1"
sed -n '2001,3000p' "$dir/all" >"$LOG"
touch -d '1 hour ago' "$LOG.2"
until=$(tail -1 "$dir/old" | sed 's/.*"timestamp":"\([^.]*\).*/\1Z/')
cordon log verify && grep -qF "is not provable before $until" "$dir/out"
result $? "lines without numbers: until when nothing is provable"
cordon log index && [ "$(ls "$SEALED"/before-*.zst | wc -l)" -eq 1 ]
result $? ": they are a stream of their own"
cmp -s <(zstdcat "$SEALED"/before-*) "$dir/old"
result $? ": all of them"
cordon log index && [ "$(ls "$SEALED"/*.zst | wc -l)" -eq 2 ]
result $? ": once"
cordon log verify && grep -qF "is not provable before $until" "$dir/out"
result $? ": of which nobody can prove that none is missing"

# Keys.
log_config_is "seal_key = \"$dir/key\";"
start_anew
cordon log key && [ "$(stat -c %a "$dir/key")" = 600 ]
result $? "a key is made"
cordon log key
[ $? -eq 73 ]
result $? ": not a second one over it"
cordon log index && cordon log verify && grep -q ', signed$' "$dir/out"
result $? "what is sealed is signed"
cp "$SEALED/ledger" "$dir/before"
sed -i '2s/"signature":"./"signature":"g/' "$SEALED/ledger"
verify_says "line 2 has a wrong signature"
result $? "a wrong signature"
cp "$dir/before" "$SEALED/ledger"
sed -i '2s/"bytes":[0-9]*/"bytes":1/' "$SEALED/ledger"
verify_says "line 2 has a wrong signature"
result $? "a signature of another line"
cp "$dir/before" "$SEALED/ledger"
sed -i '2s/,"signature":"[0-9a-f]*"//' "$SEALED/ledger"
verify_says "line 2 is not signed"
result $? "a signature taken out"
cp "$dir/before" "$SEALED/ledger"
mv "$dir/key" "$dir/secret"
cordon log verify && grep -q ', signed$' "$dir/out"
result $? "its public half alone checks, as elsewhere"
cordon log index
[ $? -ne 0 ] && grep -q 'cannot be read as a key' "$dir/err" &&
	cmp -s "$dir/before" "$SEALED/ledger"
result $? ": and seals nothing"
mv "$dir/secret" "$dir/key"

# Retention.
log_config_is "sealed_size = \"1M\"; sealed_age = \"1d\";"
start_anew
cordon log index
[ "$(ls "$SEALED"/*.zst 2>/dev/null | wc -l)" -eq 0 ]
result $? "what is older than sealed_age goes"
cordon log verify && ! cordon log verify --csv | grep -q missing
result $? ": which is not missing"
cordon log index && [ "$(grep -c '"drop"' "$SEALED/ledger")" -eq 2 ]
result $? ": and does not come back"

# Lines of one day alone, too few to be worth a write.
start_anew
"$BUILD/tests/bench/events" 2000 1 20 >"$LOG.2"
rm "$LOG.1"
: >"$LOG"
touch -d '1 hour ago' "$LOG.2"
cordon log index && rm "$LOG.2" && [ "$(grep -c '"drop"' "$SEALED/ledger")" -eq 1 ] &&
	[ "$(python3 -c 'import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute(
	"SELECT max(seq) FROM position").fetchone()[0])' \
		"$dir/state/history.db")" = 2000 ]
result $? "what leaves is in the history, to the last line"
start_anew
exec 7>>"$dir/state/history.lock"
flock 7
cordon log index && ! grep -q '"drop"' "$SEALED/ledger" &&
	grep -q 'no sealed file is removed' "$dir/err"
result $? ": and stays where that cannot be written"
exec 7>&-
cordon log index && grep -q '"drop"' "$SEALED/ledger"
result $? ": until it can"
# What a centre has not yet waits for it, as far as there is room.
HOLD='sealed_age = "1d"; }; centre = { url = "http://127.0.0.1:9/"; hold ='
there() { ls "$SEALED"/*.zst 2>/dev/null | wc -l; }
log_config_is "$HOLD \"1G\""
start_anew
cordon log index && [ "$(there)" -eq 2 ]
result $? "what has not arrived at the centre stays, although it is old"
mkdir -p "$dir/state/ship"
echo "{\"streams\":[{\"stream\":\"$STREAM\",\"last\":1000}]}" \
	>"$dir/state/ship/arrived.json"
cordon log index && [ "$(there)" -eq 1 ] && [ ! -s "$dir/err" ]
result $? ": what has goes"
log_config_is "$HOLD \"1\""
cordon log index && [ "$(there)" -eq 0 ] &&
	grep -q 'had not arrived at the centre' "$dir/err"
result $? ": beyond the room for it it goes all the same, and that is told"
rm -r "$dir/state/ship"

# A line that is none, and one that is longer than any.
log_config_is
start_anew
{ sed -n 1,100p "$LOG.2"; echo 'not an event'; sed -n 101,200p "$LOG.2"
	head -c 70000 /dev/zero | tr '\0' x; echo; sed -n '201,$p' "$LOG.2"
} >"$dir/odd"
cp "$dir/odd" "$LOG.2"
touch -d '1 hour ago' "$LOG.2"
cordon log index && grep -q '2 lines of the log are none' "$dir/err"
result $? "broken lines are counted"
cordon log verify
result $? ": and sealed with the others"
finish
