#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check.sh BUILD DEB [PART]...: boots Debian's stock kernel with the package,
# a boot for each part, and prints one TAP stream.
set -u
cd "$(dirname "$0")/../.." || exit 1
folder=build-vm
deb=$2
shift 2
[ $# -gt 0 ] || set -- package reboot suites fast

tests/vm/image.sh $folder "$deb" || exit 1
n=0
failed=0
for part; do
	# The part before took the package away.
	[ "$part" != suites ] || [ $n -eq 0 ] || tests/vm/image.sh $folder "$deb" || exit 1
	start=$SECONDS
	tests/vm/boot.sh $folder "$part" 1200 >$folder/out
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
exit $failed
