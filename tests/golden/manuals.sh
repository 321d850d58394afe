#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The manuals know every command, option and setting that there is, and no
# command or option that there is not.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
MAN=packaging/man

commands() { # as the help has them
	"$BUILD/cordon" help --json | python3 -c '
import json, sys
for c in json.load(sys.stdin)["commands"]:
    print(c["name"])'
}
options_of() { # COMMAND|"": its own options, or those of every command
	"$BUILD/cordon" help "${1:-status}" | if [ "$1" ]; then
		sed -n '/^options:/,/^options of every/p'
	else
		sed -n '/^options of every/,/^examples/p'
	fi | sed -n 's/^  .. *--\([a-z-]\{1,\}\).*/\1/p; s/^  -.,* --\([a-z-]*\).*/\1/p'
}
manual_of() { # COMMAND: what cordon.8 says of it
	awk -v c="$1" '/^\.Sh OPTIONS/ { exit }
		/^\.It Cm/ { on = $3 == c } on' $MAN/cordon.8
}
options_in() { # the options in mdoc on stdin
	grep -o 'Fl -[a-z-]*' | sed 's/^Fl -//'
}
keys() { # TABLE: the settings in a table of rows
	sed -n "/conf_row $1\[/,/^};/p" ruleset/config/{config_rows,source}.c |
		sed -n 's/.*FIELD([a-z_]*, \([a-z0-9_]*\)).*/\1/p
			s/.*FIELD(\([a-z0-9_]*\)).*/\1/p
			s/.*\.key = "\([a-z0-9_]*\)".*/\1/p'
}
settings() { # SECTION...: the settings that cordon.conf.5 has there
	for s in "$@"; do
		sed -n "/^\.S[hs] $s\$/,/^\.El/s/^\.It Ic //p" $MAN/cordon.conf.5
	done
}
same() { # WHAT WANTED FOUND: two sets, the first not empty
	local diff

	diff=$(diff <(sort -u <<<"$2") <(sort -u <<<"$3"))
	[ -n "$2" ] && [ -z "$diff" ]
	result $? "$1"
	[ -z "$diff" ] || echo "# ${diff//$'\n'/$'\n# '}"
}

same "cordon.8 has the commands" "$(commands)" \
	"$(sed '/^\.Sh OPTIONS/,$d' $MAN/cordon.8 |
		sed -n 's/^\.It Cm \([a-z]*\).*/\1/p')"

all=$(options_of "")
for c in $(commands); do
	own=$(options_of "$c")
	all+=$'\n'$own
	# A command without options may still name another's.
	[ -z "$own" ] ||
		same "cordon.8 has the options of $c" "$own" \
			"$(manual_of "$c" | options_in)"
done
same "cordon.8 explains each option" "$(sed '/^$/d' <<<"$all")" \
	"$(sed '1,/^\.Sh OPTIONS/d; /^\.Sh ENV/,$d' $MAN/cordon.8 |
		grep '^\.It Fl' | options_in)"

same "cordon.conf.5 has the settings" "$(keys config_rows)" \
	"$(settings "What is done" Lists "When something is wrong" Where \
		Files REMEMBER "Rarely changed")"
same "cordon.conf.5 has those of vendors" "$(keys vendor_rows)" \
	"$(settings Vendors)"
same "cordon.conf.5 has those of exempt" "$(keys exempt_rows)" \
	"$(settings "Exempt clients")"
same "cordon.conf.5 has those of log" "$(keys log_rows)" \
	"$(settings "The log")"
same "cordon.conf.5 has those of lists" "$(keys lists_rows)" \
	"$(settings "Guards over all sources")"
same "cordon.conf.5 has those of sources" "$(keys source_rows)" \
	"$(settings Sources)"

# --- the pages as a whole ----------------------------------------------------

for page in cordon.8 cordond.8 cordon.conf.5 cordon-vendor.5 cordon-list.5 \
	cordon-eve.5 cordon.7; do
	[ -s $MAN/$page ]
	result $? "there is $page"
done
for page in "$MAN"/*.[1-8]; do
	if command -v mandoc >/dev/null; then
		# Which pages the system has is another matter.
		! mandoc -T lint "$page" 2>&1 |
			grep -v -e 'referenced manual not found' \
			-e 'outdated mandoc.db' >"$dir/out"
		result $? "${page##*/} is clean"
	else
		skip "${page##*/} is clean" "mandoc is not here"
	fi
	for x in $(sed -n 's/^\.Xr \(cordon[^ ]*\) \([0-9]\).*/\1.\2/p' "$page"); do
		[ -s "$MAN/$x" ] || echo "$x"
	done >"$dir/out"
	[ ! -s "$dir/out" ]
	result $? "${page##*/} refers to pages that are there"
done
for word in $(sed -n '/ list_verbs\[/,/^};/s/^\t*\.name = "\([a-z]*\)".*/\1/p' \
	tools/verbs.c); do
	sed -n '/^\.Sh LISTS/,/^\.Sh JSON/p' $MAN/cordon.8 |
		grep -q "^\.It Cm $word\b"
	result $? "cordon.8 has lists $word"
done
# What cordon.7 tells to run is there, with its options.
while read -r _ command rest; do
	read -r verb _ <<<"$rest"
	"$BUILD/cordon" help "$command" "$verb" >"$dir/help" 2>"$dir/err" ||
		"$BUILD/cordon" help "$command" >"$dir/help" 2>"$dir/err"
	status=$?
	for o in $(grep -o -e '--[a-z]*' <<<"$rest"); do
		grep -q -e " $o\b" "$dir/help" || status=1
	done
	result $status "there is cordon $command $rest"
done < <(sed -n 's/^\.Li \(cordon .*[^ ;:.?]\)[ ;:.?]*$/\1/p
	s/^\(cordon [^#]*[^# ]\) *\(#.*\)*$/\1/p' $MAN/cordon.7 |
	sed 's/ *,$//; s/\\e$//' | sort -u)

for code in $(cat tools/*.c tools/*/*.c ruleset/apply/load.c | grep -oE '\bEX_[A-Z]+|EXIT_FAILURE' |
	sort -u); do
	number=$(printf '#include <stdlib.h>\n#include <sysexits.h>\n%s\n' "$code" |
		${CC:-cc} -E -P - | tail -1)
	sed -n '/^\.Sh EXIT/,$p' $MAN/cordon.8 | grep -qx "\.It $number"
	result $? "cordon.8 has the exit status $number, $code"
done
for v in $(grep -o 'getenv("[A-Z_]*")' tools/cli/paint.c | tr -dc 'A-Z_\n'); do
	grep -q "^\.It Ev $v" $MAN/cordon.8
	result $? "cordon.8 has the variable $v"
done

finish
