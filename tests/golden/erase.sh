#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A client that is erased is in no byte of log, sealed files, history, copies
# and reports; all others are as they were, and "cordon log verify" says so.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json
SEALED=$dir/log/sealed
DB=$dir/state/history.db
STREAM=00112233445566778899aabbccddeeff

cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" >"$dir/out" 2>"$dir/err"; }
number() { # SQL
	python3 -c 'import sqlite3, sys
print(sqlite3.connect("file:%s?mode=ro" % sys.argv[1],
	uri=True).execute(sys.argv[2]).fetchone()[0])' "$DB" "$1"
}
# Every file there is, unpacked: how many have this address, not as a part of
# another.
files_with() {
	python3 - "$dir/log" "$dir/state" "$1" <<-'END'
	import os, re, subprocess, sys
	what = re.escape(sys.argv[3].encode())
	text = re.compile(rb"(?<![0-9a-f.:])" + what + rb"(?![0-9a-f]|[.:][0-9a-f:])",
	                  re.I)
	n = 0
	for top in sys.argv[1:3]:
	    for folder, _, names in os.walk(top):
	        for name in names:
	            path = os.path.join(folder, name)
	            raw = open(path, "rb").read()
	            texts = [raw]
	            for magic, program in ((b"\x28\xb5\x2f\xfd", "zstd"),
	                                   (b"\x1f\x8b", "gzip"),
	                                   (b"\xfd7zXZ", "xz")):
	                if raw.startswith(magic):
	                    texts.append(subprocess.run([program, "-dc", path],
	                                 stdout=subprocess.PIPE).stdout)
	            # Values stand there one behind the other.
	            if b"SQLite" in raw:
	                texts = [raw + b"\0"]
	                find = re.compile(what + rb"[^9]", re.I)
	            else:
	                find = text
	            if any(find.search(t) for t in texts):
	                print(path, file=sys.stderr)
	                n += 1
	print(n)
	END
}
# All lines of all files but those of the client, sorted, each once: a rotated file
# may be sealed by now.
others() { # ADDRESS
	{ zstdcat "$SEALED"/*.zst 2>/dev/null
		cat "$LOG" "$LOG".[0-9] 2>/dev/null; zcat "$LOG"*.gz; } |
		grep -v '"event":"erased"' | grep -vE "$1([^0-9]|\$)" |
		grep -vF 'xxxx' | sort -u
}
start_anew() {
	rm -rf "$dir/log" "$dir/state"
	mkdir -p "$dir/log" "$dir/state/report/2026"
	sed -n '1,2000p' "$dir/all" >"$LOG.3"
	touch -d '1 hour ago' "$LOG.3"
	cordon log index || return 1
	rm "$LOG.3"
	sed -n '2001,2600p' "$dir/all" | gzip >"$LOG.2.gz"
	sed -n '2601,3200p' "$dir/all" >"$LOG.1"
	sed -n '3201,$p' "$dir/all" >"$LOG"
	printf '%s %020d\n' $STREAM 4001 >"$LOG.stream"
	echo "<p>$who tried</p>" >"$dir/state/report/latest.html"
	echo signature >"$dir/state/report/latest.html.minisig"
	echo '<p>nobody tried</p>' >"$dir/state/report/2026/05.html"
	echo signature >"$dir/state/report/2026/05.html.minisig"
	echo '{"event":"except","detail":"'"$who"'"}' >"$dir/log/audit.json"
	cordon log index	# with what it is called
}

log_config_is
echo "hosts = { leases = [ ]; hosts = \"$dir/hosts\"; };" >>"$dir/conf"
"$BUILD/tests/bench/events" 4000 20 40 >"$dir/plain"
who=$(grep -oE '"src_ip":"10.1.0.[0-9]{2}"' "$dir/plain" | sort | uniq -c | sort -n |
	tail -1 | cut -d'"' -f4)
# Others name it: as where to, in a word about cordon; and so may what is no
# line at all, or has no end.
python3 - "$dir/plain" "$who" >"$dir/all" <<'END'
import re, sys
who, like = sys.argv[2], sys.argv[2] + "9"
for i, line in enumerate(open(sys.argv[1]), 1):
    if i in (7, 3300):
        line = re.sub(r'"src_ip":"[^"]*"', '"src_ip":"%s"' % like, line)
    elif i in (9, 2100, 3301):
        line = re.sub(r'"src_ip":"[^"]*"', '"src_ip":"198.51.100.9"', line)
        line = re.sub(r'"dest_ip":"[^"]*"', '"dest_ip":"%s"' % who, line)
    elif i in (11, 2601, 3302):
        time = re.search(r'"timestamp":"[^"]*"', line).group()
        line = ('{%s,"event_type":"cordon","cordon":{"stream":"%s","seq":%d,'
                '"event":"flood","detail":"further events of %s:443 or (%s)."'
                '}}\n' % (time, "00112233445566778899aabbccddeeff", i, who, who))
    sys.stdout.write(line)
    if i in (20, 3400):
        sys.stdout.write("no event of %s\n" % who)
END
echo "$who printer-of-bob" >"$dir/hosts"
start_anew
result $? "sealed, packed, rotated and written lines name $who"
[ "$(files_with "$who")" -ge 7 ] 2>"$dir/out"
result $? ": in all the files"
others "$who" >"$dir/want"

cordon log erase --client "$who"
[ $? -eq 0 ] && grep -q 'nothing is erased without --confirm' "$dir/out" &&
	[ "$(files_with "$who" 2>/dev/null)" -ge 7 ]
result $? "without --confirm nothing is erased"
cordon log erase --confirm
[ $? -eq 64 ]
result $? "whom has to be said"
cordon log erase --client 192.0.2.0/24 --confirm
[ $? -eq 64 ]
result $? ": and is one client"
cordon log index
cp "$DB" "$dir/state/history-2026-06.db"
head -c 5000 "$DB" >"$dir/state/history.db.damaged-1"
printf 'seen %s' "$who" >>"$dir/state/history.db.damaged-1"
n=$(number "SELECT sum(n) FROM all_client JOIN client ON id = client
	WHERE address = '$who'")

called=$(number "SELECT count(*) FROM called WHERE name = 'printer-of-bob'")
rm "$dir/hosts"
sealed=$(zstdcat "$SEALED"/*.zst | wc -l)
cordon log erase --client "$who" --confirm
result $? "it is erased"
grep -q 'as evidence' "$dir/out" && grep -q "$dir/log/audit.json" "$dir/out"
result $? ": saying what still names it, as evidence"
grep -q 'latest.html' "$dir/out" && [ ! -e "$dir/state/report/latest.html" ] &&
	[ -e "$dir/state/report/2026/05.html" ]
result $? ": and which reports are removed"
[ ! -e "$dir/state/report/latest.html.minisig" ] &&
	[ -e "$dir/state/report/2026/05.html.minisig" ]
result $? ": with their signatures"
mv "$dir/log/audit.json" "$dir/evidence"
[ "$(files_with "$who" 2>"$dir/out")" -eq 0 ]
result $? "no byte of it is left"
mv "$dir/evidence" "$dir/log/audit.json"
[ "$(files_with "${who}9" 2>/dev/null)" -ge 2 ]
result $? ": but those of ${who}9 are"
others "$who" | diff "$dir/want" - >"$dir/diff"
result $? ": and all lines of others"
[ "$called" -gt 0 ] &&
	[ "$(number 'SELECT count(*) FROM called')" -eq 0 ]
result $? "nor what it was called"
[ "$n" -gt 0 ] && [ "$(number "SELECT count(*) FROM client
	WHERE address = '$who'")" -eq 0 ]
result $? "the history has no more of it"
for sums in 'day_party SELECT_sum(n)_FROM_day_client' \
	'hour_party SELECT_sum(n)_FROM_hour_client' \
	'day_target SELECT_sum(n)_FROM_day_fact'; do
	[ "$(number "SELECT sum(n) FROM ${sums% *}")" = \
		"$(number "$(tr _ ' ' <<<"${sums#* }" |
			sed 's/\(day\|hour\) \(client\|fact\)/\1_\2/')")" ]
	result $? ": ${sums% *} fits the others"
done
[ -e "$dir/state/history-2026-06.db" ] &&
	[ ! -e "$dir/state/history.db.damaged-1" ]
result $? ": a copy stays without it, a damaged one goes"
cordon log verify
result $? "the log is verified"
grep -q 'of clients that were erased, in 1 time, the last .* by ' "$dir/out" &&
	grep -q "numbers 1 to 4000, 0 missing" "$dir/out"
result $? ": with all numbers, and what was erased, when and by whom"
grep -q '"event":"erase","file":"log","by":' "$SEALED/ledger" &&
	grep -q '"was":"[0-9a-f]*"' "$SEALED/ledger" &&
	! grep -qF "$who" "$SEALED/ledger"
result $? "the ledger says so, with the hash of before, and not of whom"
cordon log --client "$who" --csv && [ "$(wc -l <"$dir/out")" -le 1 ]
result $? "cordon log has nothing of it"
[ "$(zstdcat "$SEALED"/*.zst | wc -l)" -eq "$sealed" ]
result $? "as many lines are sealed as were"

# What a new history makes of what is left is what the old one has.
dump() { python3 tests/golden/dump.py "$DB"; }
dump >"$dir/want"
rm -r "$dir/state"
mkdir "$dir/state"
cordon log index && dump | diff "$dir/want" - >"$dir/diff"
result $? "a history made anew is the same"
mac=$(others "$who" | grep -o '"src_mac":"[0-9a-f:]*"' | sort | uniq -c |
	sort -n | tail -1 | cut -d'"' -f4)
[ "$(files_with "$mac" 2>/dev/null)" -ge 5 ] &&
	cordon log erase --client "${mac^^}" --confirm &&
	[ "$(files_with "$mac" 2>"$dir/out")" -eq 0 ] && cordon log verify
result $? "a MAC address is erased the same way"

# Killed at any time: what is left is done by the next index.
wrong=0 killed=0
rounds=6
[ -z "$SOAK" ] || rounds=40
for ((i = 0; i < rounds; i++)); do
	start_anew
	cordon log index
	"$BUILD/cordon" -c "$dir/conf" log erase --client "$who" --confirm \
		>/dev/null 2>&1 &
	sleep "0.0$((RANDOM % 5))$((RANDOM % 10))"
	kill -9 $! 2>/dev/null && killed=$((killed + 1))
	wait $! 2>/dev/null
	[ -e "$dir/state/erase.pending" ] ||
		cordon log erase --client "$who" --confirm
	cordon log index || wrong=$((wrong + 1))
	rm "$dir/log/audit.json"
	[ "$(files_with "$who" 2>"$dir/out")" -eq 0 ] || wrong=$((wrong + 1))
	cordon log verify || wrong=$((wrong + 1))
done
[ "$wrong" -eq 0 ] && [ "$killed" -gt 0 ]
result $? "killed while it erases: the next index does the rest"
echo "# killed $killed times"

# Lines of before they were numbered, the first of them the client's.
start_anew
rm -f "$LOG".* "$SEALED"/*
sed 's/"stream":"[0-9a-f]*","seq":[0-9]*,//' "$dir/plain" |
	sed -n "/\"$who\"/,\$p" | head -900 >"$LOG.1"
: >"$LOG"
touch -d '1 hour ago' "$LOG.1"
cordon log index && cordon log erase --client "$who" --confirm &&
	[ "$(files_with "$who" 2>/dev/null)" -eq 1 ] && cordon log verify
result $? "of before lines were numbered, too"
n=$(find "$SEALED" -name "*.zst" | wc -l)
touch -d '1 hour ago' "$LOG.1"
cordon log index && [ "$(find "$SEALED" -name "*.zst" | wc -l)" -eq "$n" ]
result $? ": and nothing of it is taken for new"
finish
