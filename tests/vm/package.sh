# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The package as an administrator meets it, on a gateway that never had it:
# installed, looked at, told to enforce, upgraded under traffic. What is typed
# and what comes back is printed. Leaves it enforcing for the next boot.
. tests/vm/lib.sh
net_up

# --- installed -------------------------------------------------------------

type_in apt-get install -y /cordon.deb
check ": it installs" answered 0
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

# --- looked at -------------------------------------------------------------

type_in cordon doctor
check "doctor finds no failure" says 'fail=0' cordon doctor --nagios
check "the kernel has flowtables" shown 'flowtables available'
type_in cordon status
check "it observes" shown 'mode *observe'
check "over the native queue" shown 'native queue'
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

# --- upgraded, while the network is used -----------------------------------

rm -f /run/stop
inside tests/vm/traffic.py ask 10.9.0.2 /run/stop >/run/counts &
sleep 3
type_in apt-get install -y /cordon-next.deb
check "the next version installs" answered 0
check ": it runs" wait_for 60 cordon status
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
check "the guard stands" says 'flags owner' nft list table inet cordon-guard

# --- what its autopkgtest asks --------------------------------------------

check "observe" cordon mode observe
check "packaging/debian/tests/smoke" sh packaging/debian/tests/smoke
check "enforce" cordon mode enforce
check "a restart" systemctl restart cordond
check "changes nothing" refused inside named www.kaspersky.com
check "a stopped daemon" systemctl stop cordond
check ": leaves the addresses" refused inside listed
done_testing
