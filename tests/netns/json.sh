#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every command, and every word behind one, with --json: an object that names
# its schema, whose every key cordon(8) explains. The commands are those of the
# help, so that a new one without a case fails here.
. "$(dirname "$0")/lib.sh"

lab_up
echo "||ads.example^" >$T/list.txt
printf '192.0.2.0\t192.0.2.255\t64500\tZZ\tEXAMPLE\n' >$T/asns.tsv
config_is "sources = ( { id = \"mine\"; vendor = \"ads\"; file = \"$T/list.txt\"; } );"
touch $T/etc/{block,allow,protect}.list
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }

tried=
# prints SCHEMA STATUS WORDS...: exits so, and prints JSON of this schema.
prints() {
	local schema=$1 want=$2 status
	shift 2
	cordon "$@" --json >$T/json 2>$T/errors
	status=$?
	[ $status -eq "$want" ] || {
		echo "exit $status, want $want: $(head -3 $T/errors)"
		return 1
	}
	python3 tests/netns/shapes.py packaging/man/cordon.8 <$T/json >$T/seen ||
		return
	cat $T/seen
	grep -qx "$schema" $T/seen
}
# As rows: with --csv and --plain.
rows() { # STATUS WORDS...
	local want=$1
	shift
	cordon "$@" --csv >$T/csv 2>$T/errors
	[ $? -eq "$want" ] || return
	cordon "$@" --plain >$T/plain 2>$T/errors
	[ $? -eq "$want" ] || return
	python3 tests/netns/rows.py $T/csv $T/plain
}
removed() { # ID ID
	cordon except remove "$1" --csv >$T/csv 2>$T/errors &&
		cordon except remove "$2" --plain >$T/plain 2>$T/errors &&
		python3 tests/netns/rows.py $T/csv $T/plain
}
# "log", "lists show": the rows of the table of commands, all or with --csv.
cordon help --json >$T/help
every() { # all|csv
	python3 - "$1" $T/help <<-'END'
	import json, sys
	def walk(c, above):
	    name = (above + " " + c["name"]).strip()
	    options = [o["name"] for o in c["options"]]
	    if sys.argv[1] == "all" or "csv" in options:
	        print(name)
	    for w in c["words"]:
	        walk(w, name)
	for c in json.load(open(sys.argv[2]))["commands"]:
	    walk(c, "")
	END
}
tables=$(every csv)
# json SCHEMA STATUS WORDS...
json() {
	check "cordon ${*:3}" prints "$@"
	tried+="$3"$'\n'"$3 ${4-}"$'\n'
	[ "${4-}" != --help ] || return
	# What is removed is gone: of those that were added in rows.
	[ "$3 ${4-}" != "except remove" ] || {
		check "cordon except remove, in rows" removed ex-0002 ex-0003
		return
	}
	! grep -qxE -e "$3( ${4-})?" <<<"$tables" ||
		check "cordon ${*:3}, in rows" rows "${@:2}"
}

check "there are commands and tables" \
	test "$(every all | wc -l)" -gt 35 -a "$(wc -l <<<"$tables")" -gt 12
json cordon.status/1 3 status
json cordon.config.check/1 0 config check
json cordon.config/1 0 config show
echo 'mod = "off";' >$T/bad.conf
json cordon.config.check/1 78 config check -c $T/bad.conf
json cordon.dryrun/1 0 sync --dry-run
json cordon.sync/1 0 sync
json cordon.sync/1 0 sync --offline mine
check "cordond starts" start_cordond
json cordon.boot/1 0 sync --boot
json cordon.status/1 0 status
json cordon.check/1 0 check kaspersky.com $LISTED4 example.org
json cordon.mode/1 0 mode
json cordon.mode/1 0 mode enforce --confirm 5m
json cordon.mode/1 0 mode
json cordon.mode/1 0 confirm
json cordon.mode/1 0 mode off --for 1h
json cordon.mode/1 0 mode observe --vendor kaspersky
json cordon.mode/1 0 reload
json cordon.mode/1 0 mode enforce
json cordon.guard/1 0 guard show
json cordon.guard/1 0 guard off --for 1m
json cordon.guard/1 0 guard on
json cordon.mode/1 0 mode off --for 1h
json cordon.vendors/1 0 vendors list
json cordon.vendor/1 0 vendors show zte
json cordon.vendors.calendar/1 0 vendors calendar
json cordon.vendors.diff/1 0 vendors diff ruleset/vendors
json cordon.vendor.mode/1 0 vendors enable zte
json cordon.vendor.mode/1 0 vendors disable zte
json cordon.exceptions/1 0 except add --client 10.1.0.2 --vendor kaspersky \
	--for 2h --reason test
json cordon.exceptions/1 0 except list
json cordon.exceptions/1 0 except extend ex-0001 --for 3h
json cordon.check/1 0 check kaspersky.com --client 10.1.0.2
json cordon.exceptions/1 0 except remove ex-0001
json cordon.local/1 0 block one-4.example.org a-4.example.org
json cordon.local/1 0 block two.example.org --for 2h
json cordon.local/1 0 allow three.example.org
json cordon.lists/1 0 lists status
json cordon.lists.overlap/1 0 lists status --overlap
json cordon.generations/1 0 lists show
json cordon.generation/1 0 lists show 1
json cordon.lists.find/1 0 lists find www.ads.example
json cordon.lists.find/1 1 lists find www.example.net
echo "new.example" >>$T/list.txt
json cordon.sync/1 0 sync
json cordon.diff/1 0 lists diff
json cordon.lists.verify/1 0 lists verify
json cordon.sync/1 0 lists rollback 1
json cordon.lists/1 0 lists status
json cordon.hold/1 0 lists pin --off
json cordon.sync/1 0 lists pin
json cordon.sync/1 0 lists freeze
json cordon.hold/1 0 lists freeze --off
json cordon.sync/1 0 lists import $T/list.txt --source mine
printf '\xff\xfeX' >$T/list.txt
json cordon.sync/1 65 sync
json cordon.lists/1 0 lists status
json cordon.lists.parse/1 0 lists parse $T/etc/block.list $T/asns.tsv
json cordon.lists.asns/1 0 lists asns $T/asns.tsv 64500
json cordon.local/1 0 protect four.example.org
json cordon.metrics/1 0 metrics
json cordon.top/1 0 top
json cordon.eve/2 0 inspect tests/captures/curl.pcap
cat $T/json >>$EVE
json cordon.eve/2 0 log
json cordon.eve/2 0 log show
tail -1 $T/json | python3 -c 'import json, sys
e = json.loads(sys.stdin.read())
e.setdefault("cordon", {}).update(stream="00ff", seq=7)
print(json.dumps(e))' >$T/numbered
cat $T/numbered >>$EVE
json cordon.why/1 0 log why 7 --stream 00ff
json cordon.hosts/1 0 hosts
json cordon.audit/1 0 audit
json cordon.report/1 0 report
json cordon.survey/1 0 survey
json cordon.log.verify/1 0 log verify
json cordon.log.index/1 0 log index
json cordon.log.rescan/1 0 log rescan
json cordon.eve/2 0 log export --format jsonl
json cordon.log.erase/1 0 log erase --client 192.0.2.99
json cordon.log.key/1 78 log key
{ cat $CONF; echo 'centre = { url = "http://127.0.0.1:1/"; };'; } >$T/ship.conf
json cordon.ship/1 75 ship --once -c $T/ship.conf
# A centre that has heard of nobody.
gw python3 - <<-'END' &
	import http.server
	class Centre(http.server.BaseHTTPRequestHandler):
	    def do_POST(self):
	        self.rfile.read(int(self.headers.get("Content-Length", 0)))
	        self.send_response(200)
	        self.send_header("Content-Length", "0")
	        self.end_headers()
	    do_GET = do_POST
	http.server.HTTPServer(("127.0.0.1", 8123), Centre).serve_forever()
END
wait_for 30 gw sh -c 'ss -Hltn sport = :8123 | grep -q .'
sed 's,127.0.0.1:1/,127.0.0.1:8123/,' $T/ship.conf >$T/fleet.conf
json cordon.fleet/1 2 fleet -c $T/fleet.conf
json cordon.publish.key/1 0 publish --new-key --key $T/fleet.key
mkdir $T/fleet
echo 'mode = "enforce";' >$T/fleet/policy.conf
json cordon.publish/1 0 publish $T/fleet --key $T/fleet.key
json cordon.top/1 0 top --by vendor
json cordon.name/1 0 inspect --names tests/captures/curl.pcap
json cordon.answer/1 0 inspect --answers tests/captures/kdig.pcap
cordon doctor >/dev/null 2>&1
json cordon.doctor/1 $? doctor

json cordon.help/1 0 help
json cordon.help/1 0 help lists parse
json cordon.help/1 0 log --help
json cordon.version/1 0 --version
for shell in bash zsh fish; do
	json cordon.completion/1 0 completion $shell
done

while read -r row; do
	check "$row is tried above" grep -qx "$row" <<<"$tried"
done < <(every all)

done_testing
