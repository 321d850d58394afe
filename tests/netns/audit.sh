#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon audit: one change of each kind, found with who made it and the values
# before and after; and what ends by itself.
. "$(dirname "$0")/lib.sh"

lab_up
echo "||ads.example^" >$T/list.txt
settings="sources = ( { id = \"mine\"; vendor = \"ads\"; file = \"$T/list.txt\"; } );"
config_is "$settings"
touch $T/etc/{block,allow,protect}.list
check "cordond starts" start_cordond

cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
done_by() { SUDO_USER=alice cordon "$@" >$T/out 2>&1; }
# last WHAT PYTHON: of the last line of the kind, `e`, this is true.
last() {
	cordon audit --what "$1" --all -n 1 --json >$T/line
	python3 - "$2" $T/line <<-'END'
	import datetime, json, sys
	e = json.loads(open(sys.argv[2]).read())
	def seconds(key="until"):
	    at = datetime.datetime.fromisoformat(e[key].replace("Z", "+00:00"))
	    return (at - datetime.datetime.strptime(e["timestamp"],
	            "%Y-%m-%dT%H:%M:%S.%f%z")).total_seconds()
	if not eval("(" + sys.argv[1] + ")"):
	    print(e)
	    sys.exit(1)
	END
}
# changed WHAT BEFORE AFTER WORDS...: so the line has it, and who and how.
changed() {
	local what=$1 before=$2 after=$3
	shift 3
	done_by "$@" || return
	last "$what" "e['before'] == $before and e['after'] == $after and \
		e['uid'] == 0 and e['sudo_user'] == 'alice' and \
		e['command'].endswith('${*: -1}')"
}

# --- by cordond, asked by a command ---------------------------------------

check "a mode" changed mode '"enforce"' '"observe"' mode observe
check ": it has no end" last mode '"until" not in e and "confirm" not in e'
check "one of a vendor" changed mode '"observe"' '"enforce"' \
	mode enforce --vendor kaspersky
check ": of which" last mode 'e["of"] == "kaspersky"'
check "one for a while" done_by mode enforce --for 1h
check ": until when" last mode 'e["before"] == "observe" and
	e["after"] == "enforce until " + e["until"] and
	3590 < seconds() < 3610'
check "one to confirm" done_by mode observe --confirm 1h
check ": what there was ends, too" last mode \
	'e["before"].startswith("enforce until ") and e["confirm"] is True and
	e["after"] == "observe until %s unless confirmed" % e["until"]'
check "its confirmation" done_by confirm
check ": before and after" last confirm \
	'e["before"].endswith(" unless confirmed") and e["after"] == "observe"'
check "one for a second" done_by mode enforce --for 1s
is_over() { last mode 'e.get("by") == "cordond"'; }
check ": that ends by itself" wait_for 20 is_over
check ": back to what was" last mode \
	'e["before"] == "enforce" and e["after"] == "observe"'
cordon mode enforce >/dev/null

check "a reload" done_by reload
check ": of the same" last reload 'e["before"] == e["after"]'
check ": is left out" sh -c "! $BUILD/cordon -c $CONF audit --csv |
	grep -q ',reload,'"
check ": which is said" prints 'left out: [1-9][0-9]* times* ' cordon audit
config_is "$settings log_dns = true; "
sed -i 's/log_dns = true;/# another/' $CONF
check "another configuration" done_by reload
check ": has another digest" last reload 'e["before"] != e["after"] and
	e["before"].startswith("configuration ")'
echo "# and another" >>$CONF
kill -HUP "$(pid_of_cordond)"
is_another() { last reload 'e["before"] != e["after"] and
	"command" not in e and e["uid"] == 0'; }
check ": by a signal, too" wait_for 10 is_another

check "the guard" done_by guard off --for 1h
check ": lifted" last guard 'e["before"] == "on" and
	e["after"] == "lifted" and 3590 < seconds() < 3610'
check ": and back" changed guard '"lifted"' '"on"' guard on

# --- by the command itself -------------------------------------------------

check "a rule" changed block None '"always"' block one.example.com
check ": and back" changed block '"always"' None \
	block --remove one.example.com
check "one for a while" done_by allow two.example.com --for 1h
check ": until when" last allow 'e["of"] == "two.example.com" and
	e["before"] is None and e["after"] == "until " + e["until"] and
	3590 < seconds() < 3610'
check ": for longer" done_by allow two.example.com --for 2h
check ": before and after" last allow \
	'e["before"].startswith("until 2") and e["before"] < e["after"]'
check "what is protected" changed protect None '"always"' \
	protect vpn.example.com
check "a vendor" changed vendors '"off"' '"inherit"' vendors enable huawei
check ": and off" changed vendors '"inherit"' '"off"' vendors disable huawei
check "an exception" done_by except add --client 10.1.0.2 \
	--vendor kaspersky --for 1h --reason $'he\n"\e[2J\xe2\x80\xae</script>=cmd()'
check ": until when" last ex-0001 'e["before"] is None and
	e["after"] == "until " + e["until"]'
check ": and why" last ex-0001 \
	'e["detail"].endswith(chr(10) + "\"" + chr(27) + "[2J" + chr(0x202e) +
	"</script>=cmd()")'
check ": in one line" test "$(wc -l <$T/line)" -eq 1
for form in "" --csv --plain --json; do
	cordon audit --what ex-0001 $form >$T/out
	check ": harmless with \"$form\"" sh -c "! LC_ALL=C grep -q \
		'$(printf '\033\\|\342\200\256')' $T/out"
done
check "its extension" done_by except extend ex-0001 --for 2h
check ": before and after" last ex-0001 \
	'e["before"] < e["after"] == "until " + e["until"]'
check "its removal" done_by except remove ex-0001
check ": after it is none" last ex-0001 'e["after"] is None'

check "a sync" cordon sync
check ": in force" last generation 'int(e["before"]) < int(e["after"])'
check "a pin" done_by lists pin
check ": of which" last hold 'e["before"] + ", pinned" == e["after"]'
check "its end" done_by lists pin --off
check ": before and after" last hold 'e["before"] == e["after"] + ", pinned"'
check "a freeze" done_by lists freeze
check ": before and after" last hold 'e["before"] + ", frozen" == e["after"]'
cordon lists freeze --off >/dev/null
echo "||more.example^" >>$T/list.txt
check "what is let through" done_by sync --accept mine
check ": of which source" last accept 'e["of"] == "mine" and
	e["before"].startswith("generation ") and e["before"] != e["after"]'
check "a step back" done_by lists rollback
check ": to which" last hold 'e["before"] != e["after"] and
	e["after"].endswith(", pinned")'

# --- the screen ------------------------------------------------------------

check "who" sh -c "gw() { nsenter --net=/run/netns/gw -- \"\$@\"; }
	test \$(gw $BUILD/cordon -c $CONF audit --who alice --plain | wc -l) \
	-gt 20"
COLUMNS=80 cordon audit >$T/out
check "fits into 80 columns" awk 'length > 80 { exit 1 }' $T/out
check ": the newest last" sh -c \
	"grep -n 'hold: rolled back' $T/out | tail -1 | cut -d: -f1 |
	xargs -I{} test {} -gt \$(($(wc -l <$T/out) - 12))"
check "nothing is said" prints 'nothing found' cordon audit --who nobody
done_testing
