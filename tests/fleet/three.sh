#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Three gateways with traffic, and their centre: each part is killed at random,
# the network is cut. Afterwards log, hosts and top of the fleet are those of
# its gateways together, no line is missing and none is there twice; one that is
# taken out is named.

# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/../netns/lib.sh"
# shellcheck source=tests/fleet/centrelib.sh
. tests/fleet/centrelib.sh
needs clickhouse-server clickhouse-client curl openssl
SEED=${SEED:-$RANDOM} KILLS=${KILLS:-$(long 6 20)} CUT=${CUT:-$(long 3 30)}
RANDOM=$SEED
CENTRE=10.9.0.1

# --- three of all ----------------------------------------------------------------

three_up() {
	local i
	ip netns add centre
	in_ns centre ip link set lo up
	in_ns centre ip link add br0 type bridge
	in_ns centre ip addr add $CENTRE/24 dev br0
	in_ns centre ip link set br0 up
	for i in 1 2 3; do
		for ns in c g s; do
			ip netns add $ns$i
			in_ns $ns$i ip link set lo up
		done
		ip link add e0 netns c$i type veth peer name lan0 netns g$i
		ip link add e0 netns s$i type veth peer name wan0 netns g$i
		ip link add k0 netns g$i type veth peer name g$i netns centre
		in_ns c$i ip addr add 10.1.$i.2/24 dev e0
		in_ns c$i ip addr add 10.1.$i.3/24 dev e0
		in_ns g$i ip addr add 10.1.$i.1/24 dev lan0
		in_ns g$i ip addr add 10.2.$i.1/24 dev wan0
		in_ns g$i ip addr add 10.9.0.1$i/24 dev k0
		in_ns s$i ip addr add 10.2.$i.2/24 dev e0
		in_ns centre ip link set g$i master br0 up
		for l in "c$i e0" "s$i e0" "g$i lan0" "g$i wan0" "g$i k0"; do
			in_ns ${l% *} ip link set ${l#* } up
		done
		in_ns c$i ip route add default via 10.1.$i.1
		in_ns s$i ip route add default via 10.2.$i.1
		in_ns g$i sysctl -qw net.ipv4.ip_forward=1
		spawn s$i python3 tests/netns/web.py $T/cert.pem $T/key.pem \
			8080 443 >$T/web$i.log 2>&1
	done
}
gateway_config() { # NUMBER MODE
	mkdir -p $T/$1/log $T/$1/state $T/$1/run
	cat >$T/$1/conf <<-END
	mode = "$2"; on_failure = "open";
	vendors = ( { id = "kaspersky"; }, { id = "huawei"; } );
	catalogue = "$LAB_TOP/ruleset/vendors"; local_catalogue = "$T/none";
	block_list = "$T/none"; allow_list = "$T/none"; protect_list = "$T/none";
	state = "$T/$1/state"; run = "$T/$1/run"; user = "";
	hosts = { leases = [ "$T/none" ]; ethers = "$T/none";
		hosts = "$T/none"; names = "$T/none"; };
	gateway = "site$1";
	log = { file = "$T/$1/log/eve.json";
		fold = "0s"; flood = 0; };
	centre = { url = "http://$CENTRE:8123/"; interval = "1s"; };
	END
}
of() { # NUMBER WORD...: cordon on that gateway
	local i=$1
	shift
	in_ns g$i "$BUILD/cordon" -c $T/$i/conf "$@"
}
answers() { of "$1" status --json | grep -q '"running":true'; }
start_daemon() {
	spawn g$1 "$BUILD/cordond" -c $T/$1/conf >>$T/$1/out 2>&1
	daemon[$1]=$!
	wait_for 30 answers $1
}
start_ship() {
	spawn g$1 "$BUILD/cordon" -c $T/$1/conf ship >>$T/$1/ship 2>&1
	ship[$1]=$!
}
begin_centre() {
	spawn centre clickhouse-server --config-file=$T/centre/config.xml \
		>$T/centre/out 2>&1
	centre_pid=$!
}
here() { in_ns centre "$@"; }
sql() { here clickhouse-client --host $CENTRE --query "$*"; }
make_tables() {
	local f
	for f in 10-events 20-ledger 30-rollups 40-gateways 50-coverage \
		60-erase 70-quick; do
		here clickhouse-client --host $CENTRE --multiquery \
			<"$FLEET/$f.sql" || return 1
	done
}
roll_up() {
	LOCK=$T/roll.lock CLICKHOUSE_CLIENT="clickhouse-client --host $CENTRE" \
		here sh "$FLEET/roll.sh"
}

traffic() { # NUMBER: until the file goes
	local names=(www.kaspersky.com dl.kaspersky.com www.example.org
		metrics1.data.hicloud.com) n=0
	while [ -e $T/on ]; do
		in_ns c$1 curl -sk -o /dev/null --max-time 3 \
			--interface 10.1.$1.$((2 + n % 2)) --resolve \
			"${names[n % 4]}:443:10.2.$1.2" "https://${names[n % 4]}/"
		n=$((n + 1))
	done
}

daemon=() ship=() centre_pid=
make_certificate
three_up
centre_config $T/centre $CENTRE
begin_centre
check "a centre is there" wait_for_centre
check ": its tables" make_tables
for i in 1 2 3; do
	gateway_config $i enforce
	start_daemon $i
	check "gateway $i starts" answers $i
	start_ship $i
done
touch $T/on
for i in 1 2 3; do
	wait_for 30 grep -q ready $T/web$i.log
	traffic $i &
done
arrived() { [ "$(sql 'SELECT count() FROM cordon.v_ledger')" -ge "$1" ]; }
check "the log arrives" wait_for 60 arrived 3

# --- all that can happen -----------------------------------------------------------

kill_one() { # PID: and all of it is gone
	kill -9 "$1" 2>/dev/null
	wait "$1" 2>/dev/null
}
fault() { # KIND NUMBER
	case $1 in
	daemon) kill_one ${daemon[$2]}; start_daemon $2 ;;
	ship) kill_one ${ship[$2]}; start_ship $2 ;;
	centre) kill_one $centre_pid; begin_centre; wait_for_centre ;;
	both) kill_one ${ship[$2]}; kill_one $centre_pid; start_ship $2
		begin_centre; wait_for_centre ;;
	roll) roll_up & sleep 0.$((RANDOM % 9)); kill_one $! ;;
	esac
}
kinds=(daemon ship centre both roll ship)
echo "# seed $SEED"
for n in $(seq "$KILLS"); do
	[ "$n" != $((KILLS / 2)) ] || {
		in_ns centre ip link set br0 down
		sleep "$CUT"
		in_ns centre ip link set br0 up
	}
	fault ${kinds[RANDOM % ${#kinds[@]}]} $((1 + RANDOM % 3))
	sleep 0.$((RANDOM % 9))
done
check "after $KILLS kills and $CUT seconds without a network all goes on" \
	arrived 3
rm $T/on
for i in 1 2 3; do
	check "gateway $i: its log has events" grep -q '"event_type":"alert"' \
		$T/$i/log/eve.json
	of $i status --json >$T/$i/status
done

# --- what the fleet says of them ------------------------------------------------------

three() { # cordon fleet's JSON; its status
	of 1 fleet --json >$T/fleet
	fleet_status=$?
}
told() { # STATUS 'PYTHON of g, by name'
	three
	[ $fleet_status -eq "$1" ] && python3 - "$2" $T/fleet <<-'END'
	import json, sys
	g = {x["gateway"]: x for x in json.load(open(sys.argv[2]))["gateways"]}
	assert eval("(" + sys.argv[1] + ")"), g
	END
}
is_well() {
	three
	python3 - $T/fleet <<-'END'
	import json, sys
	g = json.load(open(sys.argv[1]))["gateways"]
	assert [x["gateway"] for x in g] == ["site1", "site2", "site3"], g
	# Of what was killed something may be lost or unjudged, which is told.
	assert all(set(x["wrong"]) <= {"lost", "unjudged", "other-lists"}
	           for x in g), g
	END
}
check "the fleet: three gateways, none red" wait_for 60 is_well
of 2 mode observe >/dev/null
check ": one that only observes is red" wait_for 60 told 2 \
	"g['site2']['wrong'] and 'enforces-less' in g['site2']['wrong'] and
	'enforces-less' not in g['site1']['wrong']"
of 2 mode enforce >/dev/null
kill_one ${daemon[3]}
check ": and one whose cordond is gone" wait_for 60 told 2 \
	"'stopped' in g['site3']['wrong']"
check ": alone" exits 2 of 1 fleet --gateway site3
sql "ALTER TABLE cordon.gateways DELETE WHERE gateway = 'site1' AND
	time > now() - 86400" && sql "INSERT INTO cordon.gateways (gateway, time,
	mode, heard) VALUES ('site0', now() - 400, 'enforce', now() - 400)"
check ": and one that is silent" wait_for 60 told 2 \
	"'silent' in g['site0']['wrong']"

# --- in the end -------------------------------------------------------------------------

for i in 1 2; do
	kill -TERM ${daemon[$i]}
	wait ${daemon[$i]} 2>/dev/null
done
for i in 1 2 3; do
	kill -TERM ${ship[$i]}
	wait ${ship[$i]} 2>/dev/null
	check "gateway $i sends the rest" of $i ship --once
done

compare() { # 'WORD...': of each gateway; and of the fleet, of this gateway
	local i
	for i in 1 2 3; do
		of $i $1 --csv -n 1000000 >$T/own
		of 1 $1 --gateway site$i --csv -n 1000000 >$T/far
		[ "$(wc -l <$T/own)" -gt 1 ] && diff $T/own $T/far || return 1
	done
}
same_hosts() { # [OPTION...]
	local i
	for i in 1 2 3; do
		of $i hosts "$@" --csv >$T/own
		of 1 hosts "$@" --gateway site$i --csv | sed 's/^[^,]*,//' >$T/far
		[ "$(wc -l <$T/own)" -gt 1 ] && diff $T/own $T/far || return 1
	done
}
same_sum() { # BY: all together
	local i
	for i in 1 2 3; do
		of $i top --by $1 --plain -n 1000000
	done | cut -f1-5 | awk -F'\t' '{ for (k = 2; k <= 5; k++)
		n[$1, k] += $k; keys[$1] } END { for (key in keys)
		print key, n[key, 2], n[key, 3], n[key, 4], n[key, 5] }' |
		sort >$T/own
	of 1 top --by $1 --plain -n 1000000 --fleet | cut -f1-5 |
		awk -F'\t' '{ print $1, $2, $3, $4, $5 }' | sort >$T/far
	[ -s $T/own ] && diff $T/own $T/far
}
for state in "partly summed" "summed"; do
	check "$state: log is the same" compare log
	for by in client vendor name hour; do
		check "$state: top by $by" compare "top --by $by"
		check "$state: top by $by, of all" same_sum $by
	done
	check "$state: hosts" same_hosts
	check "$state: hosts by name" same_hosts --name kaspersky \
		--action blocked --action would-block
	check "$state: all is there, once" of 1 log verify --fleet
	roll_up
done
whole() {
	of 1 log verify --fleet --json >$T/verified || return 1
	python3 - $T/verified $T/?/log/eve.json <<-'END'
	import json, sys
	v = json.load(open(sys.argv[1]))
	assert v["wrong"] == [] and len(v["streams"]) == 3, v
	lines = {}
	for path in sys.argv[2:]:
	    for l in open(path):
	        c = json.loads(l)["cordon"]
	        lines[c["stream"]] = c["seq"]
	for s in v["streams"]:
	    assert (s["missing"], s["behind"]) == (0, 0), s
	    assert s["last"] == lines[s["stream"]], (s, lines)
	END
}
check "by numbers: none is missing" whole

# --- what somebody takes away ---------------------------------------------------------

block=$(sql "SELECT max(block) FROM cordon.events WHERE gateway = 'site2' AND
	n > 0")
sql "ALTER TABLE cordon.events DELETE WHERE gateway = 'site2' AND
	block = $block"
named() {
	of 1 log verify --fleet >$T/out
	[ $? -eq 65 ] && grep -q "^BAD  site2 .*: block $block has 0 lines" $T/out
}
check "a removed block is named" wait_for 60 named
check ": and no other" exits 0 of 1 log verify --gateway site1
stream=$(sql "SELECT any(stream) FROM cordon.ledger WHERE gateway = 'site1'")
sql "ALTER TABLE cordon.ledger DELETE WHERE stream = '$stream' AND block =
	(SELECT min(block) FROM cordon.v_ledger WHERE stream = '$stream' AND
	block > 1)"
gap() {
	of 1 log verify --gateway site1 >$T/out
	[ $? -eq 65 ] && grep -q '^BAD  site1 .*: numbers [0-9]* to [0-9]* never' \
		$T/out
}
check "one that the ledger has not, too" wait_for 60 gap
kill -9 $centre_pid
check "a centre that is gone is told" exits 75 of 1 log verify --fleet
check ": so it is by fleet" exits 75 of 1 fleet
check ": and by hosts" exits 75 of 1 hosts --fleet
end_tests
