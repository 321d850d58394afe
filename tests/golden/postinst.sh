#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the Debian package's scripts do and say: a first installation, with and
# without an init, an upgrade of a daemon that runs or was stopped, a removal,
# and an installation after it. What they call is made here; the machine of
# tests/vm has the real thing.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

mkdir "$dir/bin" "$dir/systemd" "$dir/run"
make_tool() { # NAME
	cat >"$dir/bin/$1" <<-END
	#!/bin/sh
	echo "$1 \$*" >>"$dir/calls"
	case "\$1" in
	--check) w=check ;; --reexec) w=reexec ;; --remove) w=remove ;;
	*) w=$1 ;;
	esac
	cat "$dir/said.\$w" 2>/dev/null || echo "said by \$w"
	exit \$(cat "$dir/\$w" 2>/dev/null || echo 0)
	END
	chmod +x "$dir/bin/$1"
}
for tool in cordond cordon deb-systemd-invoke ischroot id; do
	make_tool $tool
done
# The service is what $dir/state says; "start" has it run, if it can.
cat >"$dir/bin/systemctl" <<END
#!/bin/sh
echo "systemctl \$*" >>"$dir/calls"
state=\$(cat "$dir/state")
case "\$*" in
"-q is-active "*) ;;
"is-active "*) echo \$state ;;
esac
[ \$state = active ]
END
cat >"$dir/bin/deb-systemd-invoke" <<END
#!/bin/sh
echo "deb-systemd-invoke \$*" >>"$dir/calls"
[ ! -e "$dir/cannot" ] || exit 1
[ "\$1" != start ] || echo active >"$dir/state"
END
chmod +x "$dir/bin/systemctl"
mode() {
	echo '{"schema":"cordon.mode/1","mode":"'"$1"'","mode_origin":"x",' \
		'"vendors":[{"id":"a","mode":"enforce"}]}' |
		tr -d ' ' >"$dir/said.cordon"
}
afresh() { # STATE of the service
	rm -f "$dir"/{check,reexec,remove,cannot,cordon,said.*}
	echo "$1" >"$dir/state"
	echo 1 >"$dir/ischroot"
	echo 0 >"$dir/said.id"
	: >"$dir/said.ischroot"
	mode observe
}
script() { # NAME ARGUMENTS...
	rm -f "$dir/calls"
	: >"$dir/calls"
	NOTE=$dir/note RUN=$dir/run STATE=$dir/state.d SYSTEMD=${systemd-$dir/systemd} \
		PATH=$dir/bin:$PATH sh packaging/debian/cordon."$1" \
		"${@:2}" >"$dir/out" 2>&1
}
called() { grep -q -- "$1" "$dir/calls"; }
says() { grep -q -- "$1" "$dir/out"; }
silent() { [ ! -s "$dir/out" ]; }

# --- a first installation ----------------------------------------------------

afresh inactive
script preinst install && script postinst configure
result $? "a first installation"
called 'deb-systemd-invoke start cordond.service'
result $? ": starts the service"
says '^cordon observes this gateway now: it logs' && says 'cordon mode enforce'
result $? ": says what it does, and what comes next"
afresh inactive
mode enforce
script postinst configure
says '^cordon enforces on this gateway now'
result $? "one whose configuration enforces says so"
! says observes
result $? ", and no other"
afresh inactive
mode off
script postinst configure
says 'its mode is off'
result $? "one that is off too"
afresh inactive
touch "$dir/cannot"
echo 1 >"$dir/cordon"
echo >"$dir/said.cordon"
script postinst configure
result $? "a service that does not start does not fail it"
says 'cordond does not answer: see systemctl status' && ! says ' now'
result $? ": but nothing is said to be done"

systemd=$dir/none
afresh inactive
script preinst install && script postinst configure
result $? "without an init"
says '^cordon is installed, and nothing has started cordond' && ! says ' now'
result $? ": it says that nothing runs"
! called deb-systemd-invoke && ! called cordond
result $? ": and nothing is called"
script preinst upgrade 0.1 && script postinst configure 0.1
result $? ": an upgrade"
silent
result $? ": has nothing to say"
unset systemd

# --- upgrades ------------------------------------------------------------------

afresh active
script preinst upgrade 0.1 && script postinst configure 0.1
result $? "an upgrade"
called 'cordond --check' && called 'cordond --reexec'
result $? ": checks, and takes over"
! called deb-systemd-invoke && silent
result $? ": nothing is restarted, or said"

# Written by root, into the folder of cordond's user, by a version before.
if [ "$(/usr/bin/id -u)" -eq 0 ] && chown nobody: "$dir" 2>/dev/null; then
	chmod 755 "$dir"
	mkdir "$dir/state.d" "$dir/elsewhere"
	touch "$dir/state.d/exceptions.conf" "$dir/state.d/mode.conf" \
		"$dir/elsewhere/file"
	chmod 644 "$dir"/state.d/* "$dir/elsewhere/file"
	ln -s ../elsewhere/file "$dir/state.d/timed.conf"
	chown nobody: "$dir/state.d"
	script postinst configure 0.1
	result $? "registers of a version before"
	[ "$(stat -c '%U %a' "$dir/state.d/exceptions.conf")" = 'nobody 640' ]
	result $? ": are given to who reads them, and closed to others"
	[ "$(stat -c '%U %a' "$dir/state.d/mode.conf" "$dir/elsewhere/file" |
		sort -u)" = 'root 644' ]
	result $? ": and nothing else is"
else
	skip "registers of a version before" "not root"
fi

echo 75 >"$dir/reexec"
script postinst configure 0.1
result $? "what cannot take over"
called 'deb-systemd-invoke restart cordond.service' && silent
result $? ": is restarted"
touch "$dir/cannot"
script postinst configure 0.1
result $? ": that this fails does not fail the upgrade"
says 'could not be restarted: see systemctl status cordond'
result $? ": but is said"

afresh active
echo 78 >"$dir/check"
script postinst configure 0.1
result $? "a mistake in the configuration does not fail it"
! called reexec && ! called deb-systemd-invoke
result $? ": the one before goes on"
says 'said by check' && says 'version before goes on'
result $? ": dpkg's output says why"

afresh inactive
script preinst upgrade 0.1 && script postinst configure 0.1
result $? "an upgrade of a stopped one"
! called 'deb-systemd-invoke' && says 'was stopped, and still is'
result $? ": leaves it stopped, and says so"
[ ! -e "$dir/note" ]
result $? ": nothing is left of that"
afresh failed
script preinst upgrade 0.1 && script postinst configure 0.1
result $? "one that had failed"
called 'deb-systemd-invoke start cordond.service' && silent
result $? ": is started"

# --- a removal, and back -------------------------------------------------------

afresh active
script prerm remove
result $? "a removal"
called 'cordond --remove' && says 'refuses nothing any more'
result $? ": takes the table away and says what stays"
at() { grep -n -- "$1" "$dir/calls" | cut -d: -f1; }
[ "$(at 'invoke stop .*cordond.service')" -lt "$(at '^cordond --remove')" ]
result $? ": of a daemon that was stopped before"
echo 71 >"$dir/remove"
script prerm remove
result $? ": where it cannot"
says 'its table stays in the kernel' && ! says 'refuses nothing'
result $? ": it says so"
afresh active
script prerm upgrade 0.2
result $? "before an upgrade"
! called 'cordond' && silent
result $? ": nothing is taken away"
for sure in 0 2; do
	echo $sure >"$dir/ischroot"
	script prerm remove
	result $? "in a chroot, or what may be one"
	! called '^cordond' && silent
	result $? ": the machine's own table is left alone"
done
systemd=$dir/none
afresh active
sleep 600 &
echo $! >"$dir/run/cordond.pid"
script prerm remove
result $? "a daemon that no systemd runs"
! kill -0 $! 2>/dev/null && called 'cordond --remove'
result $? ": is stopped before"
unset systemd

afresh inactive
mode enforce
script preinst install 0.1 && script postinst configure 0.1
result $? "an installation after a removal"
called 'deb-systemd-invoke start' && says '^cordon enforces on this gateway now'
result $? ": starts it, and says what it does, as it did before"
finish
