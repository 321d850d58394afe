#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Colours where a terminal is, and as --color, NO_COLOR, CLICOLOR_FORCE and
# TERM say, as cordon(8) has it; none in what programs read.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
unset NO_COLOR CLICOLOR_FORCE
export TERM=xterm

cordon() { "$BUILD/cordon" -c tests/fuzz/cordon.conf "$@"; }
on_terminal() {
	python3 tests/golden/colour.py env "$@" \
		"$BUILD/cordon" -c tests/fuzz/cordon.conf check kaspersky.com
}
is_coloured() { grep -q $'\033\[' "$dir/out"; }
coloured() { # WHAT COMMAND...
	local what=$1
	shift
	"$@" >"$dir/out" 2>"$dir/err" && is_coloured
	result $? "$what"
}
plain() { # WHAT COMMAND...
	local what=$1
	shift
	"$@" >"$dir/out" 2>"$dir/err" && [ -s "$dir/out" ] && ! is_coloured
	result $? "$what"
}

plain "no colour in a pipe" cordon check kaspersky.com
coloured "--color always" cordon check kaspersky.com --color always
CLICOLOR_FORCE=1 coloured "CLICOLOR_FORCE" cordon check kaspersky.com
CLICOLOR_FORCE=0 plain "CLICOLOR_FORCE=0 is as if it were not there" \
	cordon check kaspersky.com
CLICOLOR_FORCE='' plain "and so is an empty one" cordon check kaspersky.com
NO_COLOR=1 CLICOLOR_FORCE=1 plain "NO_COLOR prevails" \
	cordon check kaspersky.com
NO_COLOR='' CLICOLOR_FORCE=1 coloured "an empty NO_COLOR does not" \
	cordon check kaspersky.com
NO_COLOR=1 coloured "--color always prevails over NO_COLOR" \
	cordon check kaspersky.com --color always
CLICOLOR_FORCE=1 plain "--color never over CLICOLOR_FORCE" \
	cordon check kaspersky.com --color never

coloured "on a terminal" on_terminal
plain "on a terminal with NO_COLOR" on_terminal NO_COLOR=1
plain "on a terminal with TERM=dumb" on_terminal TERM=dumb
coloured "on a terminal with TERM=dumb and CLICOLOR_FORCE" \
	on_terminal TERM=dumb CLICOLOR_FORCE=1

for form in --json --csv --plain; do
	CLICOLOR_FORCE=1 plain "none in $form" \
		cordon vendors --color always $form
done
CLICOLOR_FORCE=1 plain "none in the JSON of check" \
	cordon check kaspersky.com --json --color always

finish
