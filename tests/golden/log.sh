#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon log: filters against an independent count, the last of many, files of
# any kind, and what is said of what could not be read.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json

cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" >"$dir/out" 2>"$dir/err"; }
# count PYTHON: how many lines of all match, as Python has them.
count() {
	python3 - "$dir/all" "$1" <<-'END'
	import ipaddress, json, sys
	n = 0
	for line in open(sys.argv[1]):
	    e = json.loads(line)
	    m = {k: v[0] for k, v in e["alert"]["metadata"].items()}
	    name = e.get("tls", {}).get("sni", "")
	    src = ipaddress.ip_address(e["src_ip"])
	    dst = ipaddress.ip_address(e["dest_ip"])
	    net = ipaddress.ip_network
	    n += bool(eval(sys.argv[2]))
	print(n)
	END
}
# finds PYTHON OPTIONS...: as many rows as Python finds, and some.
finds() {
	local want
	want=$(count "$1")
	shift
	cordon log --plain "$@"
	[ "$want" -gt 0 ] && [ "$(wc -l <"$dir/out")" -eq "$want" ]
	result $? "$* finds $want events"
}

log_config_is
"$BUILD/tests/bench/events" 3000 40 30 >"$dir/all"
sed -n 1,1000p "$dir/all" >"$LOG.2"
sed -n 1001,2000p "$dir/all" | gzip >"$LOG.1.gz"
sed -n 2001,3000p "$dir/all" >"$LOG"
touch -d '1 hour ago' "$LOG.2"

for where in "rotated files" "sealed files"; do
	cordon log --plain && [ "$(wc -l <"$dir/out")" -eq 3000 ]
	result $? "each line once, of $where"
	finds 'src == ipaddress.ip_address("10.1.0.2")' --client 10.1.0.2
	finds 'src.version == 6 and src in net("2001:db8:1:1::/64")' \
		--client 2001:db8:1:1::/64
	cordon log index
	touch -d '1 hour ago' "$LOG.1.gz"
done
rm "$LOG.2" "$LOG.1.gz"
mac=$(python3 -c 'import json,sys; print(json.loads(sys.stdin.readline())["ether"]["src_mac"])' <"$dir/all")
finds "e['ether']['src_mac'] == '$mac'" --client "${mac^^}"
finds "e['ether']['src_mac'] == '$mac' or src in net('10.1.0.4/31')" \
	--client "$mac" --client 10.1.0.4/31
finds 'm["vendor"] == "zte"' --vendor zte
finds 'm["vendor"] in ("zte", "huawei") and m["role"] == "web"' \
	--vendor zte --vendor huawei --role web
finds 'name.endswith("ztems.com")' --name ztems.com
finds '"tems" in name' --name tems
finds 'name.startswith("web") and name.endswith(".tiktokv.com")' \
	--name 'web*.tiktokv.com'
finds 'dst in net("159.138.80.0/24")' --dest 159.138.80.0/24
finds 'e["cordon"]["outcome"] == "would-block"' --action would-block
finds 'e["app_proto"] == "failed"' --via address
finds '"zte.conf" in m["list"]' --list zte
finds '"zte.conf" in m["list"] and m["line"] == "25"' --rule zte.conf:25
finds 'm["match_value"] == "hicloud.com"' --rule hicloud.com
finds '"2026-07-11T00:00" <= e["timestamp"] < "2026-07-12T00:00"' \
	--since 2026-07-11 --until "2026-07-11 23:59:59"
finds '"2026-07-11T14:00" <= e["timestamp"] < "2026-07-11T16:00:01"' \
	--since "2026-07-11 14:00" --until "2026-07-11 16:00"
cordon log --by vendor --csv --vendor zte
want=$(python3 -c '
import json, sys
print(sum(e["alert"]["context"].get("repeat", 1) for e in map(json.loads, sys.stdin)
      if e["alert"]["metadata"]["vendor"][0] == "zte"))' <"$dir/all")
[ "$(awk -F, 'NR == 2 { print $2 + $3 + $4 + $5 }' "$dir/out")" = "$want" ]
result $? "--by counts events, repeats too"
for by in mac client vendor role name day hour action list via exception; do
	cordon log --by $by --plain
	[ "$(awk -F'\t' '{ n += $2 + $3 + $4 + $5 } END { print n }' \
		"$dir/out")" = "$(python3 -c '
import json, sys
print(sum(e["alert"]["context"].get("repeat", 1)
      for e in map(json.loads, sys.stdin)))' <"$dir/all")" ]
	result $? "--by $by has all of them"
done
cordon log --by exception --plain && grep -q '^-	' "$dir/out"
result $? ": without one, too"
cordon log --by day --plain
[ "$(wc -l <"$dir/out")" -eq 40 ] && sort -c "$dir/out"
result $? ": of days in their order"
cordon log --by day -n 2 --plain && grep -q '^2026-08-09' "$dir/out" &&
	[ "$(wc -l <"$dir/out")" -eq 2 ]
result $? ": with -n the last"
cordon log --by vendor --sort vendor --plain
cut -f1 "$dir/out" | sort -c
result $? "--sort by what they are of"

for form in --plain --csv --json; do
	cordon log -n 5 $form
	tail -5 "$dir/out" >"$dir/last"
	[ "$(grep -vc '^time,' "$dir/out")" -eq 5 ]
	result $? "-n 5 $form has five"
done
cmp -s "$dir/last" <(tail -5 "$dir/all")
result $? ": the last, as they were written"
cordon log -n 700 --vendor tiktok --json
cmp -s "$dir/out" <(grep -F '"vendor":["tiktok"]' "$dir/all" | tail -700)
result $? "-n over sealed files too, in their order"
timeout 2 "$BUILD/cordon" -c "$dir/conf" log -f --plain >"$dir/out"
[ "$(wc -l <"$dir/out")" -eq 10 ]
result $? "-f begins with the last ten"
timeout 2 "$BUILD/cordon" -c "$dir/conf" log -f -n 3 --json >"$dir/out"
cmp -s "$dir/out" <(tail -3 "$dir/all")
result $? ": with -n 3 the last three"
(timeout 3 "$BUILD/cordon" -c "$dir/conf" log -f -n 1 --json >"$dir/out") &
sleep 1.5
head -1 "$dir/all" | sed 's/"seq":1,/"seq":3001,/' >>"$LOG"
wait
[ "$(tail -1 "$dir/out" | grep -c '"seq":3001,')" -eq 1 ] &&
	[ "$(wc -l <"$dir/out")" -eq 2 ]
result $? ": and goes on with what comes"
sed -i '$d' "$LOG"

timeout 5 "$BUILD/cordon" -c "$dir/conf" top -f --by action --plain >"$dir/out" &
sleep 1
head -1 "$dir/all" | sed 's/"seq":1,/"seq":3001,/' >>"$LOG"
sleep 3
kill $! 2>/dev/null
wait
sed -i '$d' "$LOG"
[ "$(sort -u "$dir/out" | grep -c would-block)" -eq 2 ]
result $? "top -f adds what comes"

# Files by name.
gzip -c "$dir/all" >"$dir/a.gz"
xz -c "$dir/all" >"$dir/a.xz"
zstd -qc "$dir/all" >"$dir/a.zst"
for f in all a.gz a.xz a.zst; do
	cordon log "$dir/$f" --plain && [ "$(wc -l <"$dir/out")" -eq 3000 ]
	result $? "of a file: $f"
done
"$BUILD/cordon" -c "$dir/conf" log - --plain <"$dir/a.xz" >"$dir/out" &&
	[ "$(wc -l <"$dir/out")" -eq 3000 ]
result $? "of standard input"
cat >"$dir/suricata.json" <<'END'
{"timestamp":"2026-09-23T08:15:02.114532+0000","event_type":"flow","src_ip":"192.0.2.1"}
{"timestamp":"2026-09-23T08:15:03.114532+0000","flow_id":1,"event_type":"alert","src_ip":"192.0.2.7","src_port":1,"dest_ip":"198.51.100.9","dest_port":443,"proto":"TCP","app_proto":"tls","alert":{"action":"allowed","gid":1,"signature_id":2,"rev":3,"signature":"x","category":"","severity":1},"tls":{"sni":"a.example"}}
END
cordon log "$dir/suricata.json" --plain &&
	grep -qP '\t192.0.2.7\tlogged\t-\t-\ta.example\ttls\t1' "$dir/out"
result $? "of Suricata, as far as it says the same"
cat >"$dir/beside.json" <<'END'
{"timestamp":"2026-09-23T08:15:03.000000+0000","event_type":"drop","src_ip":"192.0.2.7","src_port":1,"dest_ip":"198.51.100.9","dest_port":443,"proto":"TCP","drop":{"len":52,"reason":"rules"}}
{"timestamp":"2026-09-23T08:15:04.000000+0000","event_type":"tls","src_ip":"192.0.2.8","src_port":1,"dest_ip":"198.51.100.9","dest_port":443,"proto":"TCP","tls":{"sni":"b.example","version":"TLS 1.3"}}
{"timestamp":"2026-09-23T08:15:05.000000+0000","event_type":"dns","src_ip":"192.0.2.9","src_port":5,"dest_ip":"198.51.100.53","dest_port":53,"proto":"UDP","dns":{"version":2,"type":"query","id":7,"rrname":"c.example","rrtype":"A"}}
{"timestamp":"2026-09-23T08:15:06.000000+0000","event_type":"dns","src_ip":"192.0.2.9","src_port":5,"dest_ip":"198.51.100.53","dest_port":53,"proto":"UDP","dns":{"version":3,"type":"request","queries":[{"rrname":"d.example","rrtype":"A"}]}}
{"timestamp":"2026-09-23T08:15:07.000000+0000","event_type":"dns","src_ip":"198.51.100.53","src_port":53,"dest_ip":"192.0.2.9","dest_port":5,"proto":"UDP","dns":{"version":3,"type":"response","queries":[{"rrname":"d.example","rrtype":"A"}]}}
{"timestamp":"2026-09-23T08:15:08.000000+0000","event_type":"http","src_ip":"192.0.2.9","src_port":5,"dest_ip":"198.51.100.9","dest_port":80,"proto":"TCP","http":{"hostname":"e.example","url":"/"}}
{"timestamp":"2026-09-23T08:15:09.000000+0000","event_type":"stats","stats":{"uptime":1}}
END
cat >"$dir/want" <<'END'
192.0.2.7 blocked 198.51.100.9:443 address
192.0.2.8 logged b.example tls
192.0.2.9 logged c.example dns
192.0.2.9 logged d.example dns
192.0.2.9 logged e.example http
END
told() { awk -F'\t' '{ print $2, $3, $6, $7 }' "$dir/out"; }
cordon log "$dir/beside.json" --plain && told | diff "$dir/want" - &&
	cordon log "$dir/beside.json" -n 3 --plain &&
	told | diff <(tail -3 "$dir/want") -
result $? "what it dropped, and names that it read beside alerts"
cordon log "$dir/beside.json" --by client --plain &&
	[ "$(wc -l <"$dir/out")" -eq 3 ]
result $? ": counted, too"
cat "$dir/beside.json" >"$dir/beside-eve.json"
echo "log = { file = \"$dir/beside-eve.json\"; }; state = \"$dir/beside-state\";" \
	>"$dir/beside.conf"
"$BUILD/cordon" -c "$dir/beside.conf" log --plain 2>/dev/null >"$dir/out"
[ ! -s "$dir/out" ]
result $? ": in our own log only what cordond wrote counts"
cordon log --sort first --plain
[ $? -eq 64 ] && grep -q 'sort is of counts' "$dir/err"
result $? "--sort of what is listed is refused, and why"

# What cannot be read.
head -c 20000 "$dir/a.gz" >"$dir/cut.gz"
cordon log "$dir/cut.gz" "$dir/all" --plain
[ $? -eq 66 ] && grep -q 'cut.gz: it ends too early' "$dir/err" &&
	[ "$(wc -l <"$dir/out")" -gt 3000 ]
result $? "a file that ends too early is told, and the others are read"
cordon log "$dir/missing" "$dir/all"
[ $? -eq 66 ] && grep -q 'missing: No such file' "$dir/err" &&
	grep -q 'but for 1 file that cannot be read' "$dir/out"
result $? "a file that is not there"
sealed=$(find "$dir/log/sealed" -name '*1.jsonl.zst' | head -1)
mv "$sealed" "$sealed.away"
cordon log --plain
[ $? -eq 66 ] && grep -q "$(basename "$sealed"): No such file" "$dir/err"
result $? "a sealed file that is missing"
mv "$sealed.away" "$sealed"
cordon log --vendor zte --until 2026-06-01
grep -q '^nothing found' "$dir/out"
result $? "nothing found is said"
cordon log --vendor zte
grep -q '^looked at: all since 2026-07-01 00:00:00 UTC, where the log begins' \
	"$dir/out"
result $? "and from when on it was looked at"

cordon log --columns seq,mac,rule,citation --csv -n 1
[ "$(head -1 "$dir/out")" = seq,mac,rule,citation ]
result $? "--columns chooses them, in their order"
cordon log --columns seq,max
[ $? -eq 64 ] && grep -q 'does not know "max"; it knows time, client' "$dir/err"
result $? ": and says which there are"
cordon log --csv -n 1
for column in mac rule list line authority citation mode seq; do
	head -1 "$dir/out" | grep -qw $column
	result $? "CSV has $column"
done
cordon log --client nobody
[ $? -eq 64 ]
result $? "a client that is none"
finish
