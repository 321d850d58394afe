#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Hostile texts at every entry: names in traffic, a forged log, the
# configuration, a vendor of one's own, lists, exceptions, the command line.
# Every output stays what it is: no byte that steers a terminal, no line that
# is not ours, JSON and CSV that parse, no formula, no label out of bounds.
. "$(dirname "$0")/lib.sh"

HOSTILE="python3 tests/netns/hostile.py"
MARK=H0STILE
text=$($HOSTILE text | tr -d '\0')
quoted=$($HOSTILE conf)
odd=$'=h0stile\e[31m\xe2\x80\xae"\x7f\xff,x'	# of a file
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }

# One judge of outputs, asked again and again.
mkfifo $T/judge.in $T/judge.out
$HOSTILE judge <$T/judge.in >$T/judge.out &
exec 8>$T/judge.in 9<$T/judge.out
harmless() { # FORM MARK FILE
	local verdict
	printf '%s\t%s\t%s\n' "$@" >&8
	read -r -t 60 verdict <&9
	[ "$verdict" = harmless ] || { echo "${verdict:-no judge}"; return 1; }
}

# safe FORM MARK COMMAND...: what it prints on stdout has this form and holds
# this mark ("" for none), what it prints on stderr is harmless too, and it
# does not crash. With "text" the mark may be on either.
safe() {
	local form=$1 mark=$2 status in=$2
	shift 2
	"$@" >$T/out 2>$T/err </dev/null
	status=$?
	[ $status -lt 126 ] || { echo "exit $status"; return 1; }
	if [ "$form" = text ] && [ -n "$mark" ]; then
		cat $T/out $T/err | grep -qF -- "$mark" || {
			echo "no $mark in:"
			cat $T/out $T/err
			return 1
		}
		in=
	fi
	harmless "$form" "$in" $T/out && harmless text "" $T/err
}

# shows MARK COMMAND...: in each form of a table.
shows() {
	local mark=$1 form
	shift
	safe text "$mark" "$@" || return
	for form in csv plain; do
		safe $form "$mark" "$@" --$form || return
	done
}

# safe_file FORM MARK FILE
safe_file() { harmless "$@"; }

# --- a vendor, lists and a configuration -----------------------------------

lab_up
mkdir -p $T/etc/vendors $T/etc/conf.d
cat >"$T/etc/vendors/$odd.conf" <<EOF
id = "odd";
title = $quoted;
as_of = $quoted;
bases = ( { id = $quoted; authority = $quoted; cite = $quoted;
	binds = $quoted; dates = $quoted; leaves_out = $quoted;
	source = $quoted; } );
names = ( { name = "odd.example"; match = "suffix"; role = "web";
	source = $quoted; confidence = "official-vendor-doc"; } );
prefixes = ( { prefix = "192.0.2.80/32"; role = "network";
	source = $quoted; confidence = "registry"; } );
asns = ( { n = 64500; name = $quoted; source = $quoted;
	confidence = "registry"; expand = false; } );
notes = [ $quoted, "=1+1" ];
EOF
{
	echo feed.example
	echo "$text"
	printf 'x\e]0;%s\a.example\n=cmd()\n\xff\xfe\n%s\n' $MARK "$text"
	printf '|bad|%s\n' "$text"
} >"$T/etc/$odd.txt"
printf 'local.example # %s\n' "$text" | tr '\n' ' ' >"$T/etc/$odd.list"
slashed=$(printf %s "$odd" | sed 's/"/\\"/g')

# With a title, a reason and file names that are hostile.
config_is "vendors = ( { id = \"odd\"; mode = \"enforce\"; } );
	exempt = ( { client = \"10.1.0.77\"; reason = $quoted; } );
	sources = ( { id = \"feed\"; file = \"$T/etc/$slashed.txt\";
		vendor = \"feed\"; title = $quoted; format = \"domains\"; } );
	proxy_ports = [ 1080 ];"
echo "block_list = \"$T/etc/$slashed.list\";" >"$T/etc/conf.d/$odd.conf"
check "a configuration of hostile texts has no mistakes" cordon config check
check "config check" safe text '' cordon config check
check "config show" safe conf $MARK cordon config show
cordon config show >$T/etc/shown.conf
cordon -c $T/etc/shown.conf config show | sed 's/\t# .*//' >$T/again
check ": which reads back as the same" sh -c \
	"sed 's/\t# .*//' $T/etc/shown.conf | cmp - $T/again"
check "cordond -n -v" safe conf $MARK gw "$BUILD/cordond" -c $CONF -n -v

# --- complaints about files ------------------------------------------------

complains() { # WHAT TEXT-OF-THE-FILE
	printf '%s\n' "$2" >"$T/etc/bad$odd.conf"
	check "a complaint about $1: cordon" safe text x1b \
		gw "$BUILD/cordon" -c "$T/etc/bad$odd.conf" config check
	check "a complaint about $1: cordond" safe text x1b \
		gw "$BUILD/cordond" -c "$T/etc/bad$odd.conf" -n
	check "a complaint about $1: in the journal" safe text '<3>' \
		env JOURNAL_STREAM=1:1 nsenter --net=/run/netns/gw \
		"$BUILD/cordond" -c "$T/etc/bad$odd.conf"
}
complains "a word" "mode = $quoted;"
complains "an address" "exempt = ( { client = $quoted; reason = \"x\"; } );"
complains "a source" "sources = ( { id = $quoted; file = \"/x\";
	vendor = $quoted; title = \"x\"; refresh = $quoted; } );"
complains "its grammar" "$text"
complains "a folder" "state = \"$T/x${quoted#\"}; catalogue = $quoted;"
check "a configuration that is not there" safe text x1b \
	gw "$BUILD/cordon" -c "/nowhere/$text" config check
mv "$T/etc/vendors/$odd.conf" $T/kept.conf
sed "s/web/$MARK/; s|192.0.2.80/32|=x\\\\x1b[31m\\\\x0aF0RGED|" $T/kept.conf \
	>"$T/etc/vendors/$odd.conf"
check "a complaint about a vendor" safe text $MARK cordon config check
check ": of the vendors' list too" safe text $MARK cordon vendors list
mv $T/kept.conf "$T/etc/vendors/$odd.conf"

# --- lists -----------------------------------------------------------------

for form in plain json; do
	check "lists parse, $form" safe $form '' cordon lists parse \
		"$T/etc/$odd.txt" --$form
done
check "lists parse: what it rejects, with file and line" safe text "$MARK" \
	cordon lists parse --format domains "$T/etc/$odd.txt"
check "lists parse: a format it is not" \
	safe text '' cordon lists parse --format adblock \
	"$T/etc/$odd.txt"
check "lists parse: what does not exist" \
	safe text x1b cordon lists parse "/x/$text"
check "sync" safe text '' cordon sync
check "sync, dry" safe text '' cordon sync --dry-run
# On a terminal there is progress, which is ours: it moves the cursor.
if can "sync on a terminal" "script is not here" command -v script; then
	script -qec "nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF sync" \
		$T/typescript >/dev/null </dev/null
	sed -e '1d' -e '$d' -e 's/\r\x1b\[K//g; s/\r$//' $T/typescript \
		>$T/progress
	check "sync on a terminal" safe_file text '' $T/progress
fi
check "lists status" shows feed cordon lists status
check "lists status, JSON" safe json h0stile cordon lists status --json
check "lists show" shows '' cordon lists show
check "lists show, JSON" safe json '' cordon lists show --json
check "lists diff" safe text '' cordon lists diff
check "lists diff, JSON" safe json '' cordon lists diff --json
check "lists find" shows h0stile cordon lists find local.example
check "lists find, JSON" safe json h0stile cordon lists find --json \
	local.example odd.example
check "lists verify" safe text '' cordon lists verify
python3 - $T/state/sources/feed/state.json "$text" <<'EOF'
import json, sys
s = json.load(open(sys.argv[1]))
s.update(state="failed", health="failed", why=sys.argv[2], format=sys.argv[2],
         key=sys.argv[2], verdict=sys.argv[2], guard=sys.argv[2])
json.dump(s, open(sys.argv[1], "w"))
EOF
check "a source's state that somebody forged" safe text '' \
	cordon lists status
check ": the same as JSON" safe json '' cordon lists status --json
check ": and to the doctor" safe text '' cordon doctor

# --- the catalogue ---------------------------------------------------------

check "vendors list" shows $MARK cordon vendors list
check "vendors list, JSON" safe exact $MARK cordon vendors list --json
check "vendors show" safe text $MARK cordon vendors show odd
check "vendors show, JSON" safe exact $MARK cordon vendors show odd --json
check "check" safe text $MARK cordon check odd.example 192.0.2.80 \
	www.kaspersky.com
check "check, JSON" safe exact $MARK cordon check --json odd.example
check "check of a local list" safe text h0stile cordon check local.example
check "check of an exempt client" safe text $MARK cordon check odd.example \
	--client 10.1.0.77

# --- exceptions ------------------------------------------------------------

check "an exception" safe text ex-0001 cordon except add --client 10.1.0.9 \
	--vendor odd --for 1h --owner "$text" --reason "$text" --ticket "$text"
check "except list" shows $MARK cordon except list
check "except list, JSON" safe exact $MARK cordon except list --json
check "check with an exception" safe text $MARK cordon check odd.example \
	--client 10.1.0.9
check "the register reads back" safe conf '' cat $T/state/exceptions.conf
check "audit.json" safe_file jsonl $MARK $T/log/audit.json
check "doctor, which tells of its end" safe text $MARK cordon doctor
check "doctor, JSON" safe json $MARK cordon doctor --json
check "doctor --nagios, a line" sh -c \
	"nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF doctor --nagios |
	tee $T/nagios | wc -l | grep -qx 1"
check ": which is harmless" safe_file text '' $T/nagios
check "block with a reason" safe text '' cordon block x.example --for 1h \
	--reason "$text"
check "block, JSON" safe json h0stile cordon block y.example --json
check "audit.json has it" safe_file jsonl $MARK $T/log/audit.json

# --- traffic ---------------------------------------------------------------

start_web 8080 443
start_dns server
server python3 tests/netns/proxy.py $OPEN4 >$T/proxy.log 2>&1 &
wait_for 10 grep -q ready $T/proxy.log
check "cordond starts" start_cordond
for proto in tls http dns socks; do
	client $HOSTILE send $proto $OPEN4
done
client "$BUILD/tests/netns/quicsend" $OPEN4 443 \
	$'=h0stile\e[2J"\r\nforged\xe2\x80\xae\xff.upd.kaspersky.com' >/dev/null
http "$odd.odd.example" 192.0.2.80 2>/dev/null
for proto in tls http dns socks quic; do
	check "a name in $proto is an event" has_event \
		"e['app_proto'] == '$proto' and 'h0stile' in json.dumps(e)"
done
check ": so is the vendor" has_event "m['vendor'] == 'odd'"
check "eve.json" safe_file jsonl h0stile $EVE
check "log" shows h0stile cordon log
check "log, JSON" safe jsonl h0stile cordon log --json
check "top by name" shows h0stile cordon top --by name
check "top, JSON" safe json h0stile cordon top --by name --json
check "status" safe text $MARK cordon status
check "status, JSON" safe exact $MARK cordon status --json
check "mode, JSON" safe json '' cordon mode --json
check "reload, JSON" safe json '' cordon reload --json
check "metrics" safe metrics '' cordon metrics
check "metrics, JSON" safe json '' cordon metrics --json
if can "promtool takes them" "promtool is not here" command -v promtool; then
	check "promtool takes them" sh -c "nsenter --net=/run/netns/gw \
		$BUILD/cordon -c $CONF metrics | promtool check metrics"
fi
for words in '' 'mode ' 'mode enforce vendor ' 'mode enforce for ' reload x; do
	check "the control socket answers \"$words...\"" safe json '' \
		$HOSTILE ask "$words"
done
check "what cordond said" safe_file text '' $T/cordond.log
cp tests/captures/openssl.pcap "$T/$odd.pcap"
check "inspect" shows '' cordon inspect "$T/$odd.pcap"
check "inspect --names" safe plain h0stile cordon inspect --names \
	"$T/$odd.pcap"
check "inspect, JSON" safe jsonl '' cordon inspect --json "$T/$odd.pcap"
check "what is no capture" safe text x1b cordon inspect "$T/etc/$odd.txt"

# --- a log that somebody forged --------------------------------------------

honest=$(wc -l <$EVE)
$HOSTILE lines >>$EVE
check "log" shows $MARK cordon log
check "log, JSON" safe jsonl $MARK cordon log --json
for by in client vendor name; do
	check "top by $by" shows $MARK cordon top --by $by
	check "top by $by, JSON" safe json $MARK cordon top --by $by --json
done
check "in colour too, nothing but ours is sent" sh -c "
	nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF --color=always \
	check odd.example 10.9.9.9 | sed 's/\x1b\[[0-9;]*m//g' |
	$HOSTILE harmless text $MARK"

# --- the command line ------------------------------------------------------

check "an unknown command" safe text x1b cordon "$text"
check "an unknown option" safe text x1b cordon log "--$text"
check "an option of cordond" safe text x1b gw "$BUILD/cordond" "--$text"
check "a word to cordond" safe text x1b gw "$BUILD/cordond" "$text"
check "a socket" safe text '' gw "$BUILD/cordon" -s "/x/$text" status
all=$("$BUILD/cordon" help --json | python3 -c 'import json, sys
for c in json.load(sys.stdin)["commands"]: print(c["name"])')
check "the help has commands" test "$(wc -w <<<"$all")" -gt 15
for command in $all; do
	[ "$command" != metrics ] || continue	# its words are refused above
	check "$command with a hostile word" safe text '' \
		cordon "$command" "$text"
	check "$command with two" safe text '' \
		cordon "$command" "$text" "$text"
	check "$command with hostile options" safe text '' \
		timeout 20 nsenter --net=/run/netns/gw "$BUILD/cordon" \
		-c $CONF "$command" "$text" --client "$text" \
		--vendor "$text" --since "$text"
done
for word in "vendors show" "vendors enable" "lists find" "lists show" \
	"lists diff" "lists pin" "lists asns /x" "except remove" "except add" \
	"except extend" "config" "check" "block" "allow" "sync" "mode"; do
	# shellcheck disable=SC2086 # words
	check "$word with a hostile word" safe text '' cordon $word "$text"
done
for option in --client --name --role --vendor --until --for --owner; do
	check "except add $option" safe text '' cordon except add \
		--client 10.1.0.8 --vendor odd --for 1h --reason x \
		"$option" "$text"
done
check "cordond stops" stop_cordond
check "what cordond said" safe_file text '' $T/cordond.log
check "status without a daemon" safe text '' cordon status
sed -i "${honest}q" $EVE	# the others are not of cordond
done_testing
