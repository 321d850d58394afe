# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Each fault once, with the package under systemd and the native queue: other
# programs' rulesets, a crash, a hang, a stop, mistakes, disk, log, socket,
# interfaces, the clock, a full conntrack table. Meanwhile clients try all the
# time what is restricted, and none gets it.
. tests/vm/lib.sh
net_up

apt-get install -y /cordon.deb >/run/installed 2>&1
cat >/etc/cordon/conf.d/50-faults.conf <<'END'
on_stop = "closed";
END
check "the service is up" wait_for 60 systemctl is-active cordond
check "enforce" cordon mode enforce
check "with this" systemctl restart cordond
check "over the native queue" says 'native queue' cordon status
check "a restricted name is refused" wait_for 60 refused inside named www.kaspersky.com
check ": a listed address too" refused inside listed
check "an allowed name passes" inside named www.example.org
check "the guard stands" says 'the guard is on' cordon guard

# Of listed packets the other side's kernel tells; of names what is answered.
ip netns exec outside nft 'table inet reached { chain input {
	type filter hook input priority 0; ip daddr 77.74.177.7 counter; }; }'
(until [ -e /run/stop ]; do
	! inside named www.kaspersky.com || echo "name $(date +%T)"
	! inside listed --max-time 3 || echo "address $(date +%T)"
done >/run/reached 2>/dev/null) &

well() { # all is judged again
	wait_for 30 refused inside named www.kaspersky.com &&
		wait_for 30 inside named www.example.org
}
another() { [ "$(pidof cordond)" != "$pid" ] && cordon status; }
try() { # WHAT COMMAND...
	check "$@"
	check ": and all is well" well
}

# --- other programs -----------------------------------------------------------

restored() { grep -c '"event":"repair"' /var/log/cordon/audit.json; }
try "nft flush ruleset" nft flush ruleset
try "nft delete table" nft delete table inet cordon
nft list ruleset >/run/saved
refute "a saved ruleset with ours is refused" 'not permitted|Error' \
	nft -f /run/saved
check ": and all is well" well
mkdir -p /run/was && cp /etc/nftables.conf /run/was/
try "nftables.service starts" systemctl restart nftables
try ": reloads" systemctl reload nftables
cat /run/saved >>/etc/nftables.conf
refute ": not with what is ours" 'failed' systemctl restart nftables
check ": which the doctor names" says 'nftables.conf' cordon doctor saved
check ": and all is well" well
cp /run/was/nftables.conf /etc/nftables.conf
try ": stops" systemctl stop nftables
iptables_rules() { # as Docker and ufw have them
	iptables -N DOCKER-USER && iptables -I FORWARD -j DOCKER-USER &&
		iptables -A FORWARD -i docker0 -j ACCEPT &&
		iptables -t nat -A POSTROUTING -s 172.17.0.0/16 -j MASQUERADE &&
		printf '*filter\n:ufw-user-forward - [0:0]\n-A FORWARD -j ufw-user-forward\nCOMMIT\n' |
		iptables-restore -n
}
try "rules by iptables" iptables_rules
firewalld_rules() { # in one transaction, which removes what was there
	nft -f - <<-'END'
	add table inet firewalld
	delete table inet firewalld
	table inet firewalld {
		chain filter_FORWARD {
			type filter hook forward priority filter + 10
			ct state { established, related } accept
		}
	}
	END
}
try "rules as firewalld's" firewalld_rules
iptables -F && iptables -X && iptables -t nat -F
check "repairs are told, with who it was" says 'by nft' \
	grep '"event":"repair"' /var/log/cordon/audit.json

# --- cordond ------------------------------------------------------------------

pid=$(pidof cordond)
try "a crash" kill -9 "$pid"
check ": another came" wait_for 60 another
try "a restart" systemctl restart cordond
check "a stop" systemctl stop cordond
check ": on_stop closed: no restricted name" refused inside named www.kaspersky.com
try "a start" systemctl start cordond
pid=$(pidof cordond)
kill -STOP "$pid"
sleep 3
try "a hang" kill -CONT "$pid"
try "a reload" cordon reload
try "another program in its place" cordond --reexec
echo 'what is = this' >/etc/cordon/conf.d/90.conf
refute "a mistake is told by reload" '90.conf:1' cordon reload
refute ": by re-exec" '90.conf:1' cordond --reexec
type_in apt-get install -y --reinstall /cordon-next.deb
check ": by dpkg" shown '90.conf:1'
check ": what was in force goes on" well
rm /etc/cordon/conf.d/90.conf
try "without it" cordon reload
printf 'bad1.example\n' >/run/list.txt
cat >/etc/cordon/conf.d/60-source.conf <<'END'
sources = ( { id = "bad"; file = "/run/list.txt"; vendor = "acme"; } );
END
try "a sync" systemctl start cordon-sync

# --- the machine ----------------------------------------------------------------

down() { ip link set lan0 down; sleep 1; ip link set lan0 up; }
try "an interface is down for a second" down
renamed() {
	ip link set lan0 down && ip link set lan0 name lan7 &&
		ip link set lan7 up && sleep 1 && ip link set lan7 down &&
		ip link set lan7 name lan0 && ip link set lan0 up
}
try "another name for a second" renamed
mv /var/log/cordon /var/log/moved
sleep 3
check "without the log's folder status says so" \
	says 'No such file' cordon status
mv /var/log/moved /var/log/cordon
check ": it goes on in it" wait_for 20 sh -c \
	'! cordon status | grep -q "No such file"'
rm /run/cordon/control.sock
check "without its socket: it is there again" wait_for 20 cordon status
try "the clock an hour ahead" date -s '+1 hour'
check ": the guard holds" says 'meta time|hold' nft list table inet cordon-guard
try "and back" date -s '-1 hour'
before=$(sysctl -n net.netfilter.nf_conntrack_max)
sysctl -qw net.netfilter.nf_conntrack_max=2
sleep 3
check "a full conntrack table: nothing restricted" refused inside named www.kaspersky.com
sysctl -qw net.netfilter.nf_conntrack_max="$before"
check ": afterwards all is well" well

# --- what came of it ------------------------------------------------------------

touch /run/stop
check "no restricted name was reached, nor a listed address" test ! -s /run/reached
sed 's/^/# /' /run/reached | head
check ": by the server's word" says 'packets 0 ' \
	ip netns exec outside nft list table inet reached
check "the doctor finds no failure" says 'fail=0' cordon doctor --nagios
done_testing
