#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A centre of two servers that have the same (packaging/fleet/clickhouse/
# replicate.sh), with a real ZooKeeper: what comes to one is asked of the other,
# and goes on without it.
# shellcheck source=tests/fleet/lib.sh
. "$(dirname "$0")/lib.sh"
needs java
zookeeper=/usr/share/java/zookeeper.jar
[ -e $zookeeper ] || skip_all "zookeeper is not here"
LOG=$dir/log/eve.json
log_config_is
ip addr add 127.0.0.2/8 dev lo

mkdir "$dir/zoo"
cat >"$dir/zoo.cfg" <<END
tickTime=2000
dataDir=$dir/zoo
clientPort=2181
clientPortAddress=127.0.0.1
admin.enableServer=false
END
java -Xmx256m -cp $zookeeper \
	org.apache.zookeeper.server.quorum.QuorumPeerMain "$dir/zoo.cfg" \
	>"$dir/zoo.log" 2>&1 &
zoo=$!
wait_for 60 bash -c ': </dev/tcp/127.0.0.1/2181'
result $? "ZooKeeper runs"

server_config() { # NUMBER
	centre_config "$dir/$1" 127.0.0.$1
	sed -i "s|<timezone>|<zookeeper><node><host>127.0.0.1</host>\
<port>2181</port></node></zookeeper><macros><shard>1</shard>\
<replica>r$1</replica></macros><interserver_http_port>9009\
</interserver_http_port><interserver_http_host>127.0.0.$1\
</interserver_http_host><timezone>|" "$dir/$1/config.xml"
}
pids=()
for i in 1 2; do
	server_config $i
	start_centre "$dir/$i"
	pids[i]=$centre_pid
	CENTRE=127.0.0.$i wait_for_centre
	result $? "server $i runs"
done
trap 'kill -9 $zoo ${pids[1]} ${pids[2]} 2>/dev/null; wait 2>/dev/null; rm -rf "$dir"' EXIT
for i in 1 2; do
	CLICKHOUSE_CLIENT="clickhouse-client --host 127.0.0.$i" \
		sh "$FLEET/replicate.sh" >"$dir/out" 2>"$dir/err"
	result $? "its tables are made"
done
on() { # NUMBER SQL
	CENTRE=127.0.0.$1 sql "$2"
}
"$BUILD/tests/bench/events" 3000 3 40 >"$dir/all"
ship() { # NUMBER
	sed '/^centre/d' "$dir/conf" >"$dir/now"
	echo "centre = { url = \"http://127.0.0.$1:8123/\"; };" >>"$dir/now"
	"$BUILD/cordon" -c "$dir/now" ship --once >"$dir/out" 2>"$dir/err"
}
has() { # NUMBER LINES
	[ "$(on "$1" "SELECT uniqExact(seq) FROM cordon.events")" = "$2" ]
}
head -2000 "$dir/all" >"$LOG"
ship 1 && has 1 2000
result $? "a block goes to one server"
wait_for 60 has 2 2000
result $? ": the other has it, too"
fleet() { # NUMBER WORD...
	sed "s|127.0.0.[12]:8123|127.0.0.$1:8123|" "$dir/now" >"$dir/asks"
	"$BUILD/cordon" -c "$dir/asks" "${@:2}" --fleet --csv
}
"$BUILD/cordon" -c "$dir/now" top --by name --csv -n 10000 >"$dir/own"
fleet 2 top --by name -n 10000 >"$dir/far" 2>"$dir/err" &&
	diff "$dir/own" "$dir/far" >"$dir/diff"
result $? ": and answers as the gateway does"
kill -9 ${pids[1]}
sed -n '2001,3000p' "$dir/all" >>"$LOG"
ship 2 && has 2 3000
result $? "without the first it goes on"
start_centre "$dir/1"
pids[1]=$centre_pid
CENTRE=127.0.0.1 wait_for_centre
wait_for 60 has 1 3000
result $? ": which catches up when it is back"
LOCK=$dir/lock CLICKHOUSE_CLIENT="clickhouse-client --host 127.0.0.1" \
	sh "$FLEET/roll.sh" >"$dir/out" 2>"$dir/err"
"$BUILD/cordon" -c "$dir/now" top --by name --csv -n 10000 >"$dir/own"
fleet 1 top --by name -n 10000 >"$dir/far" 2>>"$dir/err" &&
	[ "$(on 1 "SELECT count() > 0 FROM cordon.day_fact")" = 1 ] &&
	diff "$dir/own" "$dir/far" >"$dir/diff"
result $? ": sums are made on one, and are the same"

# A client that is erased is on both.
one=$(on 1 "SELECT any(client) FROM cordon.events WHERE client != ''")
"$BUILD/cordon" -c "$dir/asks" log erase --client "$one" --fleet --confirm \
	>"$dir/out" 2>"$dir/err"
gone() {
	LOCK=$dir/lock CLICKHOUSE_CLIENT="clickhouse-client --host 127.0.0.1" \
		sh "$FLEET/roll.sh" >"$dir/out" 2>"$dir/err"
	[ "$(on 1 "SELECT count() FROM cordon.orders")" = 0 ] &&
		[ "$(on 1 "SELECT count() FROM cordon.events
			WHERE client = '$one'")" = 0 ] &&
		[ "$(on 2 "SELECT count() FROM cordon.events
			WHERE client = '$one'")" = 0 ] &&
		[ "$(on 2 "SELECT count() FROM cordon.hour_client
			WHERE address = '$one'")" = 0 ]
}
wait_for 120 gone
result $? "a client is erased on both"
fleet 2 log verify >"$dir/out" 2>"$dir/err" && has 2 3000
result $? ": and nothing is missing"
finish
