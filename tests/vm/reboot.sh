# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The next boot: what was enforced still is, from before the network on; then
# the package is removed, and purged.
. tests/vm/lib.sh

stamp() { systemctl show -P "$2" "$1"; }
before_network() {
	local early net
	early=$(stamp cordon-early.service ExecMainExitTimestampMonotonic)
	net=$(stamp network-pre.target ActiveEnterTimestampMonotonic)
	echo "early $early, network $net"
	[ "${early:-0}" -gt 0 ] && [ "${net:-0}" -gt 0 ] &&
		[ "$early" -le "$net" ]
}

check "the early loader ran" says '^success$' stamp cordon-early.service Result
check "before the network" before_network
check "the service is up" wait_for 60 systemctl is-active cordond
check "and enforces" says 'mode *enforce' cordon status
check "it was told so" says 'mode.conf' cordon status
check "the register has the exception that was" says 'ex-0001 .*removed' \
	cordon except list --all
check "the package goes" dpkg --remove cordon
check "with its table" sh -c '! nft list table inet cordon'
check "but not what it knew" test -d /var/lib/cordon/generations
check "it is purged" dpkg --purge cordon
check "which leaves nothing" sh -c '! ls -d /var/lib/cordon /var/log/cordon \
	/etc/cordon /run/cordon 2>/dev/null | grep .'
done_testing
