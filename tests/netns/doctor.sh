#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Everything the doctor looks for, brought about; and mended again.
# As in a container: by a root who may not force buffers beyond rmem_max.
[ -n "${LAB-}${CONTAINED-}" ] || ! unshare -r true 2>/dev/null ||
	CONTAINED=1 exec unshare -r bash "$0" "$@"
. "$(dirname "$0")/lib.sh"

lab_up
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }

# finds LEVEL CHECK PATTERN: is there such a finding? And with a command or
# advice if it is no good news.
finds() {
	cordon doctor --json >$T/found || [ $? -le 2 ] || return
	python3 - "$@" $T/found <<-'E2'
	import json, re, sys
	level, check, pattern, path = sys.argv[1:]
	all = json.load(open(path))["findings"]
	of = [f for f in all if f["check"] == check]
	print(*of, sep="\n")
	sys.exit(not any(f["level"] == level and
	    re.search(pattern, f["finding"]) and
	    (level in ("ok", "skip") or f["fix"]) for f in of))
	E2
}
# exits STATUS COMMAND...
exits() {
	local want=$1
	shift
	"$@"
	local got=$?
	echo "exit $got, want $want"
	[ $got -eq "$want" ]
}

# --- without a daemon ----------------------------------------------------

config_is ''
mkdir -p $T/state
check "no daemon" finds FAIL daemon 'cordond is not running'
check "no table" finds FAIL table 'no table inet cordon'
check "exit 2" exits 2 cordon doctor --nagios
check "and the word for it" sh -c "
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
check "it is found, by name and pid" finds FAIL queues \
	"python3 \(pid [0-9]+\) reads queue $base,"
kill $foreign
wait $foreign 2>/dev/null
refute "and no more when it is gone" finds FAIL queues 'reads queue'

# --- with one ------------------------------------------------------------

check "cordond starts" start_cordond
refute "nothing fails" exits 2 cordon doctor
check "the daemon is well" finds ok daemon "pid $(pid_of_cordond)"
check "its queues are its own" finds ok queues 'none dropped'
if [ "$(awk '{ print $3 }' /proc/self/uid_map)" = 1 ]; then
	check "low buffers" finds warn buffers 'net.core.rmem_max allows'
fi
check "what is not enforced of resolvers" finds note resolvers \
	'encrypted-dns is off'
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
check "is found" finds warn hooks \
	'chain middle of table inet odd \(forward -15\) .* between ours'
gw nft delete table inet odd
check "a chain of the same priority" chain ip odd same output -10 accept
check "is found" finds warn hooks 'chain same of table ip odd \(output -10\)'
gw nft delete table ip odd
check "a chain before ours that drops" chain inet odd first forward -200 drop
check "is found" finds warn hooks 'first .* before ours .*drops by policy'
gw nft delete table inet odd
check "one that accepts" chain ip6 odd first forward -200 accept
check "is a note" finds note hooks 'first .* neither sees'
gw nft delete table ip6 odd
check "all are gone" finds ok hooks 'others: none'

check "firewalld" chain inet firewalld filter_FORWARD forward 10 accept
check "Docker" chain ip filter FORWARD forward 0 drop
gw nft add chain ip filter DOCKER-USER
check "ufw" chain ip6 filter FORWARD forward 0 drop
gw nft add chain ip6 filter ufw6-before-forward
for owner in firewalld Docker ufw; do
	check "$owner is known, and that ours run first" finds ok hooks \
		"^$owner's chain .* after ours .* does not override a block"
done
gw nft 'delete table inet firewalld; delete table ip filter;
	delete table ip6 filter'
check "firewalld with a priority before ours" chain inet firewalld \
	filter_FORWARD forward -30 accept
check "is told of" finds note hooks "^firewalld's chain .* before ours"
gw nft delete table inet firewalld

gw nft add table inet odd
if gw nft add flowtable inet odd ft \
	'{ hook ingress priority 0; devices = { lan0, wan0 }; }' 2>/dev/null
then
	check "another table's flowtable" finds FAIL flowtables \
		'flowtable ft of table odd'
	gw nft delete table inet odd
	check "is gone" finds ok flowtables 'no other'
else
	gw nft delete table inet odd
	check "a kernel without flowtables: the check is skipped" finds \
		skip flowtables 'no flowtables'
fi

check "ip rule with a mark and no mask" gw ip rule add pref 900 fwmark 7 \
	table 100
check "is found" finds warn routing 'ip -4 rule 900 \(fwmark 0x7\) has no mask'
gw ip rule del pref 900
mask=$(cordon config show | sed -n 's/^mark_mask *= *\([0-9xa-fA-F]*\).*/\1/p')
check "ip rule whose mask is ours" \
	gw ip -6 rule add pref 901 fwmark "$mask/$mask" table 100
check "is found" finds warn routing 'ip -6 rule 901 .* bits that are cordon'
gw ip -6 rule del pref 901
gw ip rule add pref 902 fwmark 0x1/0x1 table 100
check "one with another mask is no harm" finds ok routing 'no routing rule'

gw ip link add br7 type bridge
gw ip link set br7 up
gw sysctl -qw net.bridge.bridge-nf-call-iptables=0 2>/dev/null
check "a bridge without br_netfilter" finds warn interfaces \
	'between the ports of bridge br7'
gw ip link del br7
refute "is gone" finds warn interfaces 'br7'

touch -d '+3 days' $CONF
check "a clock in the past" finds FAIL clock \
	"the clock says .*, but $CONF is of"
touch $CONF
check "is mended" finds ok clock 'the clock says'

check "an exception that ends soon" cordon except add --client 10.1.0.9 \
	--vendor kaspersky --for 2h --owner alice --reason test
check "is a note" finds note exceptions 'ex-0001 of alice ends in'

sysctl=net.ipv4.ip_forward
gw sysctl -qw $sysctl=0 net.ipv6.conf.all.forwarding=0
check "no gateway" finds warn forwarding 'forwards nothing'
gw sysctl -qw $sysctl=1 net.ipv6.conf.all.forwarding=1

echo 'lan = [ "nothing0" ];' >>$CONF
check "an interface that is not covered" finds warn interfaces \
	'arrive on lan0 are not covered'
sed -i '/nothing0/d' $CONF

# --- sources -------------------------------------------------------------

echo 'www.bad.example' >$T/feed.txt
cat >>$CONF <<E2
sources = ( { id = "feed"; file = "$T/feed.txt"; vendor = "feed";
	title = "Feed"; refresh = "1h"; } );
E2
check "a source nobody took in" finds warn lists 'feed was never taken in'
check "is taken in" cordon sync
refute "and well" finds warn lists 'feed'
python3 - $T/state/sources/feed/state.json <<'E2'
import json, sys
s = json.load(open(sys.argv[1]))
for key in ("good_at", "tried"):
    if key in s:
        s[key] -= 3 * 3600 + 60
json.dump(s, open(sys.argv[1], "w"))
E2
check "a source beyond three times its refresh" finds warn lists \
	'source feed was last looked at 3 h'

# --- disks ---------------------------------------------------------------

mount -t tmpfs -o size=64k tmpfs $T/state
head -c 1M /dev/zero >$T/state/full 2>/dev/null
check "no room for its state" finds FAIL state 'only 0 % of the disk'
umount $T/state
mount -t tmpfs -o size=64k tmpfs $T/log
head -c 1M /dev/zero >$T/log/full 2>/dev/null
check "no room for the log" finds FAIL log \
	'only 0 % of the disk|cannot be written'
umount $T/log
check "with room again all is well" finds ok state 'has room'

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
refute "whose words change no terminal" grep -q $'\e' $T/old
check "nor add performance data" sh -c "tail -1 $T/old | tr -cd '|' |
	grep -qx '|'"

check "cordond stops" stop_cordond
done_testing
