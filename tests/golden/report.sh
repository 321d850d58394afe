#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# "cordon report": its numbers are those of "cordon log", what was not measured
# is said, names of strangers stay text in all its forms, and it can be made
# again of the log alone.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
export TZ=UTC
LOG=$dir/log/eve.json
look() { python3 tests/golden/report.py "$@" 2>"$dir/why" ||
	{ sed 's/^/# /' "$dir/why"; return 1; }; }
cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" >"$dir/out" 2>"$dir/err"; }
# report [OPTIONS]: all four forms of it, as r.html, r.txt, r.csv, r.json.
report() {
	local form
	for form in html txt csv json; do
		cordon report -o "$dir/r.$form" "$@" || return 1
	done
}
value() { # PATH: of r.json, in Python
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$dir/r.json" "$1"
}

log_config_is
"$BUILD/tests/bench/events" 9000 10 30 >"$dir/events"
look log <"$dir/events" >"$LOG"

# --- numbers -------------------------------------------------------------
same() { # OPTIONS: what the report counts, "cordon log" does
	local by bad=0
	cordon report --format json "$@" && cp "$dir/out" "$dir/r.json" || bad=1
	for by in vendor name day mac; do
		cordon log -n 100000 --csv --by $by "$@" &&
			look counts "$dir/r.json" $by "$dir/out" || bad=1
	done
	result $bad "$TZ: the numbers of \"cordon log${*:+ $*}\""
}
for TZ in UTC Europe/Berlin Asia/Kolkata; do
	export TZ
	same
	same --since 2026-07-03T11:22:33Z --until 2026-07-08T01:02:03Z
	same --vendor zte --vendor kaspersky --since 2026-07-05T00:00:00Z
done
export TZ=UTC
same --utc --since 2026-07-09T00:00:00Z

# --- forms ---------------------------------------------------------------
report --until 2026-07-10T23:59:59Z
result $? "all forms of it"
look page "$dir/r.html"
result $? ": a page, of which nothing is fetched"
look csv "$dir/r.csv"
result $? ": CSV"
[ "$(value 'd["schema"]')" = cordon.report/1 ]
result $? ": JSON"
[ "$(stat -c %a "$dir/r.html")" = 640 ]
result $? ": not for everybody"
cordon report && grep -q '^1\. Finding' "$dir/out"
result $? "text where no form is asked for"
cordon report -o "$dir/none/r.html"
[ $? -eq 73 ] && grep -q 'none/r.html' "$dir/err"
result $? "where it cannot be written it says so"
cordon report --since 2026-08-01 --until 2026-07-01
[ $? -eq 64 ]
result $? "a period that ends before it begins"
cordon report --vendor zzte
[ $? -eq 64 ] && grep -q 'zte' "$dir/err"
result $? "a vendor that is none"
for columns in 80 200; do
	COLUMNS=$columns cordon report
	[ "$(awk '{ if (length($0) > n) n = length($0) } END { print n }' \
		"$dir/out")" -le $columns ]
	result $? "$columns columns: it fits"
	grep -q '^10\.1\.0\.[0-9]* *52:54:00:00:00:0' "$dir/out"
	result $? ": with who it is"
done

# --- coverage ------------------------------------------------------------
# Ten days, of which two hours and three hours and five minutes are dark.
[ "$(value 'd["finding"]["period_seconds"]')" = 864000 ] &&
	[ "$(value 'd["finding"]["measured_seconds"]')" = $((864000 - 7200 - 11100)) ]
result $? "what was measured"
[ "$(value '[(g["from"], g["seconds"]) for g in d["gaps"]]')" = \
	"[('2026-07-05T00:00:00Z', 7200), ('2026-07-07T05:55:00Z', 11100)]" ]
result $? ": and when it was not"
[ "$(value '[g["why"].split()[1] for g in d["gaps"]]')" = "['was', 'ended']" ]
result $? ": and why"
[ "$(value '[(s["mode"], s["ended"], s["lost"], s["unjudged_passed"], s["away_ms"])
	for s in d["stretches"]]')" = "[('enforce', 'another began', 0, 0, 0), \
('observe', 'stopped', 40, 2, 17), ('enforce', 'without a word', 0, 0, 0), \
('enforce', 'goes on', 0, 0, 0)]" ]
result $? ": which mode when, how it ended, what is lost"
[ "$(value '[v["enforced"] for v in d["coverage_vendors"]
	if v["vendor"] in ("zte", "huawei")]')" = "['77.88 %', '97.88 %']" ]
result $? ": of each vendor"
! grep -q 'class="good"' "$dir/r.html"
result $? ": nothing of it is green"
grep -q 'All of the period was measured' "$dir/out"; [ $? -eq 1 ] &&
	cordon report --since 2026-07-09T00:00:00Z --until 2026-07-09T12:00:00Z &&
	grep -q 'All of the period was measured' "$dir/out"
result $? ": but for what was measured, all of it"
report --since 2026-08-01T00:00:00Z --until 2026-08-02T00:00:00Z &&
	grep -q 'Not measured' "$dir/r.txt" && grep -q 'Not measured' "$dir/r.html" &&
	! grep -q 'class="good"' "$dir/r.html" &&
	[ "$(value 'd["finding"]["measured_seconds"]')" = 0 ] &&
	[ "$(value 'd["coverage"]["measured"]')" = 'nothing: not measured' ]
result $? "a period in which nothing ran: not measured, in no green"
look page "$dir/r.html" && look csv "$dir/r.csv"
result $? ": whole in its forms"
report --vendor dahua --since 2026-07-02T00:00:00Z --until 2026-07-03T00:00:00Z &&
	grep -q 'No machine was seen' "$dir/r.txt" &&
	! grep -q '<p class="good">No machine' "$dir/r.html"
result $? "nothing found of what was off: not green either"
report --vendor zte --since 2026-07-09T00:00:00Z --until 2026-07-09T00:00:00Z &&
	[ "$(value 'd["finding"]["period_seconds"]')" = 1 ]
result $? "a second"

# --- again ---------------------------------------------------------------
report --until 2026-07-10T23:59:59Z
again() {
	sed -n 's/.*<code>\(cordon report .*\)<\/code>.*/\1/p' "$dir/r.html" |
		sed "s/&#39;/'/g; s|^cordon|\"$BUILD/cordon\" -c \"$dir/conf\"|" \
		>"$dir/again"
	bash "$dir/again" >"$dir/out" 2>"$dir/err"
}
again && grep -q '^equal' "$dir/out"
result $? "made again of the log alone it is the same"
cordon log index && again
result $? ": with a history, too"
sed -i '0,/&quot;blocked&quot;:/s/&quot;blocked&quot;:[0-9]*/\&quot;blocked\&quot;:1/' \
	"$dir/r.html"
again
[ $? -eq 1 ] && grep -q '^finding: blocked *1 ' "$dir/out"
result $? ": a number that was changed is named"
report --until 2026-07-10T23:59:59Z
cp "$LOG" "$dir/whole"
grep -n '"event_type":"alert"' "$LOG" | sed -n '500{s/:.*//p;q}' |
	xargs -I{} sed -i '{}d' "$LOG"
again
[ $? -eq 1 ] && grep -q '^finding: events' "$dir/out"
result $? ": and a line that went"
rm -rf "$dir/state" && mkdir "$dir/state"
report && [ "$(value 'd["streams"][0]["missing"]')" = 1 ] &&
	grep -q 'Lines of the log are missing' "$dir/r.txt"
result $? ": which the report says itself"
cp "$dir/whole" "$LOG"
echo '<p>no report</p>' >"$dir/other"
cordon report --compare "$dir/other"
[ $? -eq 65 ]
result $? "what is no report"
cordon report --compare "$dir/nothing"
[ $? -eq 66 ]
result $? "what is not there"
rm -rf "$dir/state" && mkdir "$dir/state"

# --- strangers' words ----------------------------------------------------
evil=$'</script><b2 onload="x">\'"&\n\e[31m\xe2\x80\xae'
python3 - "$LOG" "$dir" "$evil" <<'END'
import json, sys
log, folder, evil = sys.argv[1:]
lines = open(log).read().splitlines()
base = next(json.loads(l) for l in reversed(lines) if '"sni"' in l)
for k in ("repeat", "first", "last"):
    base["alert"]["context"].pop(k, None)
seq = json.loads(lines[-1])["cordon"]["seq"]
with open(log, "a") as f:
    for i, name in enumerate((evil, "=cmd()|' /C calc'!A0", "+1", "-1+2", "@x",
                              "a,b\"c", "\\x00\u2028\ufeff", "%s%n%d")):
        base["cordon"]["seq"] = seq + 1 + i
        base["tls"]["sni"] = name
        base["alert"]["metadata"]["vendor"] = ["=" + evil if i else evil]
        base["alert"]["metadata"]["role"] = [name]
        base["ether"]["src_mac"] = "52:54:00:ff:00:0%d" % i
        base["src_ip"] = "10.9.0.%d" % i
        base["alert"]["metadata"]["exception"] = ["ex-0001"]
        base["alert"]["action"] = "allowed"
        base["cordon"]["outcome"] = "excepted"
        f.write(json.dumps(base, separators=(",", ":")) + "\n")
with open(folder + "/names", "w") as f:
    f.write("10.9.0.0 </script><b2>&\"'\n10.9.0.1 =cmd()\n")
def text(s):
    return '"' + "".join({"\\": "\\\\", '"': '\\"', "\n": "\\n"}.get(
        c, "\\x1b" if c == "\x1b" else c) for c in s) + '"'
open(folder + "/state/exceptions.conf", "w").write("exceptions = ( { id = "
    '"ex-0001"; client = "10.9.0.0"; vendor = "zte"; role = ""; name = ""; owner = '
    + text("=" + evil) + "; reason = " + text(evil) + "; ticket = " + text("+1") +
    '; created = "2026-07-01T00:00:00Z"; until = "2026-07-20T00:00:00Z"; '
    'removed = ""; } );\n')
open(folder + "/log/audit.json", "w").write(json.dumps({
    "schema": "cordon.audit/1", "timestamp": "2026-07-02T00:00:00.000000+0000",
    "event": "mode", "uid": 0, "user": evil, "command": "=" + evil,
    "detail": evil, "before": evil, "after": "@" + evil}) + "\n")
END
sed -i "s|^log =|hosts = { leases = [ ]; ethers = \"$dir/none\"; hosts = \"$dir/none\"; names = \"$dir/names\"; }; log =|" "$dir/conf"
report --title "=$evil" --contract "$evil"
result $? "hostile names: it is made"
look page "$dir/r.html"
result $? ": the page is whole"
look csv "$dir/r.csv"
result $? ": CSV, without formulas"
! grep -q $'\e' "$dir/r.html" "$dir/r.txt" "$dir/r.csv" "$dir/r.json" &&
	! grep -q $'\xe2\x80\xae' "$dir/r.html" "$dir/r.txt" "$dir/r.csv" "$dir/r.json"
result $? ": nothing that a terminal obeys"
[ "$(value 'sum(m["excepted"] for m in d["machines"])')" = 8 ] &&
	[ "$(value "sum('</script><b2 onload=\"x\">' in x['destination'] for x in d['destinations'])")" = 1 ] &&
	[ "$(value '[e["uses"] for e in d["exceptions"]]')" = '[8]' ]
result $? ": all is told as it was"
[ "$(grep -c '<' "$dir/r.html")" -gt 100 ] &&
	grep -q '&lt;/script&gt;&lt;b2 onload=&quot;x&quot;&gt;&#39;&quot;&amp;\\x0a\\x1b\[31m\\u{202e}' "$dir/r.html"
result $? ": as text"

# --- again, of what the log has not ---------------------------------------
cordon report --until 2026-08-01 -o "$dir/then.json"
differs() { # PLACE VALUE: of a report in which this is another; exit status
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
exec("d" + sys.argv[2] + " = " + sys.argv[3])
json.dump(d, open(sys.argv[4], "w"))' "$dir/then.json" "$1" "$2" "$dir/now.json"
	cordon report --until 2026-08-01 --compare "$dir/now.json"
}
cordon report --until 2026-08-01 --compare "$dir/then.json" &&
	grep -q '^equal' "$dir/out"
result $? "with exceptions, changes and names it is the same"
bad=0
while read -r place value told; do
	differs "$place" "$value"
	[ $? -eq 1 ] && grep -q "^$told " "$dir/out" || { bad=1; break; }
done <<'END'
["exceptions"][0]["until"] "2026-07-21T00:00:00Z" exceptions, row 1: until
["exceptions"][0]["reason"] "good" exceptions, row 1: reason
["exceptions"][0]["removed"] "2026-07-19T00:00:00Z" exceptions, row 1: removed
["exceptions"] [] exceptions: rows
["changes"][0]["who"] "me" changes, row 1: who
["changes"][0]["after"] "enforce" changes, row 1: after
["changes"] [] changes: rows
["law"][0]["authority"] "nobody" law, row 1: authority
["law"][0]["citation"] "s.1" law, row 1: citation
["passed"][0]["events"] 1 passed, row 1: events
END
result $bad ": what was changed in any of it is named"
differs '["made"]["catalogue"]' '"none"' && grep -q '^the catalogue is another' "$dir/out"
result $? ": another catalogue, too"
differs '["machines"][0]["machine"]' '"old-name"' &&
	grep -q '^machines, row 1: machine *old-name ' "$dir/out" &&
	grep -q '^1 machine has another name today' "$dir/out" &&
	grep -q '^equal' "$dir/out"
result $? ": a name that is another today is told, and no difference"

# --- nobody is named -----------------------------------------------------
report --anonymize --until 2026-08-01
result $? "without names"
python3 - "$dir/r.json" "$dir/r.csv" "$dir/r.html" "$dir/r.txt" <<-'END'
	import json, sys
	texts = [open(p).read() for p in sys.argv[1:]]
	d = json.loads(texts[0])
	# Whom it was tried to reach is the finding, whatever it is called.
	for key in ("destinations", "days", "vendors", "coverage_vendors", "passed"):
	    d.pop(key)
	for m in d["machines"]: m.pop("roles")
	for c in d["changes"]: c.pop("before"), c.pop("after")
	texts[0] = json.dumps(d)
	for t in texts:
	    assert not any(w in t for w in ("52:54:00", "10.1.0.", "10.9.0", "2001:db8")), t
	assert "onload" not in texts[0] and "+1" not in texts[0]
	END
result $? ": no machine, no person, no reason"
first=$(value '[m["machine"] for m in d["machines"]][:3]')
rm -rf "$dir/state/history.db"*
report --anonymize --vendor zte --until 2026-08-01
[ -n "$(value 'd["machines"][0]["machine"]')" ] &&
	[[ $first == *machine-* ]] &&
	[ "$(value "len(set(m['machine'] for m in d['machines']) & set($first)) > 0")" = True ]
result $? ": who was one stays one"

# --- a log that is long, not sealed ---------------------------------------
rm -rf "$dir/log" "$dir/state" && mkdir -p "$dir/log" "$dir/state"
"$BUILD/tests/bench/events" 54000 30 20 | sed 20000d >"$LOG"
cordon report --format json && cp "$dir/out" "$dir/r.json"
[ "$(stat -c %s "$LOG")" -gt $((64 << 20)) ] &&
	[ "$(value '[(s["first"], s["last"], s["missing"]) for s in d["streams"]]')" = \
		'[(1, 54000, 1)]' ]
result $? "a long log: what is missing the history has noted"
cordon log index && cordon report --format json && cp "$dir/out" "$dir/r.json"
[ "$(value '[(s["first"], s["last"], s["missing"]) for s in d["streams"]]')" = \
	'[(1, 54000, 1)]' ]
result $? ": and wrote down"

# --- signed --------------------------------------------------------------
log_config_is "seal_key = \"$dir/key\";"
cordon log key && key=$(sed -n 's/.* -P //p' "$dir/out") && report &&
	minisign -Vqm "$dir/r.html" -P "$key" && [ -e "$dir/r.csv.minisig" ]
result $? "signed, minisign says"
grep -q "$key" "$dir/r.html"
result $? ": and the page says by what"
echo >>"$dir/r.html"
! minisign -Vqm "$dir/r.html" -P "$key" >"$dir/out" 2>&1
result $? ": and no other page"
rm "$dir/key" "$dir/r.html.minisig"
cordon report -o "$dir/r.html" && grep -q 'is not signed' "$dir/err" &&
	[ ! -e "$dir/r.html.minisig" ]
result $? "without its key it is not, which is told"

# --- by a timer ----------------------------------------------------------
cordon report --scheduled && [ ! -e "$dir/log/report" ] &&
	grep -q 'log.report is off' "$dir/out"
result $? "by the timer nothing, until it is asked for"
log_config_is 'report = true;'
cordon report --scheduled &&
	[ "$(stat -c %a "$dir/log/report/latest.html")" = 640 ] &&
	[ "$(stat -c %g "$dir/log/report/latest.html")" = \
		"$(stat -c %g "$dir/log")" ] &&
	look page "$dir/log/report/latest.html"
result $? ": then the latest, for who may read the log"
month=$(date -d "$(date +%Y-%m-15) -1 month" +%Y-%m)
look page "$dir/log/report/$month.html" &&
	grep -q "$month-01 00:00:00 to $month-[23][0-9] 23:59:59" \
		"$dir/log/report/$month.html"
result $? ": and the month that is over"
echo kept >"$dir/log/report/$month.html"
cordon report --scheduled && grep -qx kept "$dir/log/report/$month.html"
result $? ": once"

# --- no log --------------------------------------------------------------
rm -rf "$dir/log" "$dir/state" && mkdir -p "$dir/log" "$dir/state"
report
grep -q 'Not measured' "$dir/r.txt" && ! grep -q 'class="good"' "$dir/r.html" &&
	look page "$dir/r.html"
result $? "no log at all: not measured"
finish
