#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check.sh DEB [PART]...: boots Debian's stock kernel, a boot for each part,
# and prints one TAP stream. "reboot" goes on where "package" ended.
set -u
cd "$(dirname "$0")/../.." || exit 1
folder=build-vm
deb=$1
shift
[ $# -gt 0 ] || set -- package reboot sentences bulk suites

tests/vm/image.sh $folder "$deb" || {
	[ -d $folder/kernel ] && [ -d $folder/base ] && exit 1
	echo "1..0 # SKIP check-vm: Debian's packages cannot be fetched"
	exit 0
}

n=0
failed=0
for part; do
	start=$SECONDS
	tests/vm/boot.sh $folder "$part" 1800 >$folder/out
	status=$?
	while IFS= read -r line; do
		case $line in
		"ok "* | "not ok "*)
			n=$((n + 1))
			echo "${line%% [0-9]*} $n - $part: ${line#*- }"
			[ "${line#not}" = "$line" ] || failed=1 ;;
		1..*) ;;
		*) echo "$line" ;;
		esac
	done <$folder/out
	echo "# $part: $((SECONDS - start)) s"
	[ $status -eq 0 ] || { n=$((n + 1)); failed=1
		echo "not ok $n - $part: ended early"; }
done
echo "1..$n"
rm -rf $folder/root $folder/disk.img
exit $failed
