#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The pipeline of "cordon inspect" is that of the daemon: captures are sent
# packet by packet through a gateway in observe mode, and its log must have
# the names that inspect prints, of the same connections.
#
# tests/captures is our own (record.sh). Others can be tried by hand:
#	CAPTURES="FILE..." [STRICT=false] tests/netns/replay.sh
# What no gateway forwards (loopback, link-local, broadcast, cut packets) is
# then missing for that reason.
. "$(dirname "$0")/lib.sh"
own=
[ -n "${CAPTURES-}" ] || { own=yes CAPTURES=$(echo tests/captures/*.pcap); }

# world (c0, s0) -- (lan0, wan0) gw: one namespace holds both ends, without an
# address, so that it says nothing by itself.
for ns in world gw; do
	ip netns add $ns
	in_ns $ns ip link set lo up
done
world() { in_ns world "$@"; }
INNER=02:00:00:00:01:01 OUTER=02:00:00:00:02:01
PEER=02:00:00:00:09:09
ip link add c0 mtu 65535 netns world type veth peer name lan0 netns gw \
	address $INNER mtu 65535
ip link add s0 mtu 65535 netns world type veth peer name wan0 netns gw \
	address $OUTER mtu 65535
for i in c0 s0; do
	world sysctl -qw net.ipv6.conf.$i.disable_ipv6=1
	world ip link set $i up
done
# What comes in at one side goes out at the other, whoever it is for.
table=100
for pair in "lan0 wan0 1" "wan0 lan0 2"; do
	# shellcheck disable=SC2086 # three words
	set -- $pair
	gw ip link set "$1" up
	gw ip addr add 192.0.2.$((100 + $3))/32 dev "$1"
	table=$((table + 1))
	for family in -4 -6; do
		gw ip $family rule add iif "$1" table $table
	done
done
table=100
for out in wan0 lan0; do
	table=$((table + 1))
	gw ip route add default via 198.51.100.1 dev $out onlink table $table
	gw ip -6 route add default via fe80::9 dev $out onlink table $table
	gw ip neigh add 198.51.100.1 lladdr $PEER dev $out nud permanent
	gw ip neigh add fe80::9 lladdr $PEER dev $out nud permanent
done
gw sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
	net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
	net.ipv4.conf.lan0.rp_filter=0 net.ipv4.conf.wan0.rp_filter=0

# Captures taken at a sender may lack checksums, which its hardware adds; in
# strict mode cordond still sees that.
[ -n "$own" ] || gw sysctl -qw net.netfilter.nf_conntrack_checksum=0

# Only names under a rule come into the log: so there is one for all of them.
# Rules are for whole domains, that another name of it would be seen as well.
# What no rule can cover is left out on both sides: addresses, single labels,
# names with escapes, and a request or question without a name. QUIC on ports
# other than its own is looked at in strict mode.
# shellcheck disable=SC2034 # of config_is
LOG='fold = "0s"; max_size = "0";'
MODE=observe config_is "strict = ${STRICT-true};" \
	'no_sni = "log"; wan = [ "wan0" ];'
comparable() {
	awk -F'\t' '$6 ~ /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/ &&
		$6 !~ /^[0-9.]+$/ || $6 == "-" && ($1 == "tls" || $1 == "quic")' |
		sort -u
}
# shellcheck disable=SC2086 # a list of files
$BUILD/cordon -c $CONF inspect --names $CAPTURES >$T/inspected 2>$T/errors
cut -f2- $T/inspected | comparable >$T/want
cut -f6 $T/want | awk -F. 'NF >= 2 { print $(NF - 1) "." $NF; print }' |
	sort -u >$T/etc/block.list

if [ -n "$own" ]; then
	check "inspect finds what the clients asked for" sh -c \
		"cut -f1,2,7 $T/inspected | sort -u |
		diff - tests/captures/names.tsv"
fi
check "cordond starts" start_cordond
: >$T/replayed
for capture in $CAPTURES; do
	world "$BUILD/tests/netns/replay" c0 $INNER s0 $OUTER "$capture" \
		>>$T/replayed 2>&1 || echo "$capture: failed" >>$T/replayed
	# The next capture may use the same ports.
	gw conntrack -F 2>/dev/null
	gw conntrack -F expect 2>/dev/null
done
gw conntrack -S 2>/dev/null |
	awk '{ for (i = 1; i <= NF; i++) if (sub(/^invalid=/, "", $i)) n += $i }
		END { print "# packets that conntrack calls invalid: " n + 0 }'
grep "packets sent" $T/replayed | sed "s|^|# |"
[ -z "$own" ] ||
	check "every packet went through" sh -c \
		"grep -c ' 0 not forwarded, 0 cut off' $T/replayed |
		grep -qx $(echo "$CAPTURES" | wc -w)"
check "no event was lost" sh -c "nsenter --net=/run/netns/gw \
	$BUILD/cordon -c $CONF status | grep 'log ' | grep ' 0 lost'"
stop_cordond

python3 - $EVE <<'E2' | comparable >$T/got
import json, sys
for line in open(sys.argv[1]):
    e = json.loads(line)
    if e["event_type"] != "alert":
        continue
    m = e["alert"]["metadata"]
    if "vendor" in m:
        key = {"dns": "rrname", "tls": "sni", "quic": "sni"}
        name = e[e["app_proto"]][key.get(e["app_proto"], "hostname")]
    elif m["match_value"] == ["no_sni"]:
        name = "-"
    else:
        continue
    print(e["app_proto"], e["src_ip"], e["src_port"], e["dest_ip"],
          e["dest_port"], name, sep="\t")
E2
echo "# $(wc -l <$T/want) names of connections, live $(wc -l <$T/got)"
[ -z "$own" ] || check "there are names to compare" \
	test "$(wc -l <$T/want)" -ge 60
diff $T/want $T/got >$T/diff
check "the log has those names, and no others" test ! -s $T/diff
sed 's/^/# /' $T/diff | head -"${DIFFS-40}"
[ -n "$own" ] || awk '/: not forwarded: / { n[$(NF - 2) " > " $NF]++ }
	END { for (i in n) print "# " n[i] " not forwarded: " i }' $T/replayed
done_testing
