#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# vm.sh "PACKAGES": can "make check-vm" run here? Installs what it takes, or
# says why not and fails.
set -u

skip() {
	echo "1..0 # SKIP check-vm: $*"
	exit 1
}

[ "$(uname -m)" = x86_64 ] || skip "the kernel it boots is for x86-64"
command -v apt-get >/dev/null || skip "not a Debian"
[ "$(id -u)" -eq 0 ] || skip "not root"
"$(dirname "$0")/deps.sh" apt-get "$1" || skip "cannot install $1"
