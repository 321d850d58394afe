#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon vendors: the table, the page about one, switching it on and off, and
# updates of the catalogue, without a daemon. UPDATE=1 writes the golden page
# anew.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

vendors() { "$BUILD/cordon" -c "$dir/cordon.conf" vendors "$@"; }
# says WHAT PATTERN WORDS...: the command succeeds, and a line matches.
says() {
	local what=$1 pattern=$2
	shift 2
	vendors "$@" >"$dir/out" 2>&1 && grep -qE -- "$pattern" "$dir/out"
	result $? "$what"
}
# fails WHAT STATUS PATTERN WORDS...
fails() {
	local what=$1 status=$2 pattern=$3
	shift 3
	vendors "$@" >"$dir/out" 2>&1
	[ $? -eq "$status" ] && grep -qE -- "$pattern" "$dir/out"
	result $? "$what"
}
# holds WHAT 'PYTHON' WORDS...: what it prints is JSON `j` for which it holds.
holds() {
	local what=$1 python=$2
	shift 2
	vendors "$@" --json 2>/dev/null >"$dir/out" &&
		python3 -c "import json, sys
j = json.load(open('$dir/out'))
sys.exit(not ($python))"
	result $? "$what"
}

config() { # ['more;']
	cat >"$dir/cordon.conf" <<-EOF
	catalogue = "$PWD/ruleset/vendors";
	local_catalogue = "$dir/vendors";
	block_list = "$dir/b"; allow_list = "$dir/a"; protect_list = "$dir/p";
	state = "$dir/state"; run = "$dir/run";
	log = { file = "$dir/log/eve.json"; };
	${1-}
	EOF
}
# The mode that was set, and its copy beside the log.
forget() {
	rm -f "$dir/state/mode.conf" "$dir"/log/mode*
}
mkdir -p "$dir/vendors" "$dir/log" "$dir/state/catalogue"
config

# --- list -----------------------------------------------------------------

says "the table has kaspersky, observed" '^kaspersky +.*observe +208 +21 +21 '
says ": and huawei, off" '^huawei +.* off +56 +6 +10 .*2026-11-29$' list
says ": and the class of drones" '^fcc-drones +.* class +0 +0 +2 '
says "as CSV" '^id,title,mode,names,prefixes,bases,as.of$' list --csv
says "with quotes where they are due" '^hikvision,"Hikvision, with EZVIZ",off' \
	list --csv
says "as plain lines" "^zte	ZTE	off	7	2	8	2026" list --plain
holds "as JSON" "j['schema'] == 'cordon.vendors/1' and
	sum(v['mode'] == 'observe' for v in j['vendors']) == 1 and
	[v['bases'] for v in j['vendors'] if v['id'] == 'zte'] ==
	[['us-ndaa-2019-889', 'us-md-2022-12', 'us-nj-circular-23-01',
	  'us-tx-prohibited-technologies', 'us-vt-2019',
	  'de-5g-contracts-2024', 'cz-nukib-2018',
	  'us-fcc-covered-list']]" list

# --- show -----------------------------------------------------------------

COLUMNS=80 vendors show zte 2>&1 | sed "s|$PWD/||" >"$dir/out"
[ -z "${UPDATE-}" ] || cp "$dir/out" tests/golden/vendors.zte
diff -u tests/golden/vendors.zte "$dir/out" >"$dir/diff"
result $? "the page about a vendor"
sed 's/^/# /' "$dir/diff"
says "what a basis leaves out" 'leaves out +threat intelligence, security' \
	show kaspersky
says "a role it does not reach is cited under another" \
	'^threat-intel +4 +4 observed us-ndaa-2018-1634$' show kaspersky
says ": and lawful where no other reaches it" \
	'^information +7 +6 lawful +none reaches it$' show kaspersky
says "the false positive in saved pages is a note" \
	'^  - gc.kis.v2.scr.kaspersky-labs.com is the script host' \
	show kaspersky
says ": and engines in others' clients" 'Check Point and ZoneAlarm' \
	show kaspersky
says "what is not enforced says so" \
	'ksn-a-stat-geo.kaspersky-labs.com +third-party-list +\[[0-9]+\] logged' \
	show kaspersky
says ": and what is only shown" '93.191.13.103/32 .* shown' show kaspersky
says "an AS number that is never whole" 'AS36678 .*never whole' \
	show china-telecom
says "ports, and the ports of addresses" \
	'only on the ports 443, 853, 5053' show encrypted-dns
says "a class says what it is" 'a class of products' show fcc-routers
holds "as JSON" "j['schema'] == 'cordon.vendor/1' and
	len(j['names']) == 208 and len(j['prefixes']) == 21 and
	all(x['source'] and x['confidence'] for x in
	    j['names'] + j['prefixes'] + j['asns']) and
	j['bases'][0]['leaves_out'] and
	j['bases'][0]['roles_off'] == ['threat-intel', 'training',
	                               'information']" show kaspersky

config 'vendors = ( { id = "kaspersky"; mode = "enforce"; bases =
	[ "us-commerce-2024" ]; roles_off = [ "web" ]; } );'
says "with one basis, others are not in force" \
	'au-pspf-002-2025  \(does not bind here' show kaspersky
says "a role it leaves out is lawful" \
	'^threat-intel +4 +4 lawful +none reaches it' show kaspersky
says ": and one that is switched off" '^web +48 +48 lawful ' show kaspersky
says "others are blocked" '^update +81 +81 blocked us-commerce-2024' \
	show kaspersky
config

# --- for whom, and when ----------------------------------------------------

cat >"$dir/vendors/acme.conf" <<'EOF'
id = "acme"; title = "Acme"; as_of = "2026-06-19"; schema = 2;
bases = ( { id = "law"; cite = "C"; binds = "all"; source = "S";
	jurisdiction = "US"; issuer = "I"; instrument = "N"; duty = "use";
	status = "in-force"; profiles = [ "us-person" ];
	days = ( { on = "2026-01-01"; what = "begins"; },
		{ on = "2099-01-01"; what = "exemption ends"; } ); } );
names = ( { name = "a.acme.example"; match = "suffix"; role = "update";
	source = "s"; confidence = "registry"; } );
EOF
says "the dates ahead" \
	'^2099-01-01 acme +law +US +in-force exemption ends$' calendar
says ": of all, without a profile" 'no profile is set: these are the' calendar
says "a page has the next date" '^    next +2099-01-01 exemption ends$' \
	show acme
says ": what is demanded" '^    duty +use$' show acme
says ": and what it is not" '^This is not legal advice' show acme
config 'profile = [ "us-contractor" ];'
says "what is a us-contractor's is a us-person's" '^2099-01-01 acme' calendar
says "the law that is not one's own does not bind" \
	'us-tx-prohibited-technologies  \(does not bind here' show zte
config 'profile = [ "au-government" ];'
vendors calendar >"$dir/out" 2>&1 && ! grep -q acme "$dir/out"
result $? "dates of others are none of ours"
config 'profile = [ "own-policy" ]; vendors = ( { id = "acme"; } );'
says "all of a vendor is one's own policy" \
	'^update +1 +1 observed your own policy$' show acme
config
mkdir "$dir/before" "$dir/after"
cp "$dir/vendors/acme.conf" "$dir/before"
sed 's/a.acme/b.acme/; s/"use"/"network"/' "$dir/vendors/acme.conf" \
	>"$dir/after/acme.conf"
says "a name that went" '^removed,acme,suffix,a.acme.example,' \
	diff "$dir/before" "$dir/after" --csv
says ": one that came" '^added,acme,suffix,b.acme.example,,update$' \
	diff "$dir/before" "$dir/after" --csv
says ": a law that changed" '^changed,acme,basis,law,"use, in-force.*network' \
	diff "$dir/before" "$dir/after" --csv
says "the same twice" 'both are the same' diff "$dir/before" "$dir/before"
rm "$dir/vendors/acme.conf"

# --- enable, disable ------------------------------------------------------

says "a vendor is switched on, with the way back" \
	'^huawei is on: .*undo: cordon vendors disable huawei' enable huawei
says ": it is" '^huawei .* observe ' list
grep -q '"event":"vendors","uid":[0-9]*,"detail":"enabled huawei"' \
	"$dir/log/audit.json"
result $? "audit.json has it"
"$BUILD/cordon" -c "$dir/cordon.conf" config show >"$dir/out" 2>&1 &&
	grep -A1 '"huawei"' "$dir/out" | grep -q "# $dir/state/mode.conf"
result $? "config show says where that comes from"
"$BUILD/cordon" -c "$dir/cordon.conf" check grs.hicloud.com >"$dir/out" 2>&1
grep -q LOGGED "$dir/out"
result $? ": its names count"
says ": it is switched off" '^huawei is off; undo: cordon vendors enable' \
	disable huawei
says ": it is off" '^huawei .* off ' list
says "two at once" '^huawei is on: .*' enable huawei zte
says ": both are" '^zte .* observe ' list
holds ": as JSON" "[v['undo'] for v in j['vendors']] == ['', '']" \
	enable huawei zte
fails ": or none" 64 'no vendor "hytra"' disable zte hytra
says ": the first stays" '^zte .* observe ' list
says "what is on already" 'was on already, this changes nothing' enable zte
vendors disable huawei zte >/dev/null 2>&1
says "what is off already" '^zte was off already: this changes' disable zte
says "even what is on by default" '^kaspersky is off' disable kaspersky
says ": it is" '^kaspersky .* off ' list
says ": and on again" '^kaspersky is on' enable kaspersky
forget
config 'vendors = ( { id = "zte"; mode = "enforce"; } );'
says "the way back to a mode of its own" \
	'undo: cordon mode enforce --vendor zte' disable zte
config 'vendors = ( { id = "zte"; mode = "enforce"; } );'
forget
holds "a mode of its own stays" "j['mode'] == 'enforce'" enable zte
config
says "the carrier without names says so" 'nothing of it is known' \
	enable pacific-networks
fails "a class cannot be switched on" 64 'is a class of products' \
	enable fcc-drones
fails "an unknown vendor has a neighbour" 64 'did you mean "kaspersky"' \
	enable kasperski
fails ": so has an unknown word" 64 'did you mean "enable"' enabel zte
fails "a vendor is asked for" 64 'usage: cordon vendors show ID' show
fails "one too many" 64 'takes no "dji"' list dji
if [ "$(id -u)" -ne 0 ]; then
	chmod 500 "$dir/state"
	fails "without the right to it" 77 'mode.conf' enable dji
	chmod 700 "$dir/state"
fi

config 'sources = (
	{ id = "one"; file = "/x"; vendor = "badnets"; title = "Bad \x1b[7m"; },
	{ id = "two"; file = "/y"; vendor = "badnets"; },
	{ id = "three"; file = "/z"; vendor = "zte"; } );'
says "a vendor that lists describe is there once" \
	'^badnets +Bad [^ ]*x1b\[7m +observe +lists +lists' list
[ "$(grep -c badnets "$dir/out")" -eq 1 ]
result $? ": once"
says ": and can be switched off" \
	'^badnets is off; undo: cordon vendors enable' \
	disable badnets
says ": it is" '^badnets .* off +lists' list
holds "as JSON too" "[v['source'] for v in j['vendors'] if
	v['id'] == 'badnets'] == ['one']" list
fails ": it has no page" 64 'known by lists only' show badnets
says ": and on again" '^badnets is on' enable badnets
config

# --- hostile text ---------------------------------------------------------

basis='bases = ( { id = "b"; authority = "A\x1b[31m"; cite = "\x07C";
	binds = "=cmd()"; dates = "D"; source = "S\nfake line"; } );'
cat >"$dir/vendors/evil.conf" <<EOF
id = "evil"; title = "=1+1, \"q\" \x1b[2J \x9b31m $(printf '\342\200\256')x";
as_of = "2026\n"; $basis
notes = [ "\x1b]0;title\x07" ];
names = ( { name = "evil.example"; match = "suffix"; role = "web";
	source = "s\x1b[0m"; confidence = "registry"; } );
EOF
for how in list "list --csv" "list --plain" "show evil"; do
	# shellcheck disable=SC2086 # words
	vendors $how >"$dir/out" 2>&1 && grep -q evil "$dir/out" &&
		! LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f\x9b]|\xe2\x80\xae' \
			"$dir/out"
	result $? "$how: nothing of a hostile text reaches the terminal raw"
done
holds ": and JSON stays JSON" "'\x1b' in j['title']" show evil
rm "$dir/vendors/evil.conf"

# --- the manual page's example --------------------------------------------

sed -n '/^\.Bd /,/^\.Ed/{/^\./d;p;}' packaging/man/cordon-vendor.5 |
	sed '/^cordon /d' >"$dir/vendors/acme.conf"
says "the manual page's vendor can be read" '^web +1 +1 off: lawful +none reaches it' \
	show acme
says ": and switched on" '^acme is on' enable acme
"$BUILD/cordon" -c "$dir/cordon.conf" check x.cloud.acme.example \
	www.acme.example >"$dir/out" 2>&1
grep -q '^x.*WOULD BLOCK' "$dir/out" && grep -q '^www.*ALLOWED' "$dir/out"
result $? "one of its roles is restricted, the other lawful"
vendors disable acme >/dev/null 2>&1
rm "$dir/vendors/acme.conf"

# --- updates --------------------------------------------------------------

vendor() { # ID TITLE DATE
	echo "id = \"$1\"; title = \"$2\"; as_of = \"$3\"; bases = ( { id = \"b\";
	authority = \"A\"; cite = \"C\"; binds = \"B\"; dates = \"D\";
	source = \"S\"; } );"
}
update=$dir/state/catalogue/update.conf
{
	echo "# a catalogue of two"
	echo "catalogue = ( { $(vendor zte Newer 2099-01-01) },"
	echo "{ $(vendor dji Older 2020-01-01) },"
	echo "{ $(vendor acme New 2020-01-01) } );"
} >"$update"
says "an update that is newer replaces" '^zte +Newer .*2099-01-01'
says ": one that is older does not" '^dji +DJI '
says "one of a new vendor is added, off" '^acme +New +off '
vendor zte Mine 2000-01-01 >"$dir/vendors/zte.conf"
says "the admin's own comes last" '^zte +Mine '
rm "$dir/vendors/zte.conf"
echo "catalogue = ( { id = \"zte\"; } );" >"$update"
says "an update with a mistake is passed over" '^zte +ZTE '
says ": and said" 'update.conf:1: title is missing'
vendor zte Undated soon >"$update"
says ": so is one without a date" 'as_of of "zte" is "soon"; an update needs'
head -c 300 /dev/urandom >"$update"
says ": and one that is noise" '^zte +ZTE '
: >"$update"
says ": and one that is empty" '^zte +ZTE '
vendor zte Alone 2099-01-01 >"$update"
says "an update may be of one vendor" '^zte +Alone '

finish
