#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The Ansible role of packaging/fleet/ansible, run for real: three gateways, each
# a network namespace with a root of its own (an overlay of this machine's, in
# which a package is installed), over the local connection, whose shell enters
# them. No systemd runs there: cordond is started as the role does then.
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/../netns/lib.sh"
needs ansible-playbook dpkg-deb start-stop-daemon minisign
[ "$(id -u)" -eq 0 ] && grep -q overlay /proc/filesystems ||
	skip_all "not root, or without overlays"
/usr/bin/python3 -c "import apt" 2>/dev/null || skip_all "no python3-apt here"

ROLE=packaging/fleet/ansible
CTL=$T/controller		# what the machine has that runs Ansible
SHARED=$T/shared		# the local connection puts files there
GATEWAYS="g1 g2 g3"
# It does not run in a locale without UTF-8.
export ANSIBLE_PIPELINING=1 LC_ALL=C.UTF-8 HOME=$CTL ANSIBLE_LOCAL_TEMP=$CTL/tmp ANSIBLE_NOCOLOR=1 \
	ANSIBLE_ROLES_PATH=$LAB_TOP/$ROLE/roles ANSIBLE_DEPRECATION_WARNINGS=0

# --- three machines ----------------------------------------------------------

# What "make install" leaves as a package, with the scripts of the real one.
package() {
	local tree=$T/tree f
	DESTDIR=$tree make -s install O="$BUILD" PREFIX=/usr \
		UNITDIR=/lib/systemd/system >/dev/null || return 1
	mkdir "$tree/DEBIAN"
	printf '%s\n' "Package: cordon" "Version: 1.0-test" \
		"Architecture: $(dpkg --print-architecture)" \
		"Maintainer: Nobody <nobody@example.org>" \
		"Description: cordon, as it was built" >"$tree/DEBIAN/control"
	(cd "$tree" && find etc -type f | sed 's|^|/|') >"$tree/DEBIAN/conffiles"
	for f in preinst prerm; do
		cp "packaging/debian/cordon.$f" "$tree/DEBIAN/$f"
	done
	# As debhelper puts it there.
	sed "s|^#DEBHELPER#|systemd-sysusers cordon.conf\
; systemd-tmpfiles --create cordon.conf|" packaging/debian/cordon.postinst \
		>"$tree/DEBIAN/postinst"
	chmod 755 "$tree"/DEBIAN/p*
	dpkg-deb --root-owner-group -Znone -b "$tree" "$T/cordon_1.0-test.deb"
}

machine() { # NAME
	local m=$T/$1 root=$T/$1/root f
	mkdir -p "$m/upper" "$m/work" "$root"
	mount -t overlay none -o "lowerdir=/,upperdir=$m/upper,workdir=$m/work" \
		"$root" &&
		mount -t tmpfs tmpfs "$root/run" &&
		mount -t tmpfs tmpfs "$root/tmp" &&
		mount -t proc proc "$root/proc" &&
		mount --rbind /dev "$root/dev" &&
		mkdir -p "$root$SHARED" && mount --bind "$SHARED" "$root$SHARED" ||
		return 1
	# Nothing of a cordon that this machine may have.
	for f in etc/cordon var/lib/cordon var/log/cordon; do
		rm -rf "${root:?}/$f"
	done
	ip netns add "$1" && in_ns "$1" ip link set lo up
	ip link add k0 netns "$1" type veth peer name "$1" netns centre
	in_ns "$1" ip addr add "10.9.0.1${1#g}/24" dev k0
	in_ns "$1" ip link set k0 up
	in_ns "$1" ip link add lan0 type dummy
	in_ns centre ip link set "$1" master br0 up
	printf '#!/bin/sh\nexec nsenter --net=/run/netns/%s chroot %s /bin/sh "$@"\n' \
		"$1" "$root" >"$m/enter"
	chmod 755 "$m/enter"
}
on() { # NAME COMMAND...
	local name=$1
	shift
	in_ns "$name" chroot "$T/$name/root" "$@"
}

machines() {
	local g
	mkdir -p "$SHARED" "$CTL/tmp"
	ip netns add centre
	in_ns centre ip link set lo up
	in_ns centre ip link add br0 type bridge
	in_ns centre ip addr add 10.9.0.1/24 dev br0
	in_ns centre ip link set br0 up
	for g in $GATEWAYS; do
		machine $g || return 1
	done
}

# --- the machine that runs Ansible -------------------------------------------

# The playbook is the one that is shipped; the rest a site would write.
site() {
	local g
	cp $ROLE/gateways.yml "$CTL/gateways.yml"
	for g in $GATEWAYS; do
		echo "$g ansible_connection=local ansible_shell_executable=$T/$g/enter"
	done >"$CTL/hosts.part"
	cat >"$CTL/hosts" <<-END
	[gateways]
	$(cat "$CTL/hosts.part")
	[gateways:vars]
	ansible_remote_tmp=$SHARED
	ansible_python_interpreter=/usr/bin/python3
	END
	mkdir "$CTL/group_vars"
	cat >"$CTL/group_vars/gateways.yml" <<-END
	ansible_become: false
	cordon_deb: $T/cordon_1.0-test.deb
	cordon_mode: observe
	cordon_profile: [us-person]
	cordon_vendors:
	  - {id: kaspersky}
	  - {id: huawei, mode: observe, roles_off: [cloud]}
	cordon_wan: [k0]
	cordon_lan: [lan0]
	cordon_policy:
	  url: http://10.9.0.1:8080/policy.cordon
	  minisign: "$(sed -n 2p "$CTL/fleet.key.pub")"
	  every: 1s
	cordon_authority:
	  certificate: $CTL/ca.pem
	  key: $CTL/ca.key
	cordon_centre: {url: "http://127.0.0.1:1/"}
	cordon_settings:
	  exempt:
	    - client: 192.0.2.7
	      reason: 'laboratory "4711", C:\\temp'
	  management: [10.9.0.0/24]
	  workers: 1
	  strict: false
	  log: {sealed_size: 8M}
	END
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
		-nodes -days 9 -subj /CN=fleet -keyout "$CTL/ca.key" \
		-out "$CTL/ca.pem" 2>/dev/null
}

fleet_policy() { # SHARE MODE
	mkdir -p "$CTL/policy"
	echo "mode = \"$1\";" >"$CTL/policy/policy.conf"
	"$BUILD/cordon" publish "$CTL/policy" --key "$CTL/fleet.key" --to "$T/www"
}
serve_policy() {
	"$BUILD/cordon" publish --new-key --key "$CTL/fleet.key" &&
		fleet_policy observe || return 1
	spawn centre python3 -m http.server -b 10.9.0.1 -d "$T/www" 8080 \
		>"$T/www.log" 2>&1
	wait_for 30 in_ns centre curl -sf -o /dev/null \
		http://10.9.0.1:8080/policy.cordon
}

# play [OPTION...]: what it says is in $T/play.
play() {
	ansible-playbook -i "$CTL/hosts" "$CTL/gateways.yml" "$@" \
		>"$T/play" 2>&1 </dev/null
	local status=$?
	[ $status -eq 0 ] || grep -A4 'fatal:' "$T/play" || tail -4 "$T/play"
	return $status
}
# recap PATTERN: the last line of each gateway is like this.
recap() {
	local g
	for g in $GATEWAYS; do
		grep -E "^$g +:" "$T/play" | grep -E "$1" || {
			tail -5 "$T/play"
			return 1
		}
	done
}
everywhere() { # COMMAND...: succeeds on each
	local g
	for g in $GATEWAYS; do
		on $g "$@" || { echo "not on $g"; return 1; }
	done
}
nowhere() { # FILE
	local g
	for g in $GATEWAYS; do
		[ ! -e "$T/$g/root/$1" ] || return 1
	done
}
has_mode() { # NAME MODE
	on "$1" cordon mode --json | grep -q "\"mode\":\"$2\""
}

# --- before anything is there ------------------------------------------------

check "a package is built" package
check "there are three machines" machines
check "and a policy of a fleet" serve_policy
check "and a site" site
check "the playbook has ten lines at most" \
	[ "$(wc -l <$ROLE/gateways.yml)" -le 10 ]
check "its syntax is right" ansible-playbook -i "$CTL/hosts" --syntax-check \
	"$CTL/gateways.yml"
if can "ansible-lint" "it is not here" command -v ansible-lint; then
	check "ansible-lint has nothing to say" ansible-lint --offline $ROLE
fi
check "--check on a machine without cordon" play --check
check ": would change it" recap 'changed=[1-9].*failed=0'
check ": and does not" nowhere usr/sbin/cordond
check ": nor makes a folder" nowhere var/cache/cordon-ansible

# --- as it is meant ----------------------------------------------------------

check "the role installs, configures, enrols" play
[ "$failures" = 0 ] || give_up "the role runs"
check ": on all of them" recap 'changed=[1-9].*failed=0'
# It goes on, with a centre that is not there.
ships() {
	on "$1" start-stop-daemon --status --pidfile /run/cordon-ship.pid
}
for g in $GATEWAYS; do
	check ": $g ships" ships $g
done
check ": cordond answers" everywhere cordon status --plain
check ": its configuration is well" everywhere cordon config check
# Without the policy of the fleet over it.
has_settings() {
	local shown
	shown=$("$BUILD/cordon" -c "$T/$1/root/etc/cordon/cordon.conf" \
		config show) || return 1
	grep -q "^gateway = \"$1\"" <<<"$shown" &&
		grep -q '^lan = \[ "lan0" \]' <<<"$shown" &&
		grep -q 'us-person' <<<"$shown" &&
		grep -qF 'reason = "laboratory \"4711\", C:\\temp"' \
			<<<"$shown" &&
		grep -q '^	sealed_size = "8M"' <<<"$shown" &&
		grep -q 'id = "huawei"' <<<"$shown" || { echo "$shown"; return 1; }
}
for g in $GATEWAYS; do
	check ": $g has what was set" has_settings $g
done
has_policy() {
	on "$1" cordon status --json | grep -q '"policy":{"sequence":'"$2"
}
for g in $GATEWAYS; do
	check ": $g takes the fleet's policy" wait_for 60 has_policy $g 1
done

# Made there; only the public half is here.
same_key() {
	cmp "$T/$1/root/etc/cordon/seal.key.pub" "$CTL/keys/$1.pub"
}
for g in $GATEWAYS; do
	check "the public key of $g is fetched" same_key $g
done
check ", each its own" [ "$(cat "$CTL"/keys/g?.pub | sort -u | wc -l)" = 3 ]
secrets_stay() {
	local g
	for g in $GATEWAYS; do
		[ "$(stat -c %a "$T/$g/root/etc/cordon/seal.key")" = 600 ] ||
			return 1
		! grep -rqF -f "$T/$g/root/etc/cordon/seal.key" \
			"$CTL" "$SHARED" || return 1
		! grep -rqF "$(sed -n 2p "$T/$g/root/etc/cordon/centre.key")" \
			"$CTL" "$SHARED" || return 1
	done
}
check ", and no private one is anywhere else" secrets_stay

# What a gateway sealed is checked with what was fetched.
checked_elsewhere() { # NAME KEY
	local away=$T/away
	rm -rf "$away"
	mkdir -p "$away/log" "$away/state"
	cp -a "$T/$1/root/var/log/cordon/." "$away/log/"
	cat >"$away/conf" <<-END
	catalogue = "$LAB_TOP/ruleset/vendors"; state = "$away/state";
	run = "$away/run";
	log = { file = "$away/log/eve.json"; seal_key = "$CTL/keys/$2"; };
	END
	"$BUILD/cordon" -c "$away/conf" log verify --json
}
seal_some() {
	"$BUILD/tests/bench/events" 300 4 >"$T/g1/root/var/log/cordon/eve.json.1"
	touch -d '-1 day' "$T/g1/root/var/log/cordon/eve.json.1"
	on g1 cordon log index
}
check "what a gateway seals" seal_some
check ": is checked with the key that was fetched" \
	prints '"signed":true' checked_elsewhere g1 g1
check ", and with no other" prints '"signed":false' sh -c \
	"$(declare -f checked_elsewhere); T=$T CTL=$CTL LAB_TOP=$LAB_TOP \
BUILD=$BUILD; checked_elsewhere g1 g2 || :"

good_certificate() {
	openssl verify -CAfile "$CTL/ca.pem" "$T/$1/root/etc/cordon/centre.pem" &&
		openssl x509 -noout -subject \
			-in "$T/$1/root/etc/cordon/centre.pem" |
			grep "CN = $1\$" &&
		[ "$(on "$1" stat -c %a:%G /etc/cordon/centre.key)" = \
			640:cordon-ship ]
}
for g in $GATEWAYS; do
	check "$g has a certificate for the centre" good_certificate $g
done

# --- again -------------------------------------------------------------------

check "a second run" play
check ": changes nothing" recap 'changed=0 .*failed=0'
GATEWAYS=g1
check "--check then" play --limit g1 --check
check ": would change nothing" recap 'changed=0 .*failed=0'

check "another setting" play --limit g1 -e '{"cordon_wan": []}' --check --diff
check ": is shown by --check --diff" grep -q '^-wan = ' "$T/play"
check ": and not done" grep -q '^wan = ' "$T/g1/root/etc/cordon/cordon.conf"
check "a change" play --limit g1 -e '{"cordon_settings": {"unknown": "log"}}'
check ": is written" grep -q '^unknown = "log"' \
	"$T/g1/root/etc/cordon/cordon.conf"
check ": and in force, by a reload" prints '^RUNNING HANDLER .*Reload cordond' \
	cat "$T/play"

# --- what goes wrong ---------------------------------------------------------

cp -a "$T/g2/root/etc/cordon/cordon.conf" "$T/before"
pid=$(cat "$T/g2/root/run/cordon/cordond.pid")
refute "a mistake in the configuration is told, with its line" \
	'cordon.conf.ansible:[0-9]+:.*enforced' \
	play --limit g2 -e cordon_mode=enforced
check ": replaces nothing" cmp "$T/before" "$T/g2/root/etc/cordon/cordon.conf"
check ": leaves nothing" nowhere etc/cordon/.cordon.conf.ansible
check ": and cordond goes on" [ "$(cat "$T/g2/root/run/cordon/cordond.pid")" = \
	"$pid" ]
echo 'wan = [ "lo" ]; no_such = 1;' >"$T/g2/root/etc/cordon/conf.d/x.conf"
refute "a mistake in conf.d" 'no_such' play --limit g2 -e cordon_mode=off
check ": replaces nothing" cmp "$T/before" "$T/g2/root/etc/cordon/cordon.conf"
rm "$T/g2/root/etc/cordon/conf.d/x.conf"

another_key() { # as a machine that was set up anew has, or a stranger
	rm "$T/g3/root/etc/cordon/seal.key"{,.pub} && on g3 cordon log key
}
check "a gateway with another key" another_key
cp "$CTL/keys/g3.pub" "$T/g3.pub"
refute ": is refused" 'another key' play --limit g3
check ": and its key stays" cmp "$T/g3.pub" "$CTL/keys/g3.pub"
check ": until somebody says so" play --limit g3 -e cordon_new_key=true
check ": then it is known" same_key g3

check "one that was stopped" on g1 start-stop-daemon --stop --retry 30 \
	--pidfile /run/cordon/cordond.pid --exec /usr/sbin/cordond
check ": is started by the next run" play --limit g1
check ": and judges" on g1 cordon status --plain

old_certificate() {
	on g1 rm /etc/cordon/centre.pem &&
		play --limit g1 -e cordon_certificate_days=3 &&
		cp "$T/g1/root/etc/cordon/centre.pem" "$T/centre.pem" &&
		play --limit g1
}
check "a certificate that ends soon" old_certificate
check ": is renewed" exits 1 cmp -s "$T/centre.pem" \
	"$T/g1/root/etc/cordon/centre.pem"
check ": well" good_certificate g1

# --- with systemd, as far as a chroot has one --------------------------------

check "with systemd" play --limit g1 -e cordon_services=systemd \
	-e '{"cordon_centre": {}}'
units() {
	local u
	for u in multi-user.target.wants/cordond.service \
		multi-user.target.wants/cordon-policy.service \
		timers.target.wants/cordon-sync.timer \
		timers.target.wants/cordon-history.timer; do
		[ -L "$T/g1/root/etc/systemd/system/$u" ] ||
			{ echo "no $u"; return 1; }
	done
	[ ! -L "$T/g1/root/etc/systemd/system/multi-user.target.wants/cordon-ship.service" ]
}
check ": units are enabled, of what is set alone" units

for g in g1 g2 g3; do
	for f in cordon-ship cordon-policy cordon/cordond; do
		kill "$(cat "$T/$g/root/run/$f.pid" 2>/dev/null)" 2>/dev/null
	done
done
done_testing
