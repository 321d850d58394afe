# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# TAP for what runs in the machine.

# shellcheck source=tests/tap.sh
. tests/tap.sh
export LC_ALL=C NO_COLOR=1 SYSTEMD_COLORS=0 PAGER=cat
about=	# check.sh names the boot
# What failed is said where the machine's console is read.
explain() { printf '%s\n' "$@" | cut -c1-300 | sed 's/^/# /' | tail -n 20; }

# refused COMMAND...: curl's is, by an answer (7, 56) or by none (28).
refused() {
	"$@"
	case $? in 7 | 28 | 35 | 52 | 56) ;; *) return 1 ;; esac
}

# type_in COMMAND...: runs it as an administrator would, and prints both.
type_in() {
	echo "# # $*"
	said=$("$@" 2>&1 </dev/null)
	answer=$?
	grep -v '^(Reading database' <<<"$said" | sed 's/^/#   /'
}

# What the last one answered: answered STATUS, shown PATTERN.
answered() { [ "$answer" -eq "$1" ] || { echo "status $answer"; false; }; }
shown() { grep -qE -- "$1" <<<"$said"; }

# says PATTERN COMMAND...
says() {
	local pattern=$1 out
	shift
	out=$("$@" 2>&1)
	grep -qE "$pattern" <<<"$out" || {
		echo "$out"
		return 1
	}
}

# --- the network -----------------------------------------------------------

# Two clients behind this gateway, 10.8.0.2 and .3, and a web server beyond it
# that also has an address of Kaspersky's.
net_up() {
	local ns
	for ns in inside outside; do
		ip netns add $ns
		ip -n $ns link set lo up
	done
	ip link add lan0 type veth peer name eth0 netns inside
	ip link add wan0 type veth peer name eth0 netns outside
	ip addr add 10.8.0.1/24 dev lan0
	ip addr add 10.9.0.1/24 dev wan0
	ip link set lan0 up
	ip link set wan0 up
	ip -n inside addr add 10.8.0.2/24 dev eth0
	ip -n inside addr add 10.8.0.3/24 dev eth0
	ip -n outside addr add 10.9.0.2/24 dev eth0
	ip -n outside addr add 77.74.177.7/32 dev eth0
	ip -n inside link set eth0 up
	ip -n outside link set eth0 up
	ip -n inside route add default via 10.8.0.1
	ip -n outside route add 10.8.0.0/24 via 10.9.0.1
	ip route add default via 10.9.0.2
	sysctl -qw net.ipv4.ip_forward=1
	ip netns exec outside tests/vm/traffic.py serve >/dev/null 2>&1 &
	wait_for 60 inside named www.example.org
}

# inside COMMAND...: as a client.
inside() {
	if [ "$(type -t "$1")" = function ]; then
		netns="ip netns exec inside" "$@"
	else
		ip netns exec inside "$@"
	fi
}
listed() {
	${netns-} curl -sS -o /dev/null --max-time 20 "$@" http://77.74.177.7/
}
named() { # NAME
	${netns-} curl -sS -o /dev/null --max-time 20 -H "Host: $1" \
		http://10.9.0.2/
}

done_testing() {
	end_tests
}
