#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What "make deb" installs first is what dpkg-buildpackage asks for: a minimal
# Debian has none of it. What "make demo" does is what it runs, and no more.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

installed() { # TARGET: the packages that it would install
	make -n "$1" | sed -n 's/.*mk\/deps\.sh apt-get "\([^"]*\)".*/\1/p' |
		tr ' ' '\n' | sort -u
}

installed deb >"$dir/deb"
# build-essential is asked for without being named (Debian policy 4.2);
# debhelper provides what has other names.
{
	echo build-essential
	sed -n '/^Build-Depends:/,/^$/s/^ \([a-z0-9.+-]*\).*/\1/p' \
		packaging/debian/control
} | sed 's/^\(debhelper-compat\|dh-sequence-.*\)$/debhelper/' |
	sort -u >"$dir/wanted"
[ "$(wc -l <"$dir/wanted")" -gt 10 ]
result $? "there is something to install"
comm -23 "$dir/wanted" "$dir/deb" >"$dir/out"
[ ! -s "$dir/out" ]
result $? "make deb installs what the build asks for"
! grep -x lintian "$dir/deb" >"$dir/out"
result $? ": and not what only looks the package over"
installed deb-lint | grep -qx lintian
result $? ": which make deb-lint does"

installed demo >"$dir/out"
grep -qx curl "$dir/out" && grep -qx bind9-dnsutils "$dir/out"
result $? "make demo installs what it runs"
! grep -x 'chromium\|valgrind\|zsh\|mandoc\|conntrack' "$dir/out" >"$dir/diff"
result $? ", and not what only tests use"
finish
