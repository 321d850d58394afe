# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The first boot after the package was installed: it observes, says what is
# next, and does as it is told. Leaves it enforcing for the next boot.
. tests/vm/lib.sh

outside() { # a host beyond this gateway, with an address of Kaspersky's
	ip netns add outside
	ip link add wan0 type veth peer name eth0 netns outside
	ip addr add 10.9.0.1/24 dev wan0
	ip link set wan0 up
	ip -n outside addr add 10.9.0.2/24 dev eth0
	ip -n outside addr add 77.74.177.7/32 dev eth0
	ip -n outside link set lo up
	ip -n outside link set eth0 up
	ip route add default via 10.9.0.2
	ip netns exec outside python3 -m http.server -b 0.0.0.0 80 \
		>/dev/null 2>&1 &
	wait_for 20 curl -s -o /dev/null http://10.9.0.2/
}
listed() { curl -sS -o /dev/null --max-time 5 http://77.74.177.7/; }
named() {
	curl -sS -o /dev/null --max-time 5 -H 'Host: www.kaspersky.com' \
		http://10.9.0.2/
}
refused() { ! "$@"; }
outside

check "the service is up" wait_for 60 systemctl is-active cordond
check "as a user of its own" says '^cordon' ps -o user= -C cordond
check "with one capability" says '^CapEff:\s0*1000$' \
	grep CapEff "/proc/$(pidof cordond)/status"
check "it observes" says 'mode *observe' cordon status
check "over the native queue" says 'native queue' cordon status
check "nothing is missing" says 'complete' cordon status
check "the kernel has flowtables" says 'flowtables available' cordon doctor
check "a listed address is reached" listed
check "and a restricted name" named
check "both are in the log" wait_for 10 sh -c \
	'test "$(cordon log --plain | grep -c logged)" -ge 2'
check "another vendor is enabled" cordon vendors enable zte
check "and shown" says '^zte .*observe' cordon vendors list
check "and disabled" cordon vendors disable zte
check "enforce, to be confirmed" cordon mode enforce --confirm 3s
check "a listed address is refused" refused listed
check "it goes back by itself" wait_for 20 says 'mode *observe' cordon status
check "and is reached again" listed
check "enforce" cordon mode enforce
check "an exception" cordon except add --client 10.9.0.1 \
	--vendor kaspersky --for 1h --reason test
check "holds" listed
check "and is taken back" cordon except remove ex-0001
check "a listed address is refused" refused listed
check "and a restricted name" refused named
check "a restart" systemctl restart cordond
check "changes nothing" refused named
check "a stopped daemon" systemctl stop cordond
check "leaves the addresses" refused listed
done_testing
