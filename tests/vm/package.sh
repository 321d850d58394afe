# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The package as an administrator meets it, on a gateway that never had it:
# installed, looked at, told to enforce, upgraded under traffic. What is typed
# and what comes back is printed. Leaves it enforcing for the next boot.
. tests/vm/lib.sh
net_up

# --- where no init runs ------------------------------------------------------

# A chroot of this machine as it is, with what is written beside it.
mkdir -p /run/beside
mount -t tmpfs tmpfs /run/beside
mkdir -p /run/beside/{upper,work,root}
check "a chroot" mount -t overlay overlay -o \
	lowerdir=/,upperdir=/run/beside/upper,workdir=/run/beside/work \
	/run/beside/root
mount -t proc proc /run/beside/root/proc
mount -t tmpfs tmpfs /run/beside/root/run
mount -t tmpfs tmpfs /run/beside/root/tmp
type_in chroot /run/beside/root apt-get install -y /cordon.deb
check ": it installs there" answered 0
check ": says that nothing has started it" \
	shown '^cordon is installed, and nothing has started cordond'
refute ": which is so" 1 pgrep -x cordond
check ": and no more than that" test "$(grep -c 'this gateway now' <<<"$said")" = 0

# --- installed -------------------------------------------------------------

find / -xdev -name '*cordon*' -not -path '/src/*' -not -path '/proc/*' \
	-not -path '/run/*' | sort >/var/tmp/before
type_in apt-get install -y /cordon.deb
check "the package installs" answered 0
check ": says what it does now" shown 'cordon observes this gateway now'
check ": and what comes next" shown '^  cordon doctor '
check "the service is up" wait_for 60 systemctl is-active cordond
check "as a user of its own" says '^cordon' ps -o user= -C cordond
check "with one capability" says '^CapEff:\s0*1000$' \
	grep CapEff "/proc/$(pidof cordond)/status"
for unit in cordon-early.service cordon-sync.timer; do
	check "$unit is enabled" systemctl is-enabled $unit
done
refute "the metrics' socket is not" disabled systemctl is-enabled cordon-metrics.socket

type_in chroot /run/beside/root apt-get remove -y cordon
check "the package goes from the chroot" answered 0
check ": this machine's table stays" nft list table inet cordon
check ": and its daemon" cordon status
umount -R /run/beside

# --- what every unit says ------------------------------------------------------

# Nothing that a unit of ours has written is a complaint.
complaints() { # UNIT
	journalctl -u "$1" -o cat --no-pager -p warning
	journalctl -u "$1" -o cat --no-pager | grep -iE \
		'libcap-ng|error|denied|not permitted|cannot|fail(ed|ure)'
}
quiet() {
	local said
	said=$(complaints "$1")
	echo "$said"
	[ -z "$said" ]
}
units=$(dpkg -L cordon | sed -n 's|^/lib/systemd/system/||p' | sort | tr '\n' ' ')
check "all units that ship are known here" test "$units" = "cordon-early.service \
cordon-history.service cordon-history.timer cordon-metrics.socket \
cordon-metrics@.service cordon-policy.service cordon-report.service cordon-report.timer \
cordon-ship.service cordon-sync.service \
cordon-sync.timer cordond.service "
for unit in cordon-early cordon-history cordon-report cordon-sync; do
	type_in systemctl restart $unit.service
	check "$unit.service" answered 0
	check ": ended well" says '^Result=success$' \
		systemctl show -p Result $unit.service
	check ": and has nothing to complain of" quiet $unit.service
done
for unit in cordon-sync cordon-history cordon-report; do
	check "$unit.timer waits" says '^active$' systemctl is-active $unit.timer
	check ": for a time that comes" says 'NextElapseUSec\w+=.' \
		systemctl show -p NextElapseUSecRealtime $unit.timer
done
type_in systemctl start cordon-metrics.socket
check "cordon-metrics.socket" answered 0
check ": answers" says '^cordon_up 1' curl -sf http://127.0.0.1:9710/metrics
check ": with nothing to complain of" quiet 'cordon-metrics@*'
systemctl stop cordon-metrics.socket
check "cordond.service has nothing to complain of" quiet cordond.service
type_in systemctl --failed --no-legend
check "no unit has failed" test -z "$said"

# --- looked at -------------------------------------------------------------

type_in cordon doctor
check "doctor finds no failure" says 'fail=0' cordon doctor --nagios
check "the kernel has flowtables" shown 'flowtables available'
type_in cordon status
check "it observes" shown 'mode *observe'
check "over the native queue" shown 'native queue'
check ": of which it is known how much waits" \
	shown 'waiting [0-9]+ of 2048, 0 lost'
check ": in JSON too" says '"counters_readable":true,"waiting":[0-9]+,' \
	cordon status --json
check ": and in metrics" says '^cordon_queue_waiting [0-9]+$' cordon metrics
check "nothing is missing" shown 'complete'
check "a listed address is reached" inside listed
check ": and a restricted name" inside named www.kaspersky.com
check ": both are in the log" wait_for 20 sh -c \
	'test "$(cordon log --plain | grep -c would-block)" -ge 2'
type_in cordon log
check ": with who and what" shown '10.8.0.2 .*kaspersky .*www.kaspersky.com'

# --- a list taken in by the timer's service, under its filter ---------------

mkdir /run/www
printf '%s\n' bad1.example bad2.example bad3.example >/run/www/bad.txt
(cd /run/www && exec python3 -m http.server -b 127.0.0.1 8000 >/dev/null 2>&1) &
check "a server of lists" wait_for 30 curl -sf http://127.0.0.1:8000/bad.txt
cat >/etc/cordon/conf.d/50-source.conf <<'END'
sources = ( { id = "bad"; url = "http://127.0.0.1:8000/bad.txt";
	vendor = "acme"; title = "Acme"; allow_private = true; } );
END
type_in systemctl start cordon-sync.service
check "cordon-sync.service" answered 0
journalctl -u cordon-sync -o cat --no-pager | tail -n 5 | sed 's/^/# /'
check ": ended well" says '^Result=success$' \
	systemctl show -p Result cordon-sync.service
check ": with nothing put off" says '^ExecMainStatus=0$' \
	systemctl show -p ExecMainStatus cordon-sync.service
check ": took the list in" cmp /run/www/bad.txt /var/lib/cordon/sources/bad/good
check ": which is in force" says acme cordon check www.bad2.example

# Of a source that is away nothing comes: that is a failed unit.
sed -i 's/8000/9/; s/"bad"; url/"away"; url/' /etc/cordon/conf.d/50-source.conf
type_in systemctl start cordon-sync.service
check "a sync that took nothing in" answered 1
check ": is a failed unit" says cordon-sync.service \
	systemctl --failed --no-legend
check ": by its own status" says '^ExecMainStatus=68$' \
	systemctl show -p ExecMainStatus cordon-sync.service
check ": and the journal says why" says 'away.*(refused|connect)' \
	journalctl -u cordon-sync -o cat --no-pager
sed -i 's/:9/:8000/; s/"away"; url/"bad"; url/' /etc/cordon/conf.d/50-source.conf
check "with one that is there it has not failed" \
	systemctl start cordon-sync.service
type_in systemctl --failed --no-legend
check ": and nothing is failed" test -z "$said"

# --- read, by who may -------------------------------------------------------

useradd -M -G adm reader
useradd -M stranger
check "who is in group adm reads the log" says kaspersky \
	runuser -u reader -- cordon log --plain
check ": and the register" runuser -u reader -- cat /var/log/cordon/audit.json
refute "nobody else reads the log" 'Permission denied' \
	runuser -u stranger -- cordon log --plain
check "after a restart of the daemon too" systemctl restart cordond
check ": so" says kaspersky runuser -u reader -- cordon log --plain
check "a log that is moved away" mv /var/log/cordon/eve.json /run/
check ": is made anew" wait_for 20 test -e /var/log/cordon/eve.json
check ": a restricted name" inside named www.kaspersky.com
check ": is written there" wait_for 20 test -s /var/log/cordon/eve.json
check ": for the same group" says '^640 cordon adm$' \
	stat -c '%a %U %G' /var/log/cordon/eve.json

# --- told ------------------------------------------------------------------

type_in cordon vendors enable dji
check "another vendor is enabled" answered 0
check ": which says how to undo it" shown 'cordon vendors disable dji'
check ": its names are seen too" inside named csp.djicdn.com
check ": in the log" wait_for 20 says dji cordon log --vendor dji
type_in cordon except add --client 10.8.0.3 --vendor kaspersky --for 1h \
	--reason "moves to another product"
check "an exception is kept" answered 0
check ": under a number" shown 'ex-0001'
check ": of which nobody else may read" says '^640 cordon cordon$' \
	stat -c '%a %U %G' /var/lib/cordon/exceptions.conf
refute ": so" 'for root to read' runuser -u reader -- cordon except list
type_in cordon mode enforce --confirm 8s
check "enforced, to be confirmed" answered 0
check ": by a command it names" shown 'cordon confirm'
check "a listed address is refused" refused inside listed
check ": and a restricted name" refused inside named www.kaspersky.com
check ": of the other vendor too" refused inside named csp.djicdn.com
check "other names are not" inside named www.example.org
check "the exception's client is not" inside listed --interface 10.8.0.3
check "nobody confirms: it goes back by itself" wait_for 60 \
	says 'mode *observe' cordon status
check ": and is reached again" inside listed
type_in cordon mode enforce
check "enforce" answered 0
type_in cordon status
check ": which status tells" shown 'mode *enforce'
check "a listed address is refused" refused inside listed
type_in cordon log -n 4
check "what was refused is in the log" shown '10.8.0.2 .*blocked'
type_in cordon check upd.kaspersky.com
check ": and explained" shown '89 FR 52434'
type_in cordon except remove ex-0001
check "the exception goes" answered 0
check ": and its client is refused" refused inside listed --interface 10.8.0.3

# --- a clock in the past ------------------------------------------------------

cordon except add --client 10.8.0.3 --vendor kaspersky --for 1h \
	--reason "of a time to come" >/dev/null
check "an exception counts" inside listed --interface 10.8.0.3
now=$(date +%s)
check "a clock in the past" date -s '2020-02-02 02:02:02'
type_in cordon except list
check ": the exception is listed, as one that does not count" \
	shown '^1 of these was made after 2020.* it does not count'
wrong() { says 'clock +wrong: it says 2020' cordon status; }
check ": the daemon notices" wait_for 60 wrong
check ": in the journal" says 'the clock is wrong: it says 2020' \
	journalctl -u cordond -o cat --no-pager
type_in cordon doctor clock
check ": the doctor fails" answered 2
check ": by what it knows" shown 'FAIL +clock +the clock says 2020'
check ": the exception does not count" refused inside listed --interface 10.8.0.3
check "set right" date -s "@$((now + 60))"
right() { ! says 'clock +wrong' cordon status; }
check ": it is right again" wait_for 60 right
check ": the exception counts" wait_for 60 inside listed --interface 10.8.0.3
check ": until it is removed" cordon except remove ex-0002

# --- others' rules -----------------------------------------------------------

type_in iptables -t raw -A PREROUTING -p tcp -j NOTRACK
check "iptables takes packets out of tracking" answered 0
check ": they are judged" refused inside named www.kaspersky.com
check ": by address, too" refused inside listed
type_in cordon doctor hooks
check ": the doctor says so" \
	shown 'rule of chain PREROUTING, table ip raw, takes packets'
nft delete table ip raw
type_in iptables-legacy -t raw -A PREROUTING -p tcp -j NOTRACK
check "and so does iptables-legacy" answered 0
check ": they are judged" refused inside named www.kaspersky.com
type_in cordon doctor legacy
check ": the doctor says that it cannot see those" \
	shown 'iptables-legacy has tables'
iptables-legacy -t raw -F
type_in nft add table inet fast
nft add flowtable inet fast ft \
	'{ hook ingress priority 0; devices = { lan0, wan0 }; }'
type_in cordon doctor flowtables
check "a flowtable of others is a failure" answered 2
check ": which it names" shown 'flowtable ft of table fast takes'
nft delete table inet fast

# --- what nobody judged -------------------------------------------------------

flood() {
	inside python3 - <<-'END'
	import socket
	s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	for i in range(4000):
	    s.sendto(b"\xc0" + bytes(1199), ("10.9.0.2", 443))
	END
}
# As under the unit it reads the kernel's numbers by what it was handed.
kill -STOP "$(pidof cordond)"
flood
kill -CONT "$(pidof cordond)"
type_in cordon status
check "a flood that nobody reads: status says how many were refused" \
	shown 'unjudged .* [1-9][0-9]* refused'
type_in cordon doctor queues unjudged
check ": the doctor too" shown 'warn +unjudged +nobody judged [1-9][0-9]* packets'
check ": and metrics" says 'unjudged_packets_total.outcome="refused". [1-9]' \
	cordon metrics

# --- upgraded, while the network is used -----------------------------------

chown root:root /var/lib/cordon/exceptions.conf
chmod 644 /var/lib/cordon/exceptions.conf

rm -f /run/stop
inside tests/vm/traffic.py ask 10.9.0.2 /run/stop >/run/counts &
sleep 3
type_in apt-get install -y /cordon-next.deb
check "the next version installs" answered 0
check ": it runs" wait_for 60 cordon status
check ": the register of exceptions is closed" says '^640 cordon cordon$' \
	stat -c '%a %U %G' /var/lib/cordon/exceptions.conf
check "of the next version" says '+next' dpkg-query -W -f '${Version}' cordon
check ": which enforces" wait_for 60 refused inside named www.kaspersky.com
sleep 3
touch /run/stop
check "the traffic ends" wait_for 60 test -s /run/counts
read -r good lost whole wrong </run/counts
echo "# $good new connections, $lost lost, the download $whole $wrong"
check "many connections were made meanwhile" test "${good:-0}" -gt 20
check ": none was lost" test "${lost:-1}" -eq 0
check ": nor the download" test "${whole-}" = whole

# --- restarted, and killed, while the network is used ------------------------

rm -f /run/stop /run/counts
inside tests/vm/traffic.py ask 10.9.0.2 /run/stop >/run/counts &
# Says each time that a restricted name was reached.
(until [ -e /run/stop ]; do
	! inside named www.kaspersky.com || echo reached
done >/run/reached 2>/dev/null) &
sleep 2
check "a restart" systemctl restart cordond
check ": the one before knew that it was none to stop" \
	grep -q 'for a restart' /var/log/cordon/audit.json
sleep 2
pid=$(pidof cordond)
check "cordond --reexec" cordond --reexec
check ": in the same process" test "$pid" = "$(pidof cordond)"
sleep 2
touch /run/stop
check "the traffic ends" wait_for 60 test -s /run/counts
read -r good lost whole wrong </run/counts
echo "# $good new connections, $lost lost, the download $whole $wrong"
check "no connection was lost" test "${lost:-1}" -eq 0
check ": nor the download" test "${whole-}" = whole
check ": no restricted name was reached" test ! -s /run/reached
# Emulated, a start may take more than the second that packets wait.
pid=$(pidof cordond)
check "a crash" kill -9 "$pid"
anew() { [ "$(pidof cordond)" != "$pid" ] && cordon status; }
check ": it is there again" wait_for 60 anew
check ": with the packets that waited, or too late for them" wait_for 20 sh -c \
	"journalctl -u cordond -o cat | grep -qE 'packets (that wait|have waited)'"
check ": which knows how much waits" says '"counters_readable":true' \
	cordon status --json
check "the guard stands" says 'flags owner' nft list table inet cordon-guard

# --- what its autopkgtest asks --------------------------------------------

check "observe" cordon mode observe
check "packaging/debian/tests/smoke" sh packaging/debian/tests/smoke
check "enforce" cordon mode enforce
check "a restart" systemctl restart cordond
check "changes nothing" refused inside named www.kaspersky.com
check "a stopped daemon" systemctl stop cordond
check ": leaves the addresses" refused inside listed
type_in apt-get install -y --reinstall /cordon-next.deb
check "an upgrade of a stopped one" answered 0
check ": leaves it stopped" says '^inactive$' systemctl is-active cordond
check ": and says so" shown 'cordond was stopped, and still is'
check "it starts" systemctl start cordond
check ": and has nothing to complain of that was not done to it" omits \
	'libcap-ng|denied|not permitted' journalctl -u cordond -o cat --no-pager
done_testing
