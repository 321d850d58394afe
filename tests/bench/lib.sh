# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What cordond's speed is measured beside, in rounds that alternate. A script
# that sources this has a function `work SECONDS`, which prints
# "RATE DONE FAILED", and calls `rounds MARK VARIANT...`.
#
#	none		no table, no conntrack
#	conntrack	a table of one rule: what a gateway has anyway
#	single, batch	the smallest accept-all loops behind cordond's table
#	cordond
#	unguarded	cordond without its guard
#	remembering	cordond that remembers what it lets through
#	logged		cordond in mode observe, with www.example.org restricted
#			and nothing folded: a line each

# shellcheck source=tests/netns/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../netns/lib.sh"

ROUNDS=${ROUNDS:-5} SECONDS_EACH=${SECONDS_EACH:-3}
WORKERS=2 KINDS=4		# of queues, see ruleset/table/queues.h
export LOAD=$BUILD/tests/bench/load
ACCEPTALL=$BUILD/tests/bench/acceptall

# ticks PID: CPU time of a process, in hundredths of a second.
ticks() {
	local f
	read -r -a f <<<"$(sed 's/.*) //' /proc/"$1"/stat)"
	echo $((f[11] + f[12]))
}

# A killed process holds its sockets until its last thread is gone.
no_queue() {
	[ -z "$(gw cat /proc/net/netfilter/nfnetlink_queue)" ]
}

one_rule() {
	gw nft 'table inet yardstick { chain forward {
		type filter hook forward priority filter;
		ct state established accept;
	}; }'
}

# accept_all MARK [batch]: behind the table that a killed cordond left.
accept_all() {
	start_cordond
	stop_cordond -KILL
	wait_for 5 no_queue
	# Else who comes next takes it for a crash, and minds what it knew.
	rm -f /run/cordon/running
	spawn gw "$ACCEPTALL" 7100 $((WORKERS * KINDS)) "$@"
	pid=$!
	sleep 0.3
}

start_variant() { # VARIANT MARK
	pid=
	gw "$BUILD/cordond" -c $CONF --remove
	case $1 in
	none) ;;
	conntrack) one_rule ;;
	single) accept_all "$2" ;;
	batch) accept_all "$2" batch ;;
	cordond | unguarded | remembering)
		local guard=true remember=false
		[ "$1" != unguarded ] || guard=false
		[ "$1" != remembering ] || remember=true
		config_is "workers = $WORKERS; guard = $guard;
			remember = $remember;"
		start_cordond
		pid=$(pid_of_cordond) ;;
	logged)
		echo www.example.org >$T/etc/block.list
		MODE=observe EVE=${disk-$T/log}/logged.json \
			LOG='fold = "0s"; flood = 0; max_size = "256M";' \
			config_is "workers = $WORKERS;"
		start_cordond
		pid=$(pid_of_cordond) ;;
	esac
}

stop_variant() {
	case $1 in
	none) ;;
	conntrack) gw nft delete table inet yardstick ;;
	cordond | unguarded | remembering) stop_cordond ;;
	logged)
		stop_cordond
		rm -f $T/etc/block.list "${disk-$T/log}"/logged.json* ;;
	*)
		kill "$pid"
		wait "$pid" 2>/dev/null ;;
	esac
}

# One round of a variant: "rate cpu-us-each".
measure() { # VARIANT MARK
	local before=0 after=0 rate n failed

	start_variant "$@"
	work 0.5 >/dev/null
	[ -z "$pid" ] || before=$(ticks "$pid")
	read -r rate n failed < <(work "$SECONDS_EACH")
	[ -z "$pid" ] || after=$(ticks "$pid")
	case $1 in
	cordond) ask status >$T/status.json ;;
	logged) ask status >$T/logged.json ;;
	esac
	stop_variant "$1"
	[ "$failed" -eq 0 ] || echo "# $1: $failed failed" >&2
	python3 -c "print($rate, 10000 * ($after - $before) / $n)"
}

rounds() { # MARK VARIANT...
	local round v mark=$1
	shift

	config_is "workers = $WORKERS;"
	for v; do rm -f "$T/$v"; done
	for round in $(seq "$ROUNDS"); do
		for v; do measure "$v" "$mark" >>"$T/$v"; done
		echo "# round $round:$(for v; do
			printf ' %s %s;' "$v" "$(tail -1 "$T/$v")"; done)" >&2
	done
	python3 - "$T" "$@" <<-'E2'
	import statistics, sys
	names = {"none": "no firewall", "conntrack": "one conntrack rule",
	         "single": "accept-all, one by one",
	         "batch": "accept-all, batch verdicts", "cordond": "cordond",
	         "unguarded": "cordond without guard",
	         "remembering": "cordond, remembering",
	         "logged": "cordond, each logged"}
	m = {}
	for v in sys.argv[2:]:
	    rows = [map(float, line.split()) for line in open(f"{sys.argv[1]}/{v}")]
	    m[v] = [statistics.median(column) for column in zip(*rows)]
	print("%-28s %10s %8s %12s" % ("", "a second", "ratio", "CPU us each"))
	for v, (rate, cpu) in m.items():
	    print("%-28s %10.0f %8.3f %12s" % (names[v], rate,
	          rate / m.get("conntrack", next(iter(m.values())))[0], f"{cpu:.2f}" if cpu else "-"))
	if "logged" in m:
	    print("each logged beside none logged: %.3f of the rate" % (
	          m["logged"][0] / m["cordond"][0]))
	if "remembering" in m:
	    print("remembering beside not: %.3f of the rate, %.3f of the CPU" % (
	          m["remembering"][0] / m["cordond"][0],
	          m["remembering"][1] / m["cordond"][1]))
	for v in ("single", "batch", "unguarded"):
	    if v in m:
	        print("cordond beside %-24s %.3f of its rate, %.3f of its CPU" % (
	              names[v] + ":", m["cordond"][0] / m[v][0],
	              m["cordond"][1] / m[v][1]))
	E2
}
