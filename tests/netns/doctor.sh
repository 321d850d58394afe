#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Everything the doctor looks for, brought about; and mended again.
# As in a container: by a root who may not force buffers beyond rmem_max.
[ -n "${LAB-}${CONTAINED-}" ] || ! unshare -r true 2>/dev/null ||
	CONTAINED=1 exec unshare -r bash "$0" "$@"
. "$(dirname "$0")/lib.sh"

lab_up
cordon() { gw "$BUILD/cordon" -c "${conf-$CONF}" "$@"; }
# with NAME COMMAND...: with another configuration.
with() { local conf=$T/etc/$1.conf; shift; "$@"; }

# finds LEVEL CHECK PATTERN [EVIDENCE [FIX]]: is there such a finding? And if
# it is no good news, with evidence and what mends it, like these. Exits 10 if
# there is none.
finds() {
	cordon doctor --json >$T/found || [ $? -le 2 ] || return
	python3 - "$@" $T/found <<-'E2'
	import json, re, sys
	level, check, pattern, path = *sys.argv[1:4], sys.argv[-1]
	evidence, fix, *_ = sys.argv[4:-1] + ["", ""]
	all = json.load(open(path))["findings"]
	of = [f for f in all if f["check"] == check]
	print(*of, sep="\n")
	sys.exit(0 if any(re.fullmatch(level, f["level"]) and
	    re.search(pattern, f["finding"]) and
	    (f["level"] in ("ok", "skip") or f["fix"] and f["evidence"]) and
	    re.search(evidence, f.get("evidence", "")) and
	    re.search(fix, f.get("fix", "")) for f in of) else 10)
	E2
}
# fine COMMAND...: the doctor's, that finds nothing worse than a warning.
fine() {
	"$@"
	[ $? -le 1 ]
}

# --- without a daemon ----------------------------------------------------

config_is ''
mkdir -p $T/state
check "no daemon" finds FAIL daemon 'cordond is not running' \
	'/run/cordon: (No such|Connection refused)' '^systemctl start cordond$'
check "no table" finds FAIL table 'no table inet cordon' 'nft list tables' \
	'^systemctl start cordond$'
check "the doctor exits with 2" exits 2 cordon doctor --nagios
check ": a check that has nothing to look at says why" sh -c "
	nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF doctor queues |
	grep -q '^skip  queues .*as cordond is not running'"
check ": and the word for it" sh -c "
	nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF doctor --nagios |
	grep -q '^CORDON CRITICAL - .* | ok=[0-9]* .*fail=[1-9]'"

# reads QUEUE: binds it, and says so; nfnetlink_queue.h.
cat >$T/reads.py <<'E2'
import socket, struct, sys, time
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
s.bind((0, 0))
attr = struct.pack("=HH", 8, 1) + struct.pack(">BxH", 1, 2)
body = struct.pack(">BBH", 0, 0, int(sys.argv[1])) + attr
s.send(struct.pack("=IHHII", 16 + len(body), 3 << 8 | 2, 5, 1, 0) + body)
if struct.unpack_from("=i", s.recv(4096), 16)[0] != 0:
    sys.exit("refused")
print("ready", flush=True)
time.sleep(60)
E2
base=$(cordon config show | sed -n 's/^queue_base *= *\([0-9]*\).*/\1/p')
spawn gw python3 $T/reads.py "$base" >$T/reads
foreign=$!
check "another program reads our queue" wait_for 5 grep -q ready $T/reads
check ": it is found, by name and pid" finds FAIL queues \
	"python3 \(pid $foreign\) reads queue $base," \
	"nfnetlink_queue: queue $base" "^kill $foreign, or set queue_base"
kill $foreign
wait $foreign 2>/dev/null
refute ": and no more when it is gone" 10 finds FAIL queues 'reads queue'

# --- with one ------------------------------------------------------------

check "cordond starts" start_cordond
check "nothing fails" fine cordon doctor
cat >$T/sick.py <<'E2'
import json, sys
sick = [f for f in json.load(open(sys.argv[1]))["findings"]
        if f["level"] in ("warn", "FAIL") and f["check"] != "buffers"]
print(*sick, sep="\n")
sys.exit(bool(sick))
E2
check "a gateway that is well has nothing but what its container lacks" sh -c \
	"nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF doctor --json \
	>$T/found; python3 $T/sick.py $T/found"
check "the daemon is well" finds ok daemon "pid $(pid_of_cordond)"
check "the daemon's queues are its own" finds ok queues '0 packets waiting'
if [ "$(awk '{ print $3 }' /proc/self/uid_map)" = 1 ]; then
	check "low buffers" finds warn buffers 'net.core.rmem_max allows' \
		"$(gw test -e /proc/sys/net/core/rmem_max &&
			echo 'rmem_max = [0-9]+, ')wanted [0-9]+" \
		'^sysctl -w net.core.rmem_max=[0-9]+$'
fi
check "what is not enforced of resolvers" finds note resolvers \
	'encrypted-dns is off' 'vendors list' \
	'^cordon vendors enable encrypted-dns$'
check "one check alone" sh -c "nsenter --net=/run/netns/gw $BUILD/cordon \
	-c $CONF doctor --plain clock routing | cut -f2 | sort -u |
	tr '\n' ' ' | grep -qx 'clock routing '"
check "an unknown one: the nearest" sh -c \
	"$BUILD/cordon -c $CONF doctor rooting 2>&1 | grep -q '\"routing\"'"
for width in 80 60; do
	COLUMNS=$width cordon doctor >$T/screen
	awk -v w=$width 'length > w' $T/screen >$T/wide
	check "all it says fits $width columns" \
		sh -c "! grep . $T/wide && grep -q interfaces $T/screen"
done
check "no foreign chain" finds ok hooks 'others: none'
check "no rule with a mark" finds ok routing 'no routing rule'
check "the clock is right" finds ok clock 'the clock says'
check "there is room for its state" finds ok state 'has room'

# chain FAMILY TABLE CHAIN HOOK PRIORITY POLICY
chain() {
	gw nft add table "$1" "$2" && gw nft add chain "$1" "$2" "$3" \
		"{ type filter hook $4 priority $5; policy $6; }"
}
check "a chain between ours" chain inet odd middle forward -15 accept
check ": is found" finds warn hooks \
	'chain middle of table inet odd \(forward -15\) .* between ours' \
	'nft list chain inet odd middle: .*priority -15' \
	'^nft list table inet odd; .*\(0\) or more'
gw nft delete table inet odd
check "a chain of the same priority" chain ip odd same output -10 accept
check ": is found" finds warn hooks 'chain same of table ip odd \(output -10\)'
gw nft delete table ip odd
check "a chain before ours that drops" chain inet odd first forward -200 drop
check ": is found" finds warn hooks 'first .* before ours .*drops by policy'
gw nft delete table inet odd
check "a chain before ours that accepts" chain ip6 odd first forward -200 accept
check ": is a note" finds note hooks 'first .* neither sees'
gw nft delete table ip6 odd
gw nft -f - <<'E2'
table inet odd {
	chain deep { ip daddr 192.0.2.1 drop; }
	chain side { jump deep; }
	chain base { type filter hook forward priority -150; jump side; }
}
E2
check "a chain before ours that drops in a chain it jumps to" finds warn hooks \
	'base .* before ours .*and drops in chain deep' \
	'list chain inet odd deep: handle [0-9]+ drops'
gw nft flush chain inet odd side
check ": but not once it does so no more" finds note hooks 'base .* before ours'
gw nft add rule inet odd side reject
check ": a rejection is the same" finds warn hooks 'and drops in chain side'
gw nft 'flush chain inet odd side; add map inet odd m {
	type ipv4_addr : verdict; };
	add rule inet odd side ip saddr vmap @m'
check ": a map may lead there" finds warn hooks 'and drops in chain deep'
gw nft delete table inet odd
gw nft -f - <<'E2'
table ip odd {
	chain pre { type filter hook prerouting priority -300; notrack; }
}
E2
check "connections taken from tracking" finds warn hooks \
	'rule of chain pre, table ip odd, takes packets out of' \
	'nft -a list chain ip odd pre: handle [0-9]+' \
	'^nft delete rule ip odd pre handle [0-9]+$'
fix=$(python3 -c 'import json, sys
print(*[f["fix"] for f in json.load(sys.stdin)["findings"]
	if "tracking" in f["finding"] and "fix" in f])' <$T/found)
check ": the command it says" sh -c "nsenter --net=/run/netns/gw $fix"
refute ": mends it" 10 finds warn hooks 'takes packets out of'
gw nft delete table ip odd
# queues NUMBER: a rule of another table, by iptables where there is no other.
queues() {
	gw nft -f - <<-E2 2>/dev/null || gw iptables -t mangle -I FORWARD \
		-j NFQUEUE --queue-num "$1" 2>/dev/null
	table inet odd {
		chain base { type filter hook forward priority -150;
			queue num $1; }
	}
	E2
}
unqueue() {
	gw nft delete table inet odd 2>/dev/null
	gw nft delete table ip mangle 2>/dev/null
	true
}
if can "another's rule that queues" "no rule of this kernel does" \
	queues "$base"; then
	check "another's rule sends to our queue" finds FAIL hooks \
		"a queue that is cordond's by number" 'handle [0-9]+' \
		'^nft delete rule '
	unqueue
	queues 99
	check ": to one of its own, before us" finds note hooks \
		"another program's queue first"
	unqueue
fi
check "foreign chains are all gone" finds ok hooks 'others: none'

check "firewalld" chain inet firewalld filter_FORWARD forward 10 accept
check "Docker" chain ip filter FORWARD forward 0 drop
gw nft add chain ip filter DOCKER-USER
check "ufw" chain ip6 filter FORWARD forward 0 drop
gw nft add chain ip6 filter ufw6-before-forward
# As docker writes them, and as they belong.
gw nft -f - <<'E2'
table ip nat {
	chain DOCKER { iifname "docker0" return; }
	chain PREROUTING {
		type nat hook prerouting priority -100;
		fib daddr type local jump DOCKER;
	}
	chain OUTPUT {
		type nat hook output priority -100;
		ip daddr != 127.0.0.0/8 fib daddr type local jump DOCKER;
	}
	chain POSTROUTING {
		type nat hook postrouting priority 100;
		ip saddr 172.17.0.0/16 oifname != "docker0" masquerade;
	}
}
E2
check "Docker's addresses are translated where that belongs" finds ok hooks \
	"^Docker's chain OUTPUT of table ip nat .* before ours, as it should"
refute ": nobody is told to move it" 10 finds '(warn|note)' hooks 'ip nat'
check "iptables' chain that drops before ours" chain ip mangle FORWARD \
	forward -150 drop
check ": its rules are to go elsewhere, not the chain" finds warn hooks \
	'chain FORWARD of table ip mangle .* before ours .*drops by policy' \
	'nft list chain ip mangle FORWARD' \
	'^iptables -t mangle -S FORWARD; .* chain FORWARD of table filter'
gw nft 'delete table ip nat; delete table ip mangle'
for owner in firewalld Docker ufw; do
	check "$owner is known, and that ours run first" finds ok hooks \
		"^$owner's chain .* after ours .* does not override a block"
done
gw nft 'delete table inet firewalld; delete table ip filter;
	delete table ip6 filter'
check "firewalld with a priority before ours" chain inet firewalld \
	filter_FORWARD forward -30 accept
check ": is told of" finds note hooks "^firewalld's chain .* before ours"
gw nft delete table inet firewalld

check "no table of iptables-legacy" finds ok legacy 'no table'

gw nft add table inet odd
if gw nft add flowtable inet odd ft \
	'{ hook ingress priority 0; devices = { lan0, wan0 }; }' 2>/dev/null
then
	check ": another table's flowtable" finds FAIL flowtables \
		'flowtable ft of table odd' 'table inet odd, flowtable ft' \
		'nft delete flowtable inet odd ft'
	gw nft delete table inet odd
	check ": is gone" finds ok flowtables 'no other'
else
	gw nft delete table inet odd
	check "a kernel without flowtables: the check is skipped" finds \
		skip flowtables 'no flowtables'
fi

check "ip rule with a mark and no mask" gw ip rule add pref 900 fwmark 7 \
	table 100
check ": is found" finds warn routing \
	'ip -4 rule 900 \(fwmark 0x7\) has no mask' \
	'ip -4 rule show: 900: .*fwmark 0x7/0xffffffff' \
	'ip -4 rule add pref 900 fwmark 0x7/0xf.* ip -4 rule del pref 900'
gw ip rule del pref 900
mask=$(cordon config show | sed -n 's/^mark_mask *= *\([0-9xa-fA-F]*\).*/\1/p')
check "ip rule whose mask is ours" \
	gw ip -6 rule add pref 901 fwmark "$mask/$mask" table 100
check ": is found" finds warn routing 'ip -6 rule 901 .* bits that are cordon'
gw ip -6 rule del pref 901
gw ip rule add pref 902 fwmark 0x1/0x1 table 100
check "ip rule with another mask is no harm" finds ok routing 'no routing rule'

gw ip link add br7 type bridge
gw ip link set br7 up
gw sysctl -qw net.bridge.bridge-nf-call-iptables=0 2>/dev/null
check "a bridge without br_netfilter" finds warn interfaces \
	'between the ports of bridge br7 is not seen' \
	'br_netfilter is not loaded|call-iptables = 0' \
	'^modprobe br_netfilter && sysctl -w'
if can "a bridge that hands up IPv4 alone" "no br_netfilter" \
	gw sysctl -qw net.bridge.bridge-nf-call-iptables=1 \
	net.bridge.bridge-nf-call-ip6tables=0; then
	check "a bridge that hands up IPv4 alone" finds warn interfaces \
		'bridge br7 is not seen over IPv6' 'call-ip6tables = 0'
fi
gw ip link del br7
refute ": is gone" 10 finds warn interfaces 'br7'

touch -d '+3 days' $CONF
check "a clock in the past" finds FAIL clock \
	"the clock says .*, but $CONF is of" "^date: .*$CONF: 20" \
	'^timedatectl set-ntp true'
behind() { prints "clock +wrong: it says .* but $CONF is of" cordon status; }
# Each half a minute; a start looks at once.
stop_cordond
check ": cordond starts all the same" start_cordond
check ": and notices it, too" wait_for 10 behind
check ": in the register" grep -q '"event":"clock".*wrong: it says' \
	$T/log/audit.json
touch $CONF
check ": is mended" finds ok clock 'the clock says'

check "an exception that ends soon" cordon except add --client 10.1.0.9 \
	--vendor kaspersky --for 2h --owner alice --reason test
check ": is a note" finds note exceptions 'ex-0001 of alice ends in' \
	'except list: ex-0001 until 20' \
	'^cordon except extend ex-0001 --for 30d$'

cp $T/state/exceptions.conf $T/kept.conf
echo 'exceptions = ( { id = 7; } );' >$T/state/exceptions.conf
check "a register that cannot be read" finds FAIL exceptions \
	'register of exceptions cannot be read' 'exceptions.conf:1: ' \
	"^mend it: .*exceptions.conf'; then cordon reload$"
cp $T/kept.conf $T/state/exceptions.conf

python3 - $T/mute.sock >$T/mute <<'E2' &
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
s.listen()
print("ready", flush=True)
while True:
    s.accept()[0].close()
E2
wait_for 5 grep -q ready $T/mute
gw "$BUILD/cordon" -c $CONF --socket $T/mute.sock doctor --json daemon >$T/found
check "a daemon that does not answer" grep -q '"FAIL","finding":"cordond does not answer: .*"evidence":"its socket below.*"fix":"systemctl restart cordond"' \
	$T/found

sysctl=net.ipv4.ip_forward
gw sysctl -qw $sysctl=0 net.ipv6.conf.all.forwarding=0
check "no gateway" finds warn forwarding 'forwards nothing' \
	'ip_forward = 0, .*forwarding = 0' "^sysctl -w $sysctl=1"
gw sysctl -qw $sysctl=1
sed '$a wan = [ "wan0" ];' $CONF >$T/etc/wan.conf
check "IPv4 alone, where hosts have IPv6" with wan finds warn forwarding \
	'hosts on lan0 .*IPv6 past this machine' 'lan0 has fd01::1, and .*forwarding = 0' \
	'^sysctl -w net.ipv6.conf.all.forwarding=1'
gw sysctl -qw net.ipv6.conf.all.forwarding=1
refute ": with both it is none" 10 with wan finds warn forwarding 'IPv6 past'

echo 'lan = [ "nothing0" ];' >>$CONF
check "an interface that is not covered" finds warn interfaces \
	'arrive on lan0 are not covered' 'ip link show up has lan0' \
	"^add \"lan0\" to lan in $CONF"
sed -i '/nothing0/d' $CONF

# --- sources -------------------------------------------------------------

echo 'www.bad.example' >$T/feed.txt
cat >>$CONF <<E2
sources = ( { id = "feed"; file = "$T/feed.txt"; vendor = "feed";
	title = "Feed"; refresh = "1h"; } );
E2
check "a source nobody took in" finds warn lists 'feed was never taken in' \
	'lists status: feed is new' '^cordon sync feed$'
check ": is taken in" cordon sync
refute ": and well" 10 finds warn lists 'feed'
python3 - $T/state/sources/feed/state.json <<'E2'
import json, sys
s = json.load(open(sys.argv[1]))
for key in ("good_at", "tried"):
    if key in s:
        s[key] -= 3 * 3600 + 60
json.dump(s, open(sys.argv[1], "w"))
E2
check "a source beyond three times its refresh" finds warn lists \
	'source feed was last looked at 3 h' 'good 3 h.* ago, refresh 1 h' \
	'^systemctl enable --now cordon-sync.timer$'

# --- disks ---------------------------------------------------------------

mount -t tmpfs -o size=64k tmpfs $T/state
head -c 1M /dev/zero >$T/state/full 2>/dev/null
check "no room for its state" finds FAIL state 'only 0 % of the disk' \
	"^df '$T/state': [0-9]+ bytes" '^du '
umount $T/state
mount -t tmpfs -o size=64k tmpfs $T/log
head -c 1M /dev/zero >$T/log/full 2>/dev/null
check "no room for the log" finds FAIL log \
	'only 0 % of the disk|cannot be written' '^df|^"lost" of' 'du |make room'
umount $T/log
log_is_well() { ! ask status | grep -q '"error":'; }
wait_for 3 log_is_well
mkdir -p $T/ro
mount -t tmpfs -o ro tmpfs $T/ro
sed "s|$EVE|$T/ro/eve.json|" $CONF >$T/etc/ro.conf
check "a log on a disk that is read-only" with ro finds FAIL log \
	"$T/ro is not writable" 'mounted read-only' '^mount -o remount,rw'
umount $T/ro
sed "s|$EVE|$T/nowhere/eve.json|" $CONF >$T/etc/ro.conf
check "a log in no folder" with ro finds FAIL log "nowhere is not there" \
	'No such file' "^mkdir -p '$T/nowhere'$"
check "with room again all is well" finds ok state 'has room'

# --- configuration, mode, reload -----------------------------------------

cp $CONF $T/good.conf
echo 'mod = "off";' >>$CONF
check "a mistake in the configuration" finds FAIL config '1 mistake in' \
	"$CONF:[0-9]+: unknown key \"mod\"" '^cordon config check$'
check ": whoever asks for one check is told" sh -c "
	nsenter --net=/run/netns/gw $BUILD/cordon -c $CONF doctor lists |
	grep -q '^FAIL  lists *nothing can be said of it'"
check ": with its status" exits 2 cordon doctor law
refute ": is not taken up" 'unknown key "mod"' cordon reload
check ": which it tells, too" finds warn daemon 'the last reload failed' \
	'unknown key' '^cordon config check && cordon reload$'
cp $T/good.conf $CONF
touch $CONF
check "a configuration that is mended" cordon reload
check ": all is well" finds ok config 'no mistakes'
refute ": of the reload, too" 10 finds warn daemon 'the last reload'
check "observing" cordon mode observe
check ": blocks nothing" \
	finds warn mode 'nothing is blocked' 'mode observe, from' \
	'^cordon mode enforce --confirm 5m$'
cordon mode enforce >/dev/null

# --- lists that are held -------------------------------------------------

check "pinned" cordon lists pin
check ": nothing new comes" finds warn lists 'lists are held at generation' \
	'held, pinned' '^cordon lists pin --off && cordon sync$'
cordon lists pin --off >/dev/null
check "frozen" cordon lists freeze
check ": nothing either" finds warn lists 'lists are held' 'held, frozen' \
	'^cordon lists freeze --off && cordon sync$'
cordon lists freeze --off >/dev/null
lines=$(seq -f 'bad%g.example' 500)
echo "$lines" >$T/feed.txt
cordon sync >/dev/null 2>&1
echo 'bad1.example' >$T/feed.txt
refute "a list that shrinks to nothing" 65 cordon sync
check ": is held back" \
	finds FAIL lists 'source feed is .*: its last good copy' \
	'[0-9]' '^cordon sync --accept feed, if'
echo "$lines" >$T/feed.txt
check "a list that is as it was" cordon sync
refute ": it is well" 10 finds FAIL lists feed
sed 's|file = "[^"]*feed.txt"|url = "http://feed.example/x"|' $CONF \
	>$T/etc/http.conf
check "a list anybody can change" with http finds warn lists \
	'unsigned over plain HTTP' 'url = "http://feed.example/x"' '"minisign"'
rm -f $T/feed.txt
refute "a list that is gone" 75 cordon sync
check ": has failed" finds warn lists 'source feed failed' 'No such|cannot' \
	'^cordon sync feed$'

# --- the table and conntrack ---------------------------------------------

gw nft flush ruleset
repaired() { finds ok table complete; }
check "flushed by another, the table comes back" wait_for 5 repaired
check ": and the doctor has counted it" finds warn table 'put it back, [1-9]' \
	'"repairs" of cordon status' "^grep .*$T/log/audit.json"
# The limit belongs to the whole machine: other numbers are put in its place.
number=/proc/sys/net/netfilter/nf_conntrack
echo 90 >$T/count
echo 100 >$T/max
limit_is_ours() {
	gw mount --bind $T/count ${number}_count &&
		gw mount --bind $T/max ${number}_max
}
if can "connection tracking nearly full" "its numbers cannot be others" \
	limit_is_ours; then
	check "connection tracking nearly full" finds warn conntrack \
		'tracking is 90 % full' 'count = 90, .*max = 100$' \
		'^sysctl -w net.netfilter.nf_conntrack_max=200$'
	gw umount ${number}_count ${number}_max
fi
check "connection tracking has room" finds ok conntrack 'tracked'
# setting NAME VALUE BACK PATTERN: one that our rules do not expect.
setting() {
	if can "$1 = $2" "it cannot be set here" \
		gw sysctl -qw net.netfilter."$1=$2"; then
		check "$1 = $2" finds warn conntrack "by $1 = $2 .*$4" \
			"$1 = $2$" "^sysctl -w net.netfilter.$1=$3$"
		gw sysctl -qw net.netfilter."$1=$3"
		refute ": is mended" 10 finds warn conntrack "by $1"
	fi
}
setting nf_conntrack_tcp_timeout_syn_sent 121 120 'without being judged'
setting nf_conntrack_tcp_timeout_syn_recv 300 60 'without being judged'
setting nf_conntrack_tcp_timeout_established 60 432000 'taken for new ones'
sed '$a strict = true;' $CONF >$T/etc/strict.conf
gw sysctl -qw net.netfilter.nf_conntrack_tcp_be_liberal=1
check "liberal, in strict mode" with strict finds warn conntrack \
	'outside the window count as valid' 'be_liberal = 1$'
refute ": else it is no harm" 10 finds warn conntrack be_liberal
gw sysctl -qw net.netfilter.nf_conntrack_tcp_be_liberal=0

# --- forged sources ---------------------------------------------------------

if can "forged sources" "this kernel does not say where an address lies" \
	gw nft 'add table inet odd; add chain inet odd c;
	add rule inet odd c fib saddr . iif oif 1'; then
	gw nft delete table inet odd
	check "no forged source" with wan finds ok spoofing 'no packet from inside'
	cordon mode enforce >/dev/null
	cat >>$CONF <<<'wan = [ "wan0" ];'
	check "with an outside" cordon reload
	client ip addr add 10.2.0.77/32 dev c0
	client python3 - <<-'E2'
	import socket
	s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	s.bind(("10.2.0.77", 0))
	for i in range(3):
	    s.sendto(b"x", ("10.2.0.2", 9))
	E2
	client ip addr del 10.2.0.77/32 dev c0
	check "a source from inside that lies outside" finds warn spoofing \
		'[1-9] packets from inside bore .* behind wan0: .*they were dropped' \
		'counter inet cordon spoofed-source: [1-9]' '^tcpdump -eni any'
	check ": status says so" prints 'forged +[1-9][0-9]* packets from inside' \
		cordon status
	check ": and metrics" prints '^cordon_spoofed_packets_total [1-9]' \
		cordon metrics
	sed -i '/^wan =/d' $CONF
	cordon reload >/dev/null
else
	check "what cannot be told is said" finds '(warn|note)' spoofing \
		'does not tell our table where a source lies'
fi

# --- another version -----------------------------------------------------

python3 - $T/old.sock >$T/listens <<'E2' &
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
s.listen()
print("ready", flush=True)
while True:
    c, _ = s.accept()
    data = b""
    while not data.endswith(b"\n"):
        data += c.recv(100) or b"\n"
    c.sendall(b'{"version": "0.0.1\\u001b[31m|x", "pid": 1, "mode": "enforce"}')
    c.close()
E2
wait_for 5 grep -q ready $T/listens
old() { gw "$BUILD/cordon" -c $CONF --socket $T/old.sock doctor "$@"; }
old >$T/old
old --nagios >>$T/old
check "a daemon of another version" sh -c \
	"cat $T/old; grep -q 'cordond is version 0.0.1' $T/old"
check ": whose words change no terminal" lacks $'\e' $T/old
check ": nor add performance data" sh -c "tail -1 $T/old | tr -cd '|' |
	grep -qx '|'"

check "cordond stops" stop_cordond
check ": its table stays" finds ok table 'is complete'
gw nft 'flush table inet cordon; delete chain inet cordon names'
check ": and has lost a chain" finds FAIL table 'lost chains' \
	'nft list table inet cordon' '^systemctl start cordond$'
done_testing
