#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# An upgrade of the Debian package: the new version takes over, or is restarted
# into, or the one before goes on and dpkg's output says why. What it calls is
# made here.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

mkdir "$dir/bin"
make_tool() { # NAME STATUS
	cat >"$dir/bin/$1" <<-END
	#!/bin/sh
	echo "$1 \$*" >>"$dir/calls"
	case "\$1" in --check) w=check ;; --reexec) w=reexec ;; *) w=$1 ;; esac
	echo "said by \$w"
	exit \$(cat "$dir/\$w" 2>/dev/null || echo 0)
	END
	chmod +x "$dir/bin/$1"
}
for tool in cordond systemctl deb-systemd-invoke; do make_tool $tool; done
upgrade() { # ARGUMENTS...
	rm -f "$dir/calls"
	SYSTEMD=$dir PATH=$dir/bin:$PATH sh packaging/debian/cordon.postinst \
		"$@" >"$dir/out" 2>&1
}
called() { grep -q -- "$1" "$dir/calls"; }

upgrade configure 0.1
result $? "an upgrade"
called 'cordond --check' && called 'cordond --reexec'
result $? ": checks, and takes over"
! called deb-systemd-invoke
result $? ": nothing is restarted"

echo 75 >"$dir/reexec"
upgrade configure 0.1
result $? "what cannot take over"
called 'deb-systemd-invoke restart cordond.service'
result $? ": is restarted"
echo 1 >"$dir/deb-systemd-invoke"
upgrade configure 0.1
result $? ": that this fails does not fail the upgrade"

echo 78 >"$dir/check"
upgrade configure 0.1
result $? "a mistake in the configuration does not fail it"
! called reexec && ! called deb-systemd-invoke
result $? ": the one before goes on"
grep -q 'said by check' "$dir/out" && grep -q 'version before goes on' "$dir/out"
result $? ": dpkg's output says why"

echo 3 >"$dir/systemctl"
upgrade configure 0.1
result $? "where none runs"
! called 'cordond --'
result $? ": nothing is done"
upgrade configure
result $? "a first installation"
grep -q 'cordon mode enforce' "$dir/out" && ! called 'cordond --' 2>/dev/null
result $? ": says what comes next, and takes nothing over"
finish
