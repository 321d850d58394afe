#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Mistakes that are planted in a copy of the catalogue are found by the tests
# of it, each by its own words; and by the check before a release.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

copy() { rm -rf "$dir/vendors"; cp -r ruleset/vendors "$dir/vendors"; }

judged() { # by the tests of the catalogue
	"$BUILD/tests/unit/config/test_catalogue" "$dir/vendors" \
		>"$dir/out" 2>&1 &&
		"$BUILD/tests/unit/config/test_shared" "$dir/vendors" \
			>>"$dir/out" 2>&1
}

copy
judged
result $? "the catalogue as it is passes"

# plants WHAT FILE WORDS SED: the copy with what sed makes of a file fails,
# and the words are among what is said.
plants() {
	local what=$1 file=$dir/vendors/$2.conf words=$3 before
	copy
	before=$(cksum <"$file")
	sed -i -E "$4" "$file"
	[ "$before" != "$(cksum <"$file")" ] && ! judged &&
		grep -qF -- "$words" "$dir/out"
	result $? "$what"
}

# name NAME [FIELDS]; prefix PREFIX [FIELDS]: sed that puts one more there
name() {
	echo "0,/^	\\{ name = /s|^	\\{ name = |	{ name = \"$1\"; match = \
\"suffix\"; role = \"app\"; source = \"https://example.org/list\"; \
confidence = \"third-party-list\"; ${2-} },\\n&|"
}
prefix() {
	echo "0,/^	\\{ prefix = /s|^	\\{ prefix = |	{ prefix = \"$1\"; \
role = \"network\"; source = \"https://example.org/list\"; date = \
\"2026-06-17\"; confidence = \"registry\"; ${2-} },\\n&|"
}

# --- entries ----------------------------------------------------------------

plants "a name without a document" zte "its source is no reference" \
	'0,/source = "github[^"]*data.zte"/s|source = "github[^"]*data.zte"|source = "seen somewhere"|'
plants "a network without a document" zte "its source is no reference" \
	's|source = "npm[^"]*"|source = "a colleague said so"|'
plants "a source that nobody can open" kaspersky "its source is no reference" \
	'0,/source = "github/s|source = "github[^"]*"|source = "stored public file id 14420221867"|'
plants "a name that is a public suffix" zte "it is a public suffix" \
	"$(name co.uk)"
plants "one of a registry of many sites" zte "it is a public suffix" \
	"$(name akamaized.net)"
plants "a single label" zte "is a single label" "$(name cn)"
plants "a name of another vendor" zte "is under huawei.com of huawei" \
	"$(name cdn.huawei.com)"
plants "a suffix above another's name" rednote "of deepseek is under" \
	"$(name deepseek.com)"
plants "a network of another vendor" zte "overlaps" \
	"$(prefix 77.74.176.0/24)"
plants "a network that many share" zte "in space that many share" \
	"$(prefix 104.16.0.0/13)"
plants "a part of one" zte "in space that many share" \
	"$(prefix 151.101.7.0/24)"
plants "one above one" zte "in space that many share" "$(prefix 13.0.0.0/8)"
plants "customers behind a vendor's protection" kaspersky \
	"82.202.188.0/22 is in space that many share" \
	'/"82.202.188.0.22"/,/}/{s|ddos-[a-z-]*|network|;s| enforce = false;||}'
plants "private space" zte "special or private space" "$(prefix 10.0.0.0/8)"
plants "an entry that says itself that it is shared" zte "needs enforce = false" \
	"$(prefix 160.30.150.0/24 'shared = true;')"
plants "a routing entry without its day" zte "its routing data has no day" \
	's|date = "2026-06-17"; (confidence = "registry")|\1|'
plants "a doubtful entry that is enforced" kaspersky "needs enforce = false" \
	's|(confidence = "unverified";) enforce = false;|\1|'
plants "mail of others that is enforced" tencent-wechat "nobody is sure of it" \
	'/"foxmail.com"/,/}/s| enforce = false;||'
plants "an entry that is there twice" zte "it stands there twice" \
	"$(name nubia.com)"

# --- legal bases ------------------------------------------------------------

for key in duty status jurisdiction issuer instrument cite binds profiles; do
	plants "a basis without $key" manus "$key is missing" \
		"/^		$key = /d"
done
plants "a basis without days" manus "days is missing" \
	'/^		days =/,/^		\);/d'
plants "a basis without a source" manus "source is missing" \
	'/^		source = /d'
plants "a basis whose source nobody can open" manus "basis us-al-2025" \
	's|^(		source = ")[^"]*|\1press|'
plants "a basis with a diary in it" manus "basis us-al-2025" \
	's|^(		binds = ")|\1not verified: |'
plants "an unknown duty" manus 'duty cannot be "ban"' 's|"network"|"ban"|'
plants "an unknown status" manus 'status cannot be "on"' 's|"in-force"|"on"|'
plants "a day that is none" manus "is not a day" \
	's|"2025-03-26"; what|"2025-02-30"; what|'
plants "days that are not in order" dji "stands after" \
	's|on = "2023-12-22"|on = "2025-01-01"|'
plants "a day that passed without a change of status" dji "is in-force, but" \
	's|(on = ")2028-12-22(";.*"ended")|\12026-01-01\2|'
plants "whom nobody knows" manus "us-al-2025" \
	's|"us-state-al"|"us-state-zz"|'
plants "a role that the vendor has not" manus "us-al-2025" \
	's|^		source = |		reaches = [ "+p2p" ];\n&|'
plants "a vendor without a text" manus "needs a legal basis" \
	'/^	\{$/,/^	\}$/d'

# --- before a release -------------------------------------------------------

released() { # DAY
	python3 mk/catalogue.py --folder "$dir/vendors" release --today "$1" \
		>"$dir/out" 2>&1
}
copy
as_of=$(sed -n 's/^as_of = "\(.*\)";/\1/p' ruleset/vendors/zte.conf)
released "$as_of"
result $? "on the catalogue's own day it may be released"
! released 2027-01-02 && grep -q 'de-5g-contracts-2024: 2026-12-31' "$dir/out"
result $? "not once a day of a text has come since"
! released 2029-01-02 && grep -q 'us-asda.*is in-force, but ended' "$dir/out"
result $? "nor with a status that is past"
! released 2027-06-01 && grep -q 'manus is of .* days old' "$dir/out"
result $? "nor when it is old"

finish
