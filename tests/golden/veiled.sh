#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Pseudonyms in what is old in the history: who it was is in none of its bytes,
# what was done is there as before, and what is young is as it was.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json
DB=$dir/state/history.db

cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" >"$dir/out" 2>"$dir/err"; }
number() { # SQL
	python3 -c 'import sqlite3, sys
print(sqlite3.connect("file:%s?mode=ro" % sys.argv[1],
	uri=True).execute(sys.argv[2]).fetchone()[0])' "$DB" "$1"
}
config_with() { # PRIVACY
	log_config_is
	echo "hosts = { leases = [ ]; hosts = \"$dir/hosts\"; }; $1" >>"$dir/conf"
}
# What is told of all but who it was.
sums() {
	python3 - "$DB" <<-'END'
	import sqlite3, sys
	d = sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True)
	for q in ("day, rule, target, outcome, via, sum(n), min(first), max(last)"
	          " FROM day_fact GROUP BY 1, 2, 3, 4, 5",
	          "hour, party, outcome, sum(n), min(first), max(last)"
	          " FROM hour_client GROUP BY 1, 2, 3",
	          "party, outcome, sum(n), min(first), max(last)"
	          " FROM all_client GROUP BY 1, 2", "* FROM day_party",
	          "* FROM day_target"):
	    for row in sorted(d.execute("SELECT " + q)):
	        print(*row)
	END
}

"$BUILD/tests/bench/events" 4000 20 40 >"$dir/all"
who=$(grep -oE '"src_ip":"10.1.0.[0-9]{2}"' "$dir/all" | sort | uniq -c |
	sort -n | tail -1 | cut -d'"' -f4)
mac=$(grep -F "\"$who\"" "$dir/all" | grep -o '"src_mac":"[^"]*' | head -1 |
	cut -d'"' -f4)
echo "$who printer-of-bob" >"$dir/hosts"
config_with ''
cp "$dir/all" "$LOG"
# And one of today, of a client that is old, too.
head -1 "$dir/all" | sed "s/\"timestamp\":\"[^\"]*/\"timestamp\":\"$(date -u +%FT%T).000000+0000/;
	s/\"seq\":1,/\"seq\":4001,/;s/\"src_ip\":\"[^\"]*/\"src_ip\":\"10.1.0.2/;
	s/\"src_mac\":\"[^\"]*/\"src_mac\":\"52:54:00:00:00:00/" >>"$LOG"
cordon log index && [ "$(number "SELECT count(*) FROM client WHERE address = '$who'")" -ge 1 ]
result $? "without it clients are who they were"
[ "$(number "SELECT count(*) FROM called")" -ge 1 ]
result $? ": with their names"
sums >"$dir/want"
clients=$(number "SELECT count(DISTINCT client) FROM day_client WHERE day < 20700")

config_with 'privacy = { pseudonyms_after = "10d"; };'
cordon log index
result $? "after ten days: pseudonyms"
sums >"$dir/got" && diff "$dir/want" "$dir/got" >"$dir/diff"
result $? ": what was done is as before"
[ "$(number "SELECT count(*) FROM client c JOIN day_client d ON d.client = c.id
	WHERE day < 20700 AND address NOT LIKE '100::%'")" = 0 ]
result $? ": nobody else did anything then"
[ "$(number "SELECT count(DISTINCT client) FROM day_client WHERE day < 20700")" \
	= "$clients" ]
result $? ": as many as there were"
for what in "$who" "$mac" printer-of-bob; do
	! grep -alF "$what" "$dir/state"/history* >"$dir/out"
	result $? ": $what is in no byte of it, nor of its copy"
done
[ "$(number "SELECT count(*) FROM client WHERE address = '10.1.0.2'")" = 1 ] &&
	[ "$(number "SELECT sum(n) FROM all_client a JOIN client ON id = a.client
	WHERE address = '10.1.0.2'")" = 1 ]
result $? "who did something today is known, for that alone"
[ "$(stat -c %a "$dir/state/privacy.key")" = 600 ]
result $? "the secret is its owner's alone"
cp "$dir/got" "$dir/want"
cordon log index && sums | diff "$dir/want" - >"$dir/diff"
result $? "once more changes nothing"
cordon hosts --csv && grep -q '100::' "$dir/out"
result $? "hosts counts them apart"
cordon config check && grep -q 'sealed files have clients as they were' "$dir/err" "$dir/out"
result $? "config check says what still has them"

# --- in a report that names nobody -----------------------------------------
labels() { # FILE: what each machine did, by its name in the report
	cordon report --anonymize --until 2026-10-01 --json || return 1
	python3 -c 'import json, sys
for m in sorted(json.load(sys.stdin)["machines"], key=lambda m: m["machine"]):
    print(m["machine"], m["blocked"], m["would_block"], m["first"], m["last"])
' <"$dir/out" >"$1" && [ -s "$1" ]
}
rm -rf "$dir/state" "$dir/log" "$dir/hosts"
config_with ''
cp "$dir/all" "$LOG"
labels "$dir/before"
result $? "without pseudonyms a report names nobody"
config_with 'privacy = { pseudonyms_after = "10d"; };'
cordon log index
[ "$(number "SELECT count(*) FROM client WHERE address NOT LIKE '100::%'")" = 0 ] &&
	labels "$dir/veiled"
result $? ": nor where the history has pseudonyms alone"
config_with ''
rm "$dir"/state/history*
labels "$dir/plain"
result $? ": nor once it is made anew of lines"
diff "$dir/veiled" "$dir/plain" >"$dir/diff"
result $? ": a machine and its pseudonym have one name"
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 "$dir" "$dir/state" "$dir/log"
	# Where another user may read it, wherever this tree is.
	sed -i "s|$PWD/||" "$dir/conf"
	chmod 644 "$LOG" "$dir/conf"
	setpriv --reuid 65533 --regid 65534 --clear-groups "$BUILD/cordon" \
		-c "$dir/conf" report --anonymize >"$dir/out" 2>"$dir/err"
	[ $? -eq 77 ] && grep -q 'privacy.key: Permission denied' "$dir/err"
	result $? ": who may not read the secret is told so"
else
	skip ": who may not read the secret is told so" "needs root"
fi

# --- what is remembered, as config check has it ---------------------------
config_with 'remember = true;'
cordon config check
! grep -q 'log rescan' "$dir/out" "$dir/err"
result $? "what is remembered and not hidden is no remark"
config_with 'remember = true; privacy = { names = "pseudonym"; clients = "none"; };'
cordon config check
cat "$dir/out" "$dir/err" >"$dir/said"
grep -q '"cordon log rescan" finds by name only' "$dir/said" &&
	grep -q '"cordon log rescan" tells that there was contact, and of nobody' "$dir/said"
result $? ": hidden names and clients are told, for log rescan"
config_with 'privacy = { names = "pseudonym"; };'
cordon config check
! grep -q 'log rescan' "$dir/out" "$dir/err"
result $? ": without remember they are not"
mkdir -p "$dir/log/remembered"
echo '{}' >"$dir/log/remembered/2026-11-20T13.jsonl"
config_with 'remember = true;'
cordon status
grep -q '  remember  on, what is let through is kept; since 2026-11-20: ' "$dir/out"
result $? "status says that it is on, and since when"
finish
