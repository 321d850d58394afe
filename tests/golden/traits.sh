#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon inspect over captures made at random (traits.py): it must find every
# name in them, and none else. SEED and ROUNDS make others.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build} SEED=${SEED:-1} ROUNDS=${ROUNDS:-6}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export LC_ALL=C

python3 tests/golden/traits.py "$dir" "$SEED" "$ROUNDS" || exit 1
"$BUILD/cordon" -c tests/fuzz/cordon.conf inspect --names "$dir"/*-* \
	2>"$dir/errors" | grep -v $'\tsocks\t' | sort >"$dir/got"
sort "$dir/expected" | diff - "$dir/got" >"$dir/diff"
n=0 failures=0
for case in $(ls "$dir" | sed -n 's/-[0-9]*$//p' | sort -u); do
	n=$((n + 1))
	if grep -q "^[<>] $case-[0-9]*	" "$dir/diff"; then
		failures=$((failures + 1))
		echo "not ok $n - $case, seed $SEED"
		grep "^[<>] $case-[0-9]*	" "$dir/diff" | sed 's/^/# /' |
			head -5
	else
		echo "ok $n - $case: $(grep -c "^$case-[0-9]*	" \
			"$dir/expected") names"
	fi
done
n=$((n + 1))
if [ -s "$dir/errors" ]; then
	echo "not ok $n - every capture is read to its end"
	sed 's/^/# /' "$dir/errors" | head -3
	failures=$((failures + 1))
else
	echo "ok $n - every capture is read to its end"
fi
echo "1..$n"
[ $failures -eq 0 ]
