#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Three machines, one day in a minute: DHCP names, addresses that change, modes,
# an exception that ends, a stretch in which nothing ran. "cordon hosts" says of
# them what a capture of the same traffic counts.
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/netns/threelib.sh
. tests/netns/threelib.sh
needs curl openssl dnsmasq

three_up
# shellcheck disable=SC2034 # lib.sh reads it
LOG='fold = "0s"; flood = 0;'
config_is "on_failure = \"open\"; hosts = { leases = [ \"$LEASES\" ];
	ethers = \"$T/none\"; hosts = \"$T/none\"; names = \"$T/none\"; };
	vendors = ( { id = \"kaspersky\"; }, { id = \"huawei\"; } );"
start_web 8080 443
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
own() { grep '"event_type":"cordon"' $EVE | grep -q "\"event\":\"$1\".*${2-}"; }

check "DHCP gives three machines addresses" three_addresses
check "cordond starts" start_cordond

# The morning, enforced.
try 1 www.kaspersky.com 3
try 1 dl.kaspersky.com 2 6
try 2 metrics1.data.hicloud.com 2
try 3 www.example.org 3
# Noon: observed.
check "observing" cordon mode observe
try 2 www.kaspersky.com 4 6
try 1 metrics1.data.hicloud.com 1
check "enforcing" cordon mode enforce
# An exception that ends.
check "an exception" cordon except add --client 10.3.2.0/24 --vendor huawei \
	--for 8s --reason "contract"
try 2 metrics1.data.hicloud.com 1
check ": ends" wait_for 60 own except 'ex-0001 is over'
try 2 metrics1.data.hicloud.com 2
# A machine has another address, and a stretch in which nothing ran.
check "another address" three_renew 1
try 1 www.kaspersky.com 2 6
logged_so_far() { [ "$(grep -c '"event_type":"alert"' $EVE)" -ge "$1" ]; }
check "all is in the log" wait_for 30 logged_so_far 17
check "cordond is killed" stop_cordond -KILL
from=$(date +%s.%N)
try 1 www.kaspersky.com 2
try 3 metrics1.data.hicloud.com 1
until=$(date +%s.%N)
check ": it starts again" start_cordond
try 3 metrics1.data.hicloud.com 2
check "all of it is" wait_for 30 logged_so_far 19
check "cordond stops" stop_cordond

three_count "$from" "$until" >$T/counted
check "the history takes it" cordon log index
cordon hosts --json >$T/hosts
agrees() {
	python3 - $T/counted $T/hosts <<-'END'
	import json, sys
	want = json.load(open(sys.argv[1]))
	hosts = {h["mac"]: h for h in json.load(open(sys.argv[2]))["hosts"]}
	assert sum(m["quiet"] for m in want.values()) == 3, want
	assert set(hosts) == {m for m in want if want[m]["vendors"]}, hosts
	for mac, h in hosts.items():
	    got = {v["vendor"]: v["events"] for v in h["vendors"]}
	    assert got == want[mac]["vendors"], (mac, got, want[mac])
	    assert set(h["addresses"]) == set(want[mac]["addresses"]), (h, want)
	    assert h["blocked"] + h["passed"] == sum(got.values())
	END
}
check "hosts has what the capture has" agrees
named() {
	python3 - $T/hosts <<-'END'
	import json, sys
	h = {m["mac"][-1]: m for m in json.load(open(sys.argv[1]))["hosts"]}
	assert [h[i]["name"] for i in "123"] == ["anna-laptop", "ben-pc", "printer"]
	assert {m["name_source"] for m in h.values()} == {"dnsmasq"}
	assert len(h["1"]["addresses"]) >= 3 and h["1"]["address"].startswith("10.3.1.")
	assert [h[i]["would_block"] for i in "123"] == [1, 4, 0], h
	assert h["2"]["excepted"] == 1, h
	assert not any(m["behind_router"] for m in h.values())
	END
}
check ": by their names, as it was decided" named
covered() {
	python3 - $EVE "$from" "$until" <<-'END'
	import datetime, json, sys
	def moment(e):
	    return datetime.datetime.strptime(e["timestamp"],
	        "%Y-%m-%dT%H:%M:%S.%f%z").timestamp()
	lines = [json.loads(l) for l in open(sys.argv[1])]
	dark = [float(t) for t in sys.argv[2:]]
	assert not any(dark[0] < moment(e) < dark[1] for e in lines), "alive?"
	after = [e for e in lines if moment(e) >= dark[1]]
	assert after[0]["cordon"]["event"] == "start", after[0]
	modes = [e["cordon"]["event"] for e in lines if e["event_type"] == "cordon"]
	assert modes.count("mode") == 2 and modes.count("start") == 2, modes
	assert modes[-1] == "stop", modes
	END
}
check "the log tells the modes, and when nothing ran" covered
check ": no line is missing" cordon log verify
cordon report --format json >$T/report
reported() {
	python3 - $T/counted $T/report "$from" "$until" <<-'END'
	import datetime, json, sys
	want, d = (json.load(open(p)) for p in sys.argv[1:3])
	def moment(t):
	    return datetime.datetime.strptime(t, "%Y-%m-%dT%H:%M:%S%z").timestamp()
	m = {x["mac"]: x for x in d["machines"]}
	total = {mac: sum(w["vendors"].values()) for mac, w in want.items()}
	total = {mac: n for mac, n in total.items() if n}
	outcomes = ("blocked", "would_block", "excepted", "logged")
	assert {k: sum(x[o] for o in outcomes) for k, x in m.items()} == total, (m, total)
	for mac in m:
	    assert set(m[mac]["addresses"]) == set(want[mac]["addresses"]), m[mac]
	assert [m[k]["machine"] for k in sorted(m)] == ["anna-laptop", "ben-pc",
	    "printer"], m
	f = d["finding"]
	assert f["machines"] == 3 and f["events"] == sum(total.values()), f
	assert f["would_block"] == 5 and f["excepted"] == 1, f
	dark = [g for g in d["gaps"] if "without a word" in g["why"]]
	assert len(dark) == 1, d["gaps"]
	assert moment(dark[0]["from"]) <= float(sys.argv[3]) + 1, dark
	assert moment(dark[0]["until"]) >= float(sys.argv[4]) - 1, dark
	modes = [(s["mode"], s["ended"]) for s in d["stretches"]]
	assert modes == [("enforce", "another began"), ("observe", "another began"),
	    ("enforce", "without a word"), ("enforce", "stopped")], modes
	e, = d["exceptions"]
	assert e["uses"] == 1 and e["state"] == "over" and e["reason"] == "contract", e
	assert [c["after"] for c in d["changes"] if c["event"] == "mode"] == [
	    "observe", "enforce"], d["changes"]
	assert d["ledger"]["missing"] == 0
	END
}
check "the report has what the capture has, and what was dark" reported
cordon report -o $T/report.html
again() { sleep 2; cordon report --compare $T/report.html >$T/again && grep -q '^equal' $T/again; }
check ": made again it is the same" again
for columns in 80 200; do
	COLUMNS=$columns cordon hosts >$T/table
	check "$columns columns: who it is" grep -q \
		"^anna-laptop .*10\.3\.1\.[0-9]* $(three_mac 1)" $T/table
done
done_testing
