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

# Made again, in a copy: what goes, what comes, and what is as it was.
cp -r ruleset/vendors "$dir/vendors"
renewed() { # WHAT PATTERN OPTION...
	local what=$1 pattern=$2
	shift 2
	python3 mk/catalogue.py --folder "$dir/vendors" renew \
		--day 2026-11-30 --source made@2 "$@" >"$dir/out" \
		2>"$dir/err" && grep -qE -- "$pattern" "$dir/out"
	result $? "$what"
}
cat >"$dir/zte.csv" <<'E2'
160.30.148.0,160.30.148.255,135426,Half of it
160.30.149.0,160.30.149.255,64496,Another
198.51.100.0,198.51.100.255,135426,New
2401:bd60::,2401:bd60:ffff:ffff:ffff:ffff:ffff:ffff,135426,Same
E2
renewed "a network that is announced no longer goes" \
	'^-.*prefix = "160.30.148.0/23"' "$dir/zte.csv"
renewed ": one that is new comes" '^\+.*prefix = "198.51.100.0/24"' \
	"$dir/zte.csv"
renewed ": with the table's day" '^\+.*date = "2026-11-30"' "$dir/zte.csv"
cmp -s ruleset/vendors/zte.conf "$dir/vendors/zte.conf"
result $? ": nothing is written unasked"
! grep -q bytedance "$dir/out"
result $? ": whom the table does not know is left alone"
renewed ": it is when asked" . --write "$dir/zte.csv"
grep -q 'source = "made@2 (AS135426)"' "$dir/vendors/zte.conf" &&
	grep -q 'prefix = "2401:bd60::/32"' "$dir/vendors/zte.conf"
result $? ": with its source"
! python3 mk/catalogue.py --folder "$dir/vendors" renew --day 2026-11-30 \
	--source made@2 "$dir/zte.csv" | grep -q zte
result $? ": and the same again is nothing new"
"$BUILD/cordon" vendors diff ruleset/vendors "$dir/vendors" >"$dir/out" 2>&1
grep -q '^added *zte *prefix *198.51.100.0/24' "$dir/out"
result $? "what is written can be read, and compared"

mkdir "$dir/data"
cat >"$dir/data/deepseek" <<'E2'
# a comment
include:another
deepseek.com @cn
full:made.deepseek.com
E2
echo obs.example >"$dir/data/volcengine"
says "a list, by what becomes of it" "deepseek	deepseek	2	app 2	-	-	0" \
	coverage "$dir/data"
says ": what is not in it, by what it is" \
	"bytedance-tiktok	volcengine	1	-	-	cloud 1	0" coverage "$dir/data"
says ": each by name" "bytedance-tiktok	volcengine	obs.example	absent	cloud	\
sites of the cloud's customers lie there" coverage --names "$dir/data"
says "a list that is not there" "zte	zte	no such list" coverage "$dir/data"
echo other.example >>"$dir/data/deepseek"
! python3 mk/catalogue.py coverage "$dir/data" >"$dir/out" 2>&1 &&
	grep -qx 'deepseek	deepseek	3	app 2	-	-	1' "$dir/out"
result $? "a name without a reason fails"

finish
