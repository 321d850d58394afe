#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What was in force, and what people changed: the centre has it as each gateway
# has, whenever somebody dies; "report", "survey" and "audit" say the same of it,
# and what of a fleet was not measured.
# shellcheck source=tests/fleet/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json
UNTIL=2026-07-10T23:59:59Z
centre='centre = { url = "http://127.0.0.1:8123/"; };'
for i in 1 2; do
	mkdir -p "$dir/$i/log" "$dir/$i/state"
	cat >"$dir/$i/conf" <<-END
	catalogue = "$PWD/ruleset/vendors"; local_catalogue = "$dir/none";
	state = "$dir/$i/state"; run = "$dir/run"; gateway = "site$i";
	block_list = "$dir/$i/block.list"; user = "";
	log = { file = "$dir/$i/log/eve.json"; }; $centre
	END
	"$BUILD/tests/bench/events" $((i * 2000)) 10 30 $i |
		python3 tests/golden/report.py log | sed "s/00112233445566778899/\
0011223344556677889$i/; s/\"gateway\":\"[^\"]*\"/\"gateway\":\"site$i\"/" \
		>"$dir/$i/all"
	: >"$dir/$i/log/eve.json"
done
of() { # NUMBER WORD...
	"$BUILD/cordon" -c "$dir/$1/conf" "${@:2}"
}
ship() { of "$1" ship --once >"$dir/out" 2>"$dir/err"; }
lines() { # NUMBER FIRST LAST: of what it writes
	sed -n "$2,$3p" "$dir/$1/all" >>"$dir/$1/log/eve.json"
}
centre_up
for i in 1 2; do
	of $i block "one$i.example.com" >"$dir/out" 2>"$dir/err"
	of $i except add --client 10.1.0.7 --vendor zte --for 1h --reason test \
		>>"$dir/out" 2>>"$dir/err"
done

# --- what was in force ---------------------------------------------------------

# Where who sends died: before it was told what was in force, and behind it.
n=$(wc -l <"$dir/1/all")
lines 1 1 $((n / 3))
ship 1
result $? "lines arrive"
lines 1 $((n / 3 + 1)) $((n / 2))
sql "RENAME TABLE cordon.coverage TO cordon.away"
! ship 1
result $? "what was in force is not taken"
sql "RENAME TABLE cordon.away TO cordon.coverage"
rm -r "$dir/1/state/ship"
lines 1 $((n / 2 + 1)) "$n"
ship 1 && rm -r "$dir/1/state/ship" && ship 1
result $? ": another time it is"
lines 2 1 100000
ship 2 && ship 2
result $? "those of another gateway"
rows="SELECT stream, seq, since, until, gateway, mode, generation, digest,
	coalesce(vendors, '?'), ended, lost, folded, passed, refused, away"
for i in 1 2; do
	of $i log index >/dev/null 2>&1
	of $i hosts >/dev/null 2>&1
	python3 - "$dir/$i/state/history.db" "$rows FROM coverage
		ORDER BY stream, seq" <<-'END'
	import sqlite3, sys
	for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]):
	    print("\t".join(str(x) for x in row))
	END
done | sort >"$dir/here"
sql "$rows FROM cordon.v_coverage ORDER BY stream, seq" | sort >"$dir/there"
[ "$(wc -l <"$dir/here")" -ge 8 ] && diff "$dir/here" "$dir/there" >"$dir/diff"
result $? "the history and the centre know the same stretches"

# --- reports -----------------------------------------------------------------

# The centre has no names of machines, and registers of its own.
same() { # COMMAND WORD...: of both, what the centre can know
	local i
	for i in 1 2; do
		of $i "${@:2}" --until $UNTIL >"$dir/own.json" 2>"$dir/err" &&
			of 1 "${@:2}" --until $UNTIL --gateway site$i \
				>"$dir/far.json" 2>>"$dir/err" &&
			python3 tests/fleet/reported.py "$1" "$dir/own.json" \
				"$dir/far.json" >"$dir/diff" 2>&1 || return 1
	done
}
for state in "partly summed" summed; do
	same report report --format json
	result $? "$state: a report of a gateway, by itself and by the centre"
	same report report --format json --since 2026-07-03T11:22:33Z
	result $? ": of a part of the time"
	same report report --format json --vendor zte
	result $? ": of a vendor"
	same survey survey --json
	result $? ": and a survey"
	roll "$dir"
done

sql "INSERT INTO cordon.gateways (gateway, time, mode, heard) VALUES ('site9',
	1783000000, 'enforce', 1783000000)"
fleet() { # WORD...
	of 1 "$@" --fleet >"$dir/far" 2>"$dir/err"
}
value() { # PYTHON of d
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
g = {x["gateway"]: x for x in d.get("coverage_gateways", [])}
v = eval("(" + sys.argv[2] + ")")
sys.exit(0 if v else print("got", v, g, d.get("finding")) or 1)' "$dir/far" \
		"$1" >"$dir/diff"
}
fleet report --format json --until $UNTIL
value 'list(g) == ["site1", "site2", "site9"] and
	g["site9"]["measured"] == "not measured" and
	g["site9"]["not_measured"] == "100 %" and g["site1"]["stops"] == 1 and
	g["site1"]["lost"] == 40 and "huawei" in g["site1"]["not_enforced"]'
result $? "a report of the fleet: coverage of each gateway"
value '"1 of 3 gateways, site9" in d["finding"]["statement"]'
result $? ": and who was silent is named"
value '[x["gateway"] for x in d["gaps"] if x["seconds"] == 864000] == ["site9"]'
result $? ": as a gap"
all=0
for i in 1 2; do
	all=$((all + $(of $i report --format json --until $UNTIL | python3 -c \
		'import json, sys; print(json.load(sys.stdin)["finding"]["events"])')))
done
value 'd["finding"]["events"] == '$all' > 6000 and len(d["streams"]) == 2 and
	sum(x["missing"] for x in d["streams"]) == 0 and
	{x["gateway"] for x in d["machines"]} == {"site1", "site2"}'
result $? ": what they saw, and where"
fleet report --format json && value '[x["gateway"] for x in d["changes"]
	if x["of"] == "one2.example.com"] == ["site2"]'
result $? ": and who changed what"
for form in html txt; do
	fleet report -o "$dir/r.$form" --until $UNTIL && ! grep -q 'class="good"' \
		"$dir/r.$form" && grep -q 'not measured' "$dir/r.$form" &&
		grep -q site9 "$dir/r.$form"
	result $? ": $form, in which nothing is green"
done
fleet report --format json --since 2026-09-01 --until 2026-09-02 &&
	value 'd["finding"]["measured_seconds"] == 0 and
		all(x["measured"] == "not measured" for x in g.values())'
result $? "a time in which nothing ran: not measured"
fleet report --compare "$dir/r.html"
[ $? -eq 64 ]
result $? "--compare is for a gateway's own files"
of 1 report --gateway site8 >"$dir/out" 2>"$dir/err"
[ $? -eq 66 ]
result $? "a gateway that nobody knows"
fleet survey --json --until $UNTIL && value 'd["would_block"] > 0 and
	{x["gateway"] for x in d["machines"]} == {"site1", "site2"}'
result $? "a survey of the fleet"

# --- changes -------------------------------------------------------------------

changes() { # of all: what each has
	for i in 1 2; do
		of $i audit --csv | sed "1d; s/^/site$i,/"
	done | sort >"$dir/here"
	fleet audit --csv && sed 1d "$dir/far" | sort >"$dir/there" &&
		[ "$(wc -l <"$dir/here")" -ge 4 ] &&
		diff "$dir/here" "$dir/there" >"$dir/diff"
}
changes
result $? "audit: what the gateways' registers have"
fleet audit --json && python3 -c 'import json, sys
for l in open(sys.argv[1]): assert json.loads(l)["gateway"][:4] == "site", l' \
	"$dir/far" 2>"$dir/diff"
result $? ": as lines, with the gateway"
of 1 audit --gateway site2 --csv >"$dir/far" 2>"$dir/err" &&
	! grep -q site1 "$dir/far" && grep -q 'one2.example.com' "$dir/far"
result $? ": of one"
mv "$dir/1/log/audit.json" "$dir/1/log/audit.json.1"
of 1 block two.example.com >"$dir/out" 2>"$dir/err"
ship 1 && rm -r "$dir/1/state/ship" && ship 1
changes && [ "$(sql 'SELECT count() FROM cordon.v_change')" = \
	"$(wc -l <"$dir/here")" ]
result $? ": each once, when it is rotated and who sends was killed"
fleet audit "$dir/1/log/audit.json"
[ $? -eq 64 ]
result $? "files or a fleet"
kill -9 $centre_pid
wait $centre_pid 2>/dev/null
for what in report survey audit; do
	fleet $what
	[ $? -eq 75 ]
	result $? "$what: a centre that is gone is told"
done
finish
