#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Who a machine is: by its name, from which file, until when; behind a router or
# a repeater; and what became of its name.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json
A=28:6f:b9:00:00:01 B=28:6f:b9:00:00:02 C=02:6f:b9:00:00:03
NOW=$(date +%s)

cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" >"$dir/out" 2>"$dir/err"; }
# has EXPRESSION WHAT: of `h`, the machines by address.
has() {
	cordon hosts --json && python3 -c '
import json, sys
h = {a: m for m in json.load(open(sys.argv[1]))["hosts"] for a in m["addresses"]}
assert eval("(" + sys.argv[2] + ")"), h' "$dir/out" "$1" 2>"$dir/diff"
	result $? "$2"
}
# event MAC ADDRESS AGE [ROLE]: one, so many seconds ago.
event() {
	seq=$((${seq-0} + 1))
	sed "s/\"src_mac\":\"[^\"]*\"/\"src_mac\":\"$1\"/;
		s/\"src_ip\":\"[^\"]*\"/\"src_ip\":\"$2\"/;
		s/\"seq\":[0-9]*/\"seq\":$seq/;s/\"role\":\[\"[^\"]*/\"role\":[\"${4-web}/;
		s/\"timestamp\":\"[^\"]*/\"timestamp\":\"$(date -ud "@$((NOW - $3))" \
		+%Y-%m-%dT%H:%M:%S.000000+0000)/" "$dir/event"
}
log_config_is
cat >>"$dir/conf" <<-END
hosts = { leases = [ "$dir/leases", "$dir/kea" ]; ethers = "$dir/ethers";
	hosts = "$dir/hosts"; names = "$dir/names"; makers = "$dir/oui"; };
END
"$BUILD/tests/bench/events" 1 1 1 >"$dir/event"
printf '28-6F-B9   (hex)\t\tNokia Shanghai Bell\r\n' >"$dir/oui"
{
	event $A 192.0.2.7 180000 update
	event $A 2001:db8::7 90000
	event $B 192.0.2.8 7200
	event $C 192.0.2.9 3600
} >"$LOG"

has 'h["192.0.2.7"]["name"] == "-" and h["192.0.2.9"]["mac_local"] and
     h["192.0.2.8"]["maker"] == "Nokia Shanghai Bell"' "no name, but who made it"
echo "$((NOW + 60)) $A 192.0.2.7 lab *" >"$dir/leases"
echo "$B own" >"$dir/ethers"
echo "$A other" >>"$dir/ethers"
echo "192.0.2.9 phone" >"$dir/hosts"
echo "$C Anna's phone" >"$dir/names"
has 'h["192.0.2.7"] is h["2001:db8::7"] and h["192.0.2.7"]["name"] == "lab" and
     h["192.0.2.7"]["name_source"] == "dnsmasq" and
     h["192.0.2.8"]["name_source"] == "ethers" and
     h["192.0.2.9"]["name"] == "phone"' "names, the first source first"
has '{s for x in h["192.0.2.7"]["vendors"] for s in [r["suggests"] for r in
      x["roles"]]} == {"installed software", "reader"}' "what its roles suggest"
cordon hosts --role update --plain
[ "$(wc -l <"$dir/out")" -eq 1 ] && grep -q "$A" "$dir/out"
result $? "those of a role"
cordon hosts --until "$(date -ud "@$((NOW - 86400))" +%Y-%m-%dT%H:%M:%SZ)" --plain
[ "$(wc -l <"$dir/out")" -eq 1 ] && grep -q "$A" "$dir/out"
result $? "those up to a time"
cordon hosts --new --since 1d --plain
[ "$(wc -l <"$dir/out")" -eq 2 ] && ! grep -q "$A" "$dir/out"
result $? "those that are new"

# The past: a lease that ended, one that is gone, another name.
cordon log index
then=$(date +%s)
until [ "$(date +%s)" -gt "$then" ]; do sleep 0.1; done
echo "$((NOW - 60)) $A 192.0.2.7 lab *" >"$dir/leases"
has 'h["192.0.2.7"]["name"] == "other"' "what holds comes before what ended"
rm "$dir/ethers"
has 'h["192.0.2.7"]["name"] == "other" and h["192.0.2.7"]["name_until"] and
     h["192.0.2.8"]["name"] == "own" and h["192.0.2.8"]["name_until"]' \
	"names that only the history has: the last"
echo "$((NOW + 60)) $B 192.0.2.8 desk *" >"$dir/leases"
has 'h["192.0.2.8"]["name"] == "desk" and not h["192.0.2.8"].get("name_until")
     and h["192.0.2.7"]["name"] == "other" and h["192.0.2.7"]["name_until"]' \
	": another name since"
python3 - "$dir/state/history.db" <<-'END' >"$dir/out"
import sqlite3, sys
d = sqlite3.connect(sys.argv[1])
print(sorted(r[0] for r in d.execute("SELECT name FROM called")))
END
grep -q "'desk', 'lab', 'other', 'own', 'phone'" "$dir/out"
result $? ": the history has all"

cordon hosts --client DESK --plain
[ "$(wc -l <"$dir/out")" -eq 1 ] && grep -q "$B" "$dir/out"
result $? "a client by its name"
cordon log --client own --plain
[ "$(wc -l <"$dir/out")" -eq 1 ] && grep -q "192.0.2.8" "$dir/out"
result $? ": by one of the past, in the log"
cordon log --client nobody
[ $? -eq 64 ] && grep -q 'nobody is called "nobody"' "$dir/err"
result $? ": one that nobody has"

# Faults are told, and are no end.
head -c 20 /dev/urandom >"$dir/leases"
printf '%s %s 192.0.2.8 des' $((NOW + 60)) $B >>"$dir/leases"
mkdir "$dir/kea"
cordon hosts
[ $? -eq 0 ] && grep -q "names in $dir/kea: " "$dir/err" && grep -q desk "$dir/out"
result $? "half a line, and what cannot be read"
rmdir "$dir/kea"

# Hostile names, in all forms.
printf '%s %s 192.0.2.8 a\033[31m\xe2\x80\xaeb\xff=cmd()","%0300d *\n' \
	$((NOW + 60)) $B 7 >"$dir/leases"
cordon hosts --json && python3 -c '
import json, sys
h = json.loads(open(sys.argv[1], "rb").read().decode())["hosts"]
assert any(m["name"].startswith("a\x1b[31m\u202eb") and len(m["name"]) < 256
           for m in h), h' "$dir/out" 2>"$dir/diff"
result $? "a hostile name: JSON"
cordon hosts && ! grep -q "$(printf '[\033\xff]')" "$dir/out" &&
	grep -qF '\x1b[31m\u{202e}' "$dir/out"
result $? ": the table"
cordon hosts --csv && python3 -c '
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="", errors="surrogateescape")))
assert len(rows) == 4 and len({len(r) for r in rows}) == 1, rows
assert not any(r[0][:1] in "=+@" for r in rows)' "$dir/out" 2>"$dir/diff"
result $? ": CSV"
for columns in 80 200; do
	COLUMNS=$columns cordon hosts
	grep -q "192.0.2.9 .*$C" "$dir/out" && grep -q "192.0.2.8 .*$B" "$dir/out"
	result $? ": at $columns columns, who it is stands in one piece"
done

# One that gets another address each day is no router; one whose addresses were
# leased to others is a repeater.
for day in 1 2 3 4 5 6; do
	event $C "192.0.2.2$day" $((86400 * (7 - day)))
done >>"$LOG"
echo "$((NOW + 60)) $C 192.0.2.9 phone *" >"$dir/leases"
has 'len(h["192.0.2.9"]["addresses"]) == 7 and not h["192.0.2.9"]["behind_router"]' \
	"other addresses on other days are one machine"
{
	event $C 192.0.2.31 60
	event $C 192.0.2.32 60
} >>"$LOG"
echo "$((NOW + 60)) $A 192.0.2.31 one *" >>"$dir/leases"
echo "$((NOW + 60)) 28:6f:b9:00:00:09 192.0.2.32 two *" >>"$dir/leases"
has 'h["192.0.2.31"]["behind"] == "repeater" and h["192.0.2.31"]["name"] == "one"
     and h["192.0.2.31"]["card"] == "28:6f:b9:00:00:01" and
     h["192.0.2.32"]["name"] == "two"' "behind a repeater, by their leases"
cordon hosts
grep -q "^$C is the MAC of a repeater: 9 addresses behind it" "$dir/out"
result $? ": that is said"
finish
