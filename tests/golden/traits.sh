#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon inspect over captures made at random (traits.py): it must find every
# name in them, and none else. SEED and ROUNDS make others.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
SEED=${SEED:-1} ROUNDS=${ROUNDS:-$(long 6 200)}
mkdir "$dir/captures"

python3 tests/golden/traits.py "$dir/captures" "$SEED" "$ROUNDS" ||
	give_up "captures are made of seed $SEED"
mv "$dir/captures/expected" "$dir/expected"
"$BUILD/cordon" -c tests/fuzz/cordon.conf inspect --names "$dir"/captures/* \
	2>"$dir/err" | grep -v $'\tsocks\t' | sort >"$dir/got"
sort "$dir/expected" | diff - "$dir/got" >"$dir/differences"
for case in $(ls "$dir/captures" | sed -n 's/-[0-9]*$//p' | sort -u); do
	! grep "^[<>] $case-[0-9]*	" "$dir/differences" >"$dir/diff"
	result $? "$case, seed $SEED: $(grep -c "^$case-[0-9]*	" \
		"$dir/expected") names"
done
[ ! -s "$dir/err" ]
result $? "every capture is read to its end"
finish
