#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A client that is erased at its gateway is erased at the centre, too: no byte of
# its address is left there, nothing is missing, and who ordered it is told.
# shellcheck source=tests/fleet/lib.sh
. "$(dirname "$0")/lib.sh"
for i in 1 2; do
	mkdir -p "$dir/$i/log" "$dir/$i/state"
	cat >"$dir/$i/conf" <<-END
	catalogue = "$PWD/ruleset/vendors"; local_catalogue = "$dir/none";
	state = "$dir/$i/state"; run = "$dir/run"; gateway = "site$i";
	log = { file = "$dir/$i/log/eve.json"; };
	centre = { url = "http://127.0.0.1:8123/"; };
	END
	"$BUILD/tests/bench/events" 3000 10 12 $i | sed "s/00112233445566778899/\
0011223344556677889$i/; s/\"gateway\":\"[^\"]*\"/\"gateway\":\"site$i\"/" \
		>"$dir/$i/log/eve.json"
done
# Another's line that names it, one whose address only looks like it, and what
# befell cordon.
python3 - "$dir/1/log/eve.json" <<'END'
import json, sys
with open(sys.argv[1], "r+") as f:
    lines = f.read().splitlines()
    other = json.loads(next(l for l in lines if '"10.1.0.3"' in l and
                            '"sni"' in l))
    seq = json.loads(lines[-1])["cordon"]["seq"]
    for name in ("h.10.1.0.2.example", "110.1.0.2", "10.1.0.22"):
        seq += 1
        other["tls"]["sni"] = name
        other["cordon"]["seq"] = seq
        f.write(json.dumps(other, separators=(",", ":")) + "\n")
    other["dest_ip"] = "10.1.0.2"
    other["tls"]["sni"] = "last.example"
    other["cordon"]["seq"] = seq + 1
    f.write(json.dumps(other, separators=(",", ":")) + "\n")
    f.write(json.dumps({"timestamp": other["timestamp"],
        "event_type": "cordon", "cordon": {"gateway": "site1",
        "stream": other["cordon"]["stream"], "seq": seq + 2,
        "event": "exception", "detail": "added ex-0001 for 10.1.0.2."}},
        separators=(",", ":")) + "\n")
END
of() { # NUMBER WORD...
	"$BUILD/cordon" -c "$dir/$1/conf" "${@:2}"
}
centre_config "$dir/centre"
# What was written anew goes at once, not after eight minutes.
sed -i 's|<timezone>|<merge_tree><old_parts_lifetime>1</old_parts_lifetime>\
</merge_tree><timezone>|' "$dir/centre/config.xml"
start_centre "$dir/centre"
wait_for_centre && make_tables
result $? "a centre is made of the files"
for i in 1 2; do
	of $i ship --once >"$dir/out" 2>"$dir/err"
	result $? "the log of gateway $i arrives"
done
whole() { # all lines, each once, and sums of them
	of 1 log verify --fleet >"$dir/out" 2>"$dir/err" &&
		grep -q '^nothing is wrong' "$dir/out"
}
names() { # of the events at the centre that name the client
	sql "SELECT count() FROM cordon.events WHERE gateway = 'site$1' AND
		(client = '10.1.0.2' OR dest = '10.1.0.2' OR
		match(concat(name, ' ', target, ' ', detail),
		'(^|[^0-9])10\\\\.1\\\\.0\\\\.2(\$|[^0-9])'))"
}
roll "$dir" >"$dir/out" 2>&1
[ "$(names 1)" -gt 100 ] && whole
result $? "the centre has the client, and is whole"
other=$(names 2)
lines=$(sql "SELECT count() FROM cordon.events")
kept=$(sql "SELECT sum(n) FROM cordon.events WHERE gateway = 'site1' AND
	client != '10.1.0.2'")

of 1 log erase --client 10.1.0.2 --confirm >"$dir/out" 2>"$dir/err" &&
	grep -q 'centre of the fleet is told' "$dir/out" &&
	ls "$dir/1/state/ship"/order-* >/dev/null
result $? "it is erased at its gateway"
of 1 ship --once >"$dir/out" 2>"$dir/err" &&
	! ls "$dir/1/state/ship"/order-* >/dev/null 2>&1 &&
	[ "$(sql "SELECT count() FROM cordon.orders")" = 1 ]
result $? ": the order arrives at the centre"

# The job is killed over it, again and again.
for _ in 1 2 3; do
	LOCK=$dir/roll.lock CLICKHOUSE_CLIENT=clickhouse-client \
		setsid sh "$FLEET/roll.sh" >/dev/null 2>&1 &
	job=$!
	sleep 0.5
	kill -9 -$job 2>/dev/null
	wait $job 2>/dev/null
done
gone() {
	roll "$dir" >"$dir/out" 2>&1
	[ "$(names 1)" = 0 ] && [ "$(sql "SELECT count() FROM cordon.orders")" = 0 ]
}
wait_for 60 gone
result $? ": which carries it out, though it was killed"
[ "$(sql "SELECT count() FROM cordon.events")" = "$lines" ] &&
	[ "$(sql "SELECT sum(n) FROM cordon.events WHERE gateway = 'site1'")" = \
		"$kept" ] &&
	[ "$(sql "SELECT sum(n) FROM cordon.hour_client FINAL WHERE
		gateway = 'site1'")" = "$kept" ] &&
	[ "$(sql "SELECT sum(n) FROM cordon.day_fact FINAL WHERE
		gateway = 'site1'")" = "$kept" ]
result $? ": no line less, and sums of the rest"
[ "$(sql "SELECT count() FROM cordon.events WHERE name IN ('110.1.0.2',
	'10.1.0.22', 'h.xxxxxxxx.example')")" = 3 ]
result $? ": what only looks like it stays"
[ "$(names 2)" = "$other" ]
result $? ": as does another's of the same address, behind another gateway"
whole
result $? ": verify: all is whole"
grep -q "^site1: [0-9]* lines erased by order of" "$dir/out" &&
	of 1 log verify --fleet --json | python3 -c 'import json, sys
d = json.load(sys.stdin)
e = d["erased"]
assert len(e) == 1 and e[0]["gateway"] == "site1" and e[0]["by"], d
assert e[0]["lines"] > 100 and e[0]["done_at"] >= e[0]["asked_at"], d
assert d["wrong"] == [] and sum(s["missing"] for s in d["streams"]) == 0, d' \
		2>"$dir/diff"
result $? ": and says what was erased, when, and by whom"
for by in name client vendor; do
	of 1 top --by $by --csv -n 1000 >"$dir/own" 2>/dev/null
	of 1 top --by $by --csv -n 1000 --gateway site1 >"$dir/far" 2>"$dir/err" &&
		diff "$dir/own" "$dir/far" >"$dir/diff"
	result $? ": top by $by is the gateway's"
done
# All of it, of all: no byte is left on the disk.
of 1 log erase --client 10.1.0.2 --fleet >"$dir/out" 2>"$dir/err" &&
	grep -q 'nothing is erased without --confirm' "$dir/out" &&
	[ "$(sql "SELECT count() FROM cordon.orders")" = 0 ]
result $? "of the fleet: nothing without --confirm"
of 1 log erase --client 10.1.0.2 --fleet --confirm >"$dir/out" 2>"$dir/err" &&
	grep -q 'centre is told' "$dir/out" && roll "$dir" >"$dir/out" 2>&1 &&
	[ "$(names 1) $(names 2)" = "0 0" ] && whole
result $? "of the fleet: of each gateway"
mac=$(sql "SELECT any(mac) FROM cordon.events WHERE mac != '' AND
	gateway = 'site2'")
of 1 log erase --client "$mac" --gateway site2 --confirm >"$dir/out" \
	2>"$dir/err" && roll "$dir" >"$dir/out" 2>&1 &&
	[ "$(sql "SELECT count() FROM cordon.events WHERE mac = '$mac' AND
		gateway = 'site2'")" = 0 ] && whole
result $? "by a MAC"
# Parts are packed: each is asked for what it has, those that are not in use,
# too; texts of commands are not packed.
clean() {
	[ "$(sql "SELECT count() FROM system.parts WHERE database = 'cordon' AND
		NOT active")" = 0 ] &&
		! grep -raqF "10.1.0.2 " "$dir/centre/data" &&
		! grep -raqE "'10\.1\.0\.2'" "$dir/centre/data"
}
wait_for 60 clean
result $? "no part of before is left, and no command names it"
left=0
for t in events hour_client day_fact orders erasures ledger gateways coverage; do
	left=$((left + $(sql "SELECT * FROM cordon.$t" |
		grep -cP '(?<![0-9])10\.1\.0\.2(?![0-9])')))
done
[ $left = 0 ]
result $? "nor does any table"
finish
