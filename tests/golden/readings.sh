#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Lists of each format as people write them, and what they come to; and that
# what is no part of a list changes nothing in them.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

mkdir "$dir/lists"
python3 tests/golden/readings.py "$BUILD/cordon" "$dir/lists" \
	tests/golden/readings/*.txt
