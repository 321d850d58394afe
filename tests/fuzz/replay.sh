#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Replays every corpus through its target: a test each, in one TAP stream.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/../golden/lib.sh"
for source in tests/fuzz/fuzz_*.c; do
	target=${source##*/fuzz_}
	target=${target%.c}
	"$BUILD/tests/fuzz/replay_$target" "tests/fuzz/corpus/$target" \
		>"$dir/out" 2>&1 && grep -qx '1\.\.[1-9][0-9]*' "$dir/out"
	result $? "$target: its corpus of $(ls "tests/fuzz/corpus/$target" |
		wc -l) inputs"
done
finish
