#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is no part of a list changes nothing in what it means, in any format:
# the examples of cordon-list(5), the golden lists and the readings, with
# comments, blank lines, other line ends, doubled, reversed, and with lines that
# are no entries.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

python3 tests/golden/examples.py packaging/man/cordon-list.5 "$dir"
rm "$dir"/*.want
python3 tests/golden/readings.py "$BUILD/cordon" "$dir" \
	tests/golden/readings/*.txt >/dev/null
python3 tests/golden/mutations.py "$BUILD/cordon" "$dir"/* \
	tests/golden/lists/*.{a,c,d,h,i,n,r,s,t,u,v,z}*
