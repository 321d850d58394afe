#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# captures.sh "CORDON" "OTHER CORDON" [CAPTURE...]: do two builds read the same
# in captures? In ours, unless others are given.
set -u
cd "$(dirname "$0")/.." || exit 1
one=$1 other=$2
shift 2
[ $# -gt 0 ] || set -- tests/captures/*.pcap tests/fuzz/corpus/capture/*
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# What it says of captures that it cannot read comes last; an id of a flow is
# a hash that may differ between machines.
read_with() { # "CORDON" OPTION CAPTURE...
	local command=$1 option=$2

	shift 2
	# shellcheck disable=SC2086 # a list of words; there may be no option
	$command -c tests/fuzz/cordon.conf inspect $option "$@" \
		2>"$out/complaints" | sed 's/"flow_id":[0-9]*,//'
	echo "exit ${PIPESTATUS[0]}"
	cat "$out/complaints"
}

echo "1..4"
n=0 status=0
for option in --names --answers --json ""; do
	n=$((n + 1))
	read_with "$one" "$option" "$@" >"$out/one"
	read_with "$other" "$option" "$@" >"$out/other"
	if [ "$(wc -l <"$out/one")" -gt 10 ] &&
		cmp -s "$out/one" "$out/other"; then
		echo "ok $n - inspect $option: $(wc -l <"$out/one") lines"
	else
		echo "not ok $n - inspect $option"
		diff "$out/one" "$out/other" | head -20 | cut -c1-300 |
			sed 's/^/# /'
		status=1
	fi
done
exit $status
