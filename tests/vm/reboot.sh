# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The next boot: what was enforced still is, from before the network on; then
# the package is removed, comes back, and is purged.
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
check ": and enforces" says 'mode *enforce' cordon status
check ": it was told so" says 'mode.conf' cordon status
check "the register has the exception that was" says 'ex-0001 .*removed' \
	cordon except list --all
net_up
check "a listed address is refused" refused inside listed
check ": and a restricted name" refused inside named www.kaspersky.com

# --- taken away ------------------------------------------------------------

type_in apt-get remove -y cordon
check "the package goes" answered 0
check ": says what stays, and until when" \
	shown '^cordon refuses nothing any more\. .* until the package is purged'
refute ": with its table" 'No such file' nft list table inet cordon
refute ": and its guard" 'No such file' nft list table inet cordon-guard
refute ": nothing of it runs" 1 pgrep cordon
check ": everything is reached" inside listed
check ": what it knew stays" test -d /var/lib/cordon/generations
check ": and what it was told" test -e /etc/cordon/cordon.conf
type_in apt-get install -y /cordon.deb
check ": it comes back" answered 0
check ": says what it does now" shown '^cordon enforces on this gateway now'
check ": and does as before: it enforces" wait_for 60 refused inside listed
# What package.sh put beside the package's own files stays its author's.
rm /etc/cordon/conf.d/50-source.conf
type_in apt-get purge -y cordon
check "it is purged" answered 0
refute ": with its table" 'No such file' nft list table inet cordon
for folder in /var/lib /var/log /etc /run; do
	check ": which leaves no $folder/cordon" test ! -e $folder/cordon
done
# But the user, and what dpkg and the journal know of what was.
find / -xdev -name '*cordon*' -not -path '/src/*' -not -path '/proc/*' \
	-not -path '/run/*' -not -path '/var/lib/dpkg/*' | sort >/var/tmp/after
check ": which leaves nothing of its name" omits . \
	comm -13 /var/tmp/before /var/tmp/after
check ": which leaves no unit" omits . find /etc/systemd /lib/systemd -name 'cordon*'
refute ": nor anything that dpkg knows" 'no packages found|not installed' \
	dpkg-query -W -f '${Version}' cordon
type_in apt-get install -y /cordon.deb
check "installed once more it starts anew" wait_for 60 \
	says 'mode *observe' cordon status
check ": and refuses nothing" inside listed
done_testing
