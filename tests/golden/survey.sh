#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# "cordon survey": what enforcing would have refused is what the log says would
# have been; addresses that others use, too; who would notice.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
export TZ=UTC
LOG=$dir/log/eve.json
cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" >"$dir/out" 2>"$dir/err"; }
value() { # PATH: of survey.json, in Python
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$dir/survey.json" "$1"
}

log_config_is
"$BUILD/tests/bench/events" 6000 20 30 |
	python3 tests/golden/report.py log >"$LOG"
same() { # OPTIONS
	cordon survey --json "$@" && cp "$dir/out" "$dir/survey.json" &&
		cordon log -n 100000 --by mac --action would-block --csv "$@" &&
		python3 - "$dir/survey.json" "$dir/out" <<-'END'
	import csv, json, sys
	d = json.load(open(sys.argv[1]))
	want = {r["mac"]: int(r["would block"]) for r in csv.DictReader(open(sys.argv[2]))}
	got = {}
	for m in d["machines"]:
	    got[m["mac"]] = got.get(m["mac"], 0) + m["would_block"]
	assert got == want and want, (got, want)
	assert d["would_block"] == sum(want.values())
	assert sum(v["would_block"] for v in d["vendors"]) == d["would_block"]
	END
	result $? "what \"cordon log --action would-block${*:+ $*}\" has"
}
same
same --since 2026-07-03T11:22:33Z --until 2026-07-06T01:02:03Z
same --vendor zte
cordon survey --csv --vendor zte && [ "$(head -1 "$dir/out" | cut -d, -f1,2)" = machine,mac ]
result $? "CSV has the machines"
cordon survey --json --until 2026-07-10T23:59:59Z && cp "$dir/out" "$dir/survey.json"
[ "$(value '[v["observed"] for v in d["vendors"] if v["vendor"] == "huawei"]')" = "['20.00 %']" ]
result $? "how much was observed"
[ "$(value 'd["shared"]')" = '[]' ]
result $? "no address that others use"
value 'd["exceptions"][0]["command"]' |
	grep -qE '^cordon except add --client 52:54:[0-9a-f:]* --vendor [a-z]* --for 30d'
result $? "who would notice, and the command for it"

python3 - "$LOG" <<'END'
import json, sys
lines = open(sys.argv[1]).read().splitlines()
base = next(json.loads(l) for l in reversed(lines)
            if '"sni"' in l and '"would-block"' in l)
base["timestamp"] = json.loads(lines[-1])["timestamp"]
for k in ("repeat", "first", "last"):
    base["alert"]["context"].pop(k, None)
seq = json.loads(lines[-1])["cordon"]["seq"]
base["dest_ip"] = "198.51.100.9"
with open(sys.argv[1], "a") as f:
    def put(**more):
        global seq
        seq += 1
        base["cordon"]["seq"] = seq
        f.write(json.dumps(base, separators=(",", ":")) + "\n")
    base["tls"]["sni"] = "update.zte.example"
    put()
    del base["tls"]
    base["app_proto"] = "failed"
    base["alert"]["metadata"].update(match_type=["ip"],
                                     match_value=["198.51.100.0/24"])
    base["alert"]["context"]["name"] = "shop.example.net\x1b[31m=cmd()"
    put()
    put()
    base["alert"]["context"]["name"] = "update.zte.example"
    put()
    base["alert"]["context"].pop("name")
    put()
    base["dest_ip"] = "198.51.100.10"
    put()
    base["alert"]["metadata"]["vendor"] = ["zte;reboot"]
    put()
END
cordon survey --json && cp "$dir/out" "$dir/survey.json"
[ "$(value '[(s["address"], s["restricted"], len(s["others"]), s["events"])
	for s in d["shared"]]')" = \
	"[('198.51.100.9', ['update.zte.example'], 1, 2)]" ]
result $? "an address that restricted names and others use"
[ "$(value 'any("reboot" in e["command"] for e in d["exceptions"])')" = False ]
result $? "no command of what is no vendor"
for columns in 80 200; do
	COLUMNS=$columns cordon survey && ! grep -q $'\e' "$dir/out" &&
		[ "$(awk '{ if (length($0) > n) n = length($0) } END { print n }' \
			"$dir/out")" -le $columns ]
	result $? "$columns columns: it fits, and a terminal obeys none of it"
done

cordon survey --since 2026-07-09T00:00:00Z --vendor dahua
[ $? -eq 0 ] && grep -q 'nothing was observed' "$dir/out"
result $? "what was not observed is said"
cordon survey --since 2026-07-03T00:00:00Z --until 2026-07-04T00:00:00Z --vendor dahua
[ $? -eq 0 ] && grep -q 'nothing was observed' "$dir/out"
result $? ": a vendor that was off, too"
finish
