#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Replays every corpus through its target: a test each, in one TAP stream.

cd "$(dirname "$0")/../.." || exit 1
n=0
for source in tests/fuzz/fuzz_*.c; do
	target=${source##*/fuzz_}
	target=${target%.c}
	n=$((n + 1))
	if out=$("${BUILD:-build}/tests/fuzz/replay_$target" \
		"tests/fuzz/corpus/$target" 2>&1); then
		echo "ok $n - $target: ${out##*1..} inputs"
	else
		echo "not ok $n - $target"
		tail -n 3 <<<"$out" | sed 's/^/# /'
	fi
done
echo "1..$n"
