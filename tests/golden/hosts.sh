#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon hosts: one row a machine, whatever addresses it had, with the sums of an
# independent count; from the file, and by who may only read.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json

cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" >"$dir/out" 2>"$dir/err"; }
# agrees: with a count by MAC of all lines.
agrees() {
	cordon hosts --json && python3 - "$dir/all" "$dir/out" <<-'END' 2>"$dir/err"
	import collections, json, sys
	want = collections.defaultdict(lambda: [0, 0, set()])
	for line in open(sys.argv[1]):
	    e = json.loads(line)
	    w = want[e["ether"]["src_mac"]]
	    n = e["alert"]["context"].get("repeat", 1)
	    w[e["cordon"]["outcome"] == "would-block"] += n
	    w[2].add(e["src_ip"])
	got = {h["mac"]: [h["blocked"], h["would_block"], set(h["addresses"])]
	       for h in json.load(open(sys.argv[2]))["hosts"]}
	assert got and got == dict(want), (len(got), len(want))
	END
}
log_config_is
"$BUILD/tests/bench/events" 6000 40 50 >"$dir/all"
sed -n 1,5000p "$dir/all" >"$LOG"
cordon log index
sed -n '5001,$p' "$dir/all" >>"$LOG"
agrees
result $? "each MAC once, with all its addresses and events"
rm -r "$dir/state"
agrees
result $? ": without a folder to keep a history in"
mkdir "$dir/state"
agrees
result $? ": with one"
mac=$(python3 -c 'import json,sys; print(json.loads(sys.stdin.readline())["ether"]["src_mac"])' <"$dir/all")
cordon hosts --plain --client "$mac" && [ "$(wc -l <"$dir/out")" -eq 1 ]
result $? "one machine, by its MAC"
COLUMNS=80 cordon hosts
grep -q '^NAME *ADDRESS *MAC *VENDORS *BLOCKED *PASSED *FIRST' "$dir/out" &&
	grep -q "^- .* $mac .*[0-9] 2026-[0-9-]*$" "$dir/out" &&
	grep -q '^- *2001:db8:' "$dir/out" && ! grep -q '.\{81\}' "$dir/out"
result $? "on 80 columns blocked or not and since when, beside addresses of IPv6"
cordon hosts --plain --vendor zte
[ "$(wc -l <"$dir/out")" -eq "$(grep -F '"vendor":["zte"]' "$dir/all" |
	grep -o '"src_mac":"[^"]*"' | sort -u | wc -l)" ] && ! grep -q huawei "$dir/out"
result $? "those of a vendor"
cordon hosts --csv --name ztems.com --action would-block && python3 -c '
import csv, json, sys
want = set()
for line in open(sys.argv[1]):
    e = json.loads(line)
    if (e["cordon"]["outcome"] == "would-block" and
            e.get("tls", {}).get("sni", "").endswith("ztems.com")):
        want.add(e["ether"]["src_mac"])
got = [row["mac"] for row in csv.DictReader(open(sys.argv[2]))]
assert got and sorted(got) == sorted(want), (len(got), len(want))' \
	"$dir/all" "$dir/out" 2>"$dir/err"
result $? "those of a name, by what was done"
cordon hosts --name ztems.com --name no-such-name.example --since 2026-07-02 \
	--new --client "$mac" --json
result $? "options of all kinds go together"
cordon hosts --name no-such-name.example
[ $? -eq 0 ] && grep -q "^nothing found: no machine of name \
no-such-name.example in" "$dir/out"
result $? "of a name that nobody asked for, too"
cordon hosts --new --since 2100-01-01
grep -q "^nothing found: no new machine in $LOG since 2100-01-01" "$dir/out"
result $? "none is said, where and since when"
cordon hosts --client 192.0.2.250
grep -q "^nothing found: no machine of client 192.0.2.250 in $LOG since 2026.*\
where it begins" "$dir/out"
result $? "of a client too"
cordon hosts --vendor kaspersy
[ $? -eq 64 ] && grep -q 'mean "kaspersky"' "$dir/err"
result $? "a vendor that nobody knows is a mistake"
new=$(python3 -c '
import json, sys
first = {}
for line in sys.stdin:
    e = json.loads(line)
    first.setdefault(e["ether"]["src_mac"], e["timestamp"])
print(sum(t >= "2026-07-03" for t in first.values()))' <"$dir/all")
cordon hosts --new --since 2026-07-03 --plain
[ "$new" -gt 0 ] && [ "$(wc -l <"$dir/out")" -eq "$new" ]
result $? "$new machines are new since a day"

# A router: one MAC, many at once.
sed 's/"src_mac":"[^"]*"/"src_mac":"02:00:00:00:00:01"/' "$dir/all" >"$LOG"
rm -r "$dir/state"
mkdir "$dir/state"
cordon hosts --json && python3 -c '
import json, sys
h = json.load(sys.stdin)["hosts"]
assert len(h) > 10 and all(x["behind_router"] and len(x["addresses"]) == 1
                           for x in h), len(h)' <"$dir/out" 2>"$dir/err"
result $? "behind a router each address is told"

# Who may only read, by the group of the log's folder, gets the same.
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 "$dir"
	rm -r "$dir/log"
	mkdir "$dir/log"
	chgrp 65534 "$dir/log"
	chmod 2750 "$dir/log"
	head -3000 "$dir/all" >"$LOG.1"
	sed -n '3001,$p' "$dir/all" >"$LOG"
	touch -d '1 hour ago' "$LOG.1"
	chmod 640 "$LOG" "$LOG.1"
	rm -r "$dir/state"
	mkdir "$dir/state"
	reader() {
		setpriv --reuid 65533 --regid 65534 --clear-groups timeout 5 \
			"$BUILD/cordon" -c "$dir/conf" "$@" >"$dir/out" \
			2>"$dir/err"
	}
	reader hosts --json
	result $? "who may only read, before there is a history"
	cp "$dir/out" "$dir/want"
	cordon log index && [ -e "$dir/log/sealed/ledger" ]
	result $? ": there is one, and sealed files"
	reader hosts --json && cmp -s "$dir/want" "$dir/out"
	result $? ": the same"
	reader log verify
	result $? ": sealed files, too"
	python3 - "$dir/state/history.db" <<-'END' &
	import sqlite3, sys, time
	d = sqlite3.connect(sys.argv[1])
	d.execute("BEGIN IMMEDIATE")
	d.execute("DELETE FROM notice")
	time.sleep(3)
	END
	sleep 1
	reader hosts --json && cmp -s "$dir/want" "$dir/out"
	result $? ": while somebody writes"
	wait
	cordon hosts --json && cmp -s "$dir/want" "$dir/out"
	result $? ": and who may write"
else
	skip "who may only read gets the same" "needs root"
fi
finish
