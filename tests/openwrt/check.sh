#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check.sh FOLDER: builds OpenWrt's package with stand-ins for OpenWrt's own
# makefiles, and looks whether all is there. It does not cross-compile.
set -eu
cd "$(dirname "$0")/../.."
rm -rf "$1"
mkdir -p "$1"
work=$(realpath "$1")
owrt() {
	make -s --no-print-directory -C packaging/openwrt WORK="$work" \
		TOPDIR="$PWD/tests/openwrt" "$@"
}

owrt install >"$work/build.log" 2>&1 || { tail -n 20 "$work/build.log"; exit 1; }
status=0
kept=$(owrt conffiles)
for f in ${kept/\/etc\/cordon\/state\//}; do
	[ -e "$work/root$f" ] || { echo "no conffile $f"; status=1; }
done
for f in usr/sbin/cordond usr/bin/cordon etc/init.d/cordon \
		etc/uci-defaults/80-cordon; do
	[ -x "$work/root/$f" ] || { echo "no program $f"; status=1; }
done
for f in etc/init.d/cordon etc/uci-defaults/80-cordon; do
	sh -n "$work/root/$f" || status=1
done
# The daemon takes the configuration as it comes.
sed -i "s|= \"/etc/|= \"$work/root/etc/|
	s|= \"/usr/|= \"$work/root/usr/|" "$work/root/etc/cordon/cordon.conf"
unshare -rn "$work/root/usr/sbin/cordond" -n \
	-c "$work/root/etc/cordon/cordon.conf" || status=1
[ $status -ne 0 ] || echo "openwrt: nothing"
exit $status
