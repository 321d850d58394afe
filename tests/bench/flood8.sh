#!/bin/bash
. "$(dirname "$0")/lib.sh"
HELLO=tests/bench/hello.bin
PASS=0x02000000
COUNT=${COUNT:-300000}
lab_up
ulimit -n "$(ulimit -Hn)"
server "$LOAD" serve $OPEN4 443 >$T/serve.log &
wait_for 5 grep -q ready $T/serve.log
mac=$(gw ip -br link show lan0 | awk '{ print $3 }')
config_is "workers = $WORKERS;"
for round in 1; do
for v in ${V-cordond}; do
	start_variant $v $PASS
	before=0 after=0
	[ -z "$pid" ] || before=$(ticks "$pid")
	TIMEFORMAT="$v flood user %U sys %S real %R"
	time client $PERFREC "$BUILD/tests/netns/flood" c0 "$mac" $OPEN4 $COUNT ${RATE-20000000} >/dev/null
	[ -z "$pid" ] || { after=$(ticks "$pid"); echo "cordond ticks $((after-before))";  }
	stop_variant $v
done
done
