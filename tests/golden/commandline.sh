#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The command line of every command, by the table that the help prints as
# JSON: helps, suggestions, refusals. Nothing here gets as far as running.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
cordon=$(realpath "$BUILD/cordon")

# "command", "command word", ...
"$cordon" help --json >"$dir/help.json" 2>"$dir/err"
result $? "the table as JSON"
rows() { # PYTHON: prints what it makes of each row (c, its word v or None)
	python3 - "$dir/help.json" "$1" <<'END'
import json
import sys

table = json.load(open(sys.argv[1]))
everywhere = [o["name"] for o in table["options"]]
for c in table["commands"]:
    for v in [None] + c["words"]:
        name = c["name"] + (" " + v["name"] if v else "")
        row = v or c
        own = [o["name"] for o in row["options"]]
        result = eval("(" + sys.argv[2] + ")")
        if result:
            print(result)
END
}
each() { # WHAT PYTHON FUNCTION: of each line of the rows FUNCTION is true
	local line bad=0 seen=0

	: >"$dir/diff"
	while IFS= read -r line; do
		seen=$((seen + 1))
		# shellcheck disable=SC2086 # a command line
		$3 $line </dev/null || {
			bad=1
			echo "$line: $(head -n 3 "$dir/err")" >>"$dir/diff"
		}
	done < <(rows "$2")
	[ "$bad" -eq 0 ] && [ "$seen" -ge 5 ]
	result $? "$1"
}
run() { timeout 20 "$cordon" "$@" >"$dir/out" 2>"$dir/err"; }
refuses() { # PATTERN ARGUMENT...: exit 64, and nothing on standard output
	local pattern=$1

	shift
	run "$@"
	[ $? -eq 64 ] && [ ! -s "$dir/out" ] && grep -q -- "$pattern" "$dir/err"
}
says() { # WHAT PATTERN ARGUMENT...
	local what=$1

	shift
	refuses "$@"
	result $? "$what"
}

# --- help --------------------------------------------------------------------

run help
[ $? -eq 0 ] && [ "$(wc -l <"$dir/out")" -lt 24 ] &&
	[ "$(wc -L <"$dir/out")" -le 80 ]
result $? "the general help fits a screen of 24 by 80"
rows 'not v and c["name"]' | while read -r c; do
	grep -q "^\(see\|decide\|lists\|\) *$c \|^run .* $c\(,\|$\)" \
		"$dir/out" || echo "$c"
done >"$dir/diff"
[ ! -s "$dir/diff" ]
result $? ": with every command"
run --help
result $? "--help is the same"
run
[ $? -eq 64 ] && grep -q '^usage: cordon COMMAND' "$dir/out"
result $? "no command at all is the same, but for its status"
run --version
[ $? -eq 0 ] && [ "$(cat "$dir/out")" = "cordon $(sed -n \
	's/^VERSION\t= //p' Makefile)" ]
result $? "--version"

has_page() { # COMMAND [WORD]: one page, however it is asked for
	run "$@" --help && mv "$dir/out" "$dir/one" &&
		run help "$@" && cmp -s "$dir/one" "$dir/out" &&
		run -h "$@" && cmp -s "$dir/one" "$dir/out" &&
		grep -q "^cordon $* - " "$dir/out" &&
		grep -q "^usage: cordon $*" "$dir/out" &&
		[ "$(wc -L <"$dir/out")" -le 80 ]
}
each "every command and word has a page of its own" name has_page
has_options() {
	local o
	"$cordon" help --json "${@:1:2}" >"$dir/out" 2>"$dir/err" || return 1
	run help "${@:1:2}" || return 1
	shift 2
	for o; do
		grep -q -- "--${o}[ ,]*" "$dir/out" || return 1
	done
}
each ": with each of its options" \
	'v and " ".join([name] + own + everywhere)' has_options
run help nonsense lists
[ $? -eq 64 ]
result $? "there is no page of nonsense"
says ": nor of nonsense of a command" 'did you mean "parse"' help lists pars
says ": nor of a command that has no words" 'has no "x"' help status x

# --- suggestions -------------------------------------------------------------

near() { refuses "did you mean \"$1\"" "${@:2}"; }
each "a command but for a letter" \
	'not v and len(c["name"]) > 3 and "%s %s" % (name, name[1:])' near
each "a word but for a letter" \
	'v and len(v["name"]) > 3 and
	 "%s %s %s" % (v["name"], c["name"], v["name"][1:])' near
near_option() {
	refuses "did you mean --$1" "${@:2}"
}
each "an option but for a letter, before the command" \
	'next(("%s --%s %s" % (o, o[:-1], name) for o in own
	 if len(o) > 3 and o[:-1] not in own), "")' \
	near_option
each ": and behind it" \
	'own and "%s %s --%s" % (own[-1], name, own[-1][1:])
	 if own and len(own[-1]) > 3 else ""' near_option
says "the beginning of a word" 'did you mean "status"' lists stat
says "the beginning of a command" 'did you mean "vendors"' vend
says "more than a command" 'did you mean "except"' exceptions
says "a global option" 'did you mean --json' --jso
says "in the other order" 'did you mean --json' --jso status
says "a mode" 'did you mean "enforce"' mode enfroce
says "a format" 'did you mean "adblock"' lists parse --format adblok x
says "an action" 'did you mean "blocked"' log --action=block
says "a colour" 'it knows auto, always, never' status --color sometimes
says "a shell" 'did you mean "bash"' completion bsh
says "what to count by" 'it knows client, vendor, name' top --by moon
echo 'sources = ( { id = "badnets"; file = "/x"; vendor = "y"; } );' \
	>"$dir/cordon.conf"
says "a source" 'did you mean "badnets"' -c "$dir/cordon.conf" sync badnet
says "a vendor" 'did you mean "kaspersky"' -c "$dir/cordon.conf" mode observe \
	--vendor kasperski

says "what takes it back" 'did you mean "block --remove"' unblock x.example
says ": of both" 'did you mean "allow --remove"' unallow x.example
says "a word of a command" 'did you mean "lists rollback"' rollback
says "a value of one" 'did you mean "mode enforce"' enforce

# --- refusals ----------------------------------------------------------------

says "an option twice" '--since was given twice' log --since 1h --since 2h
says ": a flag" '--json was given twice' --json status --json
says ": by its letter, too" '--limit was given twice' log -n 3 --limit 4
says "two forms" 'give --json or --csv, not both' log --json --csv
says ": of the doctor" 'give --nagios or --json, not both' doctor --nagios \
	--json
says "two ends" 'give --for or --until, not both' except extend ex-1 --for 1h \
	--until tomorrow
says "two ways back" 'give --for or --confirm, not both' mode enforce \
	--for 1h --confirm 5m

refuses_attributes() { refuses "does not take --attributes" "$@"; }
each "no command takes an option of another" \
	'"%s --attributes x" % name if "attributes" not in own and
	 not (c["words"] and not v) else ""' refuses_attributes
each "nothing may be left out" \
	'name if row["arguments"] and row["arguments"][0] != "[" else ""' \
	"refuses usage:"
each "nothing too much given" \
	'name + " 1 2 3" if not row["words"] and
	 not row["arguments"].endswith(("...", "...]", "-", "FILE")) and
	 name != "mode" else ""' "refuses takes.no\|too.many\|does.not.know"
each "an option needs its value" \
	'"\n".join("%s --%s" % (name, o["name"]) for o in row["options"]
	 if o["value"])' "refuses needs.a.value"
says "a flag takes none" 'without value' log --follow=yes
says "a generation is a number" 'does not know "2x"' lists rollback 2x
says "what is behind -- is a word" 'takes no "--json"' status -- --json
says "no page says what to do" 'see "cordon help lists import"' lists import
refuses 'unknown command "\\x1b\[7m' $'\033[7m\n' && ! grep -q $'\033' "$dir/err"
result $? "hostile words reach no terminal"
refuses 'unknown option' $'--\033]0;x\007' && ! grep -q $'\033' "$dir/err"
result $? ": nor do hostile options"
refuses 'see "cordon vendors"' vendors show $'x\033[7m' &&
	! grep -q $'\033' "$dir/err"
result $? ": nor the ids of vendors"

finish
