#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# mk/catalogue.py: what is compared with public data is told as it is.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

says() { # WHAT LINE ARGUMENT...
	local what=$1 line=$2
	shift 2
	python3 mk/catalogue.py "$@" >"$dir/out" 2>"$dir/err" &&
		grep -qxF -- "$line" "$dir/out"
	result $? "$what"
}

# Whose AS numbers are taken whole, and one that is nobody's.
cat >"$dir/table.csv" <<'E2'
198.51.100.0,198.51.101.255,396986,Made
203.0.113.0,203.0.113.255,64496,"Of nobody, Inc."
2001:db8::,2001:db8:ffff:ffff:ffff:ffff:ffff:ffff,396986,Made
E2
says "a network that is not in it" "+ bytedance-tiktok 198.51.100.0/23" \
	prefixes "$dir/table.csv"
says ": of either version" "+ bytedance-tiktok 2001:db8::/32" \
	prefixes "$dir/table.csv"
says "one that is not announced" "- zte 160.30.148.0/23" \
	prefixes "$dir/table.csv"
! grep -q 203.0.113 "$dir/out"
result $? "nobody's is nobody's"

mkdir "$dir/data"
cat >"$dir/data/deepseek" <<'E2'
# a comment
include:another
deepseek.com @cn
full:made.deepseek.com
other.example
E2
says "a list, by what becomes of it" "deepseek	deepseek	3	app 2	-	1" \
	coverage "$dir/data"
says "a list that is not there" "zte	zte	no such list" coverage "$dir/data"

finish
