#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The completion of bash, zsh and fish: real shells offer what there is, the
# same in all three, and run nothing of what they find.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
top=$PWD
scripts=$top/packaging/completion
# As people type it; the shells ask the one in PATH.
mkdir "$dir/bin" "$dir/work" "$dir/state" "$dir/etc"
ln -s "$(realpath "$BUILD/cordon")" "$dir/bin/cordon"
export PATH=$dir/bin:$PATH LC_ALL=C.UTF-8 HOME=$dir
C=$dir/etc/cordon.conf
cat >"$C" <<END
catalogue = "$top/ruleset/vendors";
local_catalogue = "$dir/none";
state = "$dir/state";
run = "$dir/run";
block_list = "$dir/block.list";
log = { file = "$dir/eve.json"; };
sources = (
	{ id = "badnets"; file = "/x"; vendor = "badnets"; title = "Bad \$(touch $dir/pwned)"; },
	{ id = "other"; file = "/y"; vendor = "zte"; } );
END
: >"$dir/work/plain.txt"
: >"$dir/work/with blank.txt"
cd "$dir/work" || exit 1

# --- the scripts -------------------------------------------------------------

for s in bash zsh fish; do
	cordon completion $s 2>"$dir/err" | diff "$scripts/cordon.$s" - \
		>"$dir/diff"
	result $? "cordon completion $s prints the file of the package"
done
bash -n "$scripts/cordon.bash" && shellcheck "$scripts/cordon.bash" >"$dir/err"
result $? "bash and shellcheck read theirs"
for s in zsh fish; do
	if command -v $s >/dev/null; then
		$s -n "$scripts/cordon.$s" 2>"$dir/err"
		result $? "$s reads its own"
	else
		skip "$s reads its own" "$s is not here"
	fi
done

# --- what is offered ---------------------------------------------------------

# One shell of each kind, asked again and again.
shell_of() { # SHELL COMMAND...: what is written to $to[SHELL] it reads
	local shell=$1

	shift
	mkfifo "$dir/$shell.in" "$dir/$shell.out"
	"$@" <"$dir/$shell.in" >"$dir/$shell.out" 2>"$dir/$shell.err" &
	# shellcheck disable=SC1083 # numbers for an array
	exec {to[$shell]}>"$dir/$shell.in" {from[$shell]}<"$dir/$shell.out"
}
declare -A to from
END=$'\x01'
answer_of() { # SHELL: its lines up to the end
	local line

	while IFS= read -r -t 60 line <&"${from[$1]}"; do
		[ "$line" != "$END" ] || return 0
		printf '%s\n' "$line"
	done
	echo "no answer: $(tail -n 3 "$dir/$1.err")"
}
# The words, a line each, behind how many they are.
shell_of bash bash -c '
	. "$1"
	while IFS= read -r n; do
		mapfile -t -n "$n" COMP_WORDS
		COMP_CWORD=$((n - 1)) COMPREPLY=()
		_cordon cordon "${COMP_WORDS[-1]}" ""
		printf "%s\n" "${COMPREPLY[@]}" "$2"
	done' - "$scripts/cordon.bash" "$END"
in_bash() { # WORD...: what bash offers for the last
	printf '%s\n' $# "$@" >&"${to[bash]}"
	answer_of bash
}
joined() { printf '%s ' "${@:1:$#-1}"; printf '%s' "${*: -1}"; }

# Lines; fish also says what the words mean.
! command -v fish >/dev/null || shell_of fish fish --no-config -c '
	source $argv[1]
	while read -l line
		complete -C $line
		echo $argv[2]
	end' "$scripts/cordon.fish" "$END"
in_fish() {
	printf '%s\n' "$(joined "$@")" >&"${to[fish]}"
	answer_of fish | cut -f1
}

# Those that are typed into, whose answer is their line.
cat >"$dir/zshrc" <<END
autoload -Uz compinit; compinit -u -D
source $scripts/cordon.zsh
dump() { print -r -- "\$BUFFER" >$dir/new; mv $dir/new $dir/line-zsh; BUFFER= }
zle -N dump; bindkey '^]' dump
compadd() {
	if [[ -e $dir/caught ]]; then
		local -a caught
		builtin compadd -O caught "\$@"
		print -rl -- \$caught >>$dir/caught
	fi
	builtin compadd "\$@"
}
END
cat >"$dir/bashrc" <<END
source $scripts/cordon.bash
dump() { printf '%s\n' "\$READLINE_LINE" >$dir/new; mv $dir/new $dir/line-bash
	READLINE_LINE= READLINE_POINT=0; }
bind -x '"\C-]": dump'
END
for s in bash zsh; do
	! command -v $s >/dev/null || shell_of typed-$s \
		"$top/tests/golden/typed.py" $s "$dir/${s}rc" "$dir/line-$s"
done
type_into() { # SHELL KEYS: prints the line that they make
	local line

	printf '%s\n' "$2" >&"${to[typed-$1]}"
	if IFS= read -r -t 60 line <&"${from[typed-$1]}"; then
		printf '%s\n' "$line"
	else
		echo "no answer: $(tail -n 3 "$dir/typed-$1.err")"
	fi
}
in_zsh() {
	: >"$dir/caught"
	type_into zsh "$(joined "$@")\\t" >/dev/null
	# The same words may be asked for in several ways.
	cat "$dir/caught"
	rm "$dir/caught"
}

offers() { # SHELL WHAT WANTED WORD...: just these, in any order
	local shell=$1 what=$2 wanted=$3

	shift 3
	"in_$shell" "$@" 2>"$dir/err" | sed '/^$/d' | sort -u >"$dir/out"
	tr ' ' '\n' <<<"$wanted" | sed '/^$/d' | sort -u |
		diff - "$dir/out" >"$dir/diff"
	result $? "$shell: $what"
}

names() { # of vendors there are
	grep -L '^class = true' "$top"/ruleset/vendors/*.conf |
		xargs basename -s .conf
}
classes() { # of products
	grep -l '^class = true' "$top"/ruleset/vendors/*.conf |
		xargs basename -s .conf
}
commands=$(cordon help --json | python3 -c '
import json, sys
print(*(c["name"] for c in json.load(sys.stdin)["commands"]))')
global="--config --socket --json --color --no-pager --help --version"

cordon -c "$C" except add --client 10.0.0.7 --vendor zte --for 1d --reason x \
	>/dev/null 2>&1
cordon -c "$C" except add --client fd00::7 --name x.example --for 1d \
	--reason x >/dev/null 2>&1
cordon -c "$C" except add --client 10.0.0.8 --role update --for 1d \
	--reason '$(touch pwned)' >/dev/null 2>&1
echo '2001:db8::/32 # mine' >"$dir/block.list"
mkdir "$dir/state/generations"
for i in 1 2; do
	mkdir "$dir/state/generations/00000$i"
	printf '{"created":"2026-11-0%sT00:00:00Z"}' $i \
		>"$dir/state/generations/00000$i/manifest.json"
done
printf '{"src_ip":"10.1.0.%s"}\n' 9 2 >"$dir/eve.json"

all_of() { # SHELL
	offers "$1" "commands" "$commands" cordon ""
	offers "$1" "those that begin so" "completion config confirm" \
		cordon co
	offers "$1" "words" "list show calendar diff enable disable" \
		cordon vendors ""
	offers "$1" "the one that begins so" enable cordon vendors en
	offers "$1" "words behind options" "list add extend remove" \
		cordon --json -c "$C" except ""
	offers "$1" "options of a command" \
		"--client --csv --exit-code --plain $global" \
		cordon check -
	offers "$1" "of a word, the rest of them" \
		"--csv --plain --source --wait $global" cordon lists \
		--accept import --
	offers "$1" "of all words" \
		"--accept --action --again --all --allowing --anonymize --attributes --answers" \
		cordon --a # before there is a command
	offers "$1" "vendors" "$(names) badnets" cordon -c "$C" vendors \
		enable ""
	offers "$1" "one" huawei cordon -c "$C" vendors enable hu
	offers "$1" "entries to read about" \
		"$(names) $(classes)" cordon -c "$C" \
		vendors show ""
	offers "$1" "vendors of an option" kaspersky cordon -c "$C" log \
		--vendor kas
	offers "$1" "roles of a vendor" "$(cordon -c "$C" vendors show zte \
		--json | grep -o '"role":"[^"]*' | cut -d'"' -f4 | xargs)" \
		cordon -c "$C" except add --vendor zte --role ""
	offers "$1" "sources" "badnets other" cordon -c "$C" sync ""
	offers "$1" "sources of an option" other cordon -c "$C" lists import \
		x --source ot
	offers "$1" "exceptions" "ex-0001 ex-0002 ex-0003" cordon -c "$C" \
		except remove ""
	offers "$1" "generations" "1 2" cordon -c "$C" lists rollback ""
	offers "$1" "and a second one" "1 2" cordon -c "$C" lists diff 1 ""
	offers "$1" "but no third" "" cordon -c "$C" lists diff 1 2 ""
	offers "$1" "clients" "10.1.0.2 10.1.0.9 10.0.0.7 10.0.0.8" cordon \
		-c "$C" check x --client 10.
	offers "$1" "modes" "off observe enforce" cordon mode ""
	offers "$1" "formats" "$(cordon __complete fish lists parse \
		--format "" | sed 1d)" cordon lists parse --format ""
	offers "$1" "moments" "today" cordon log --since to
	offers "$1" "kinds of changes" "reload repair" cordon audit --what re
	offers "$1" "shells" "bash zsh fish" cordon completion ""
	offers "$1" "commands to explain" "$commands" cordon help ""
	offers "$1" "and words of them" "parse pin" cordon help lists p
	offers "$1" "nothing where anything may stand" "" cordon check ""
	offers "$1" "nothing behind a mistake" "" cordon vendor en
	offers "$1" "nothing behind --" "" cordon check -- --cl
	offers "$1" "files" plain.txt cordon lists parse pl
	offers "$1" "files of an option" plain.txt cordon -c pl
}
all_of bash
for s in zsh fish; do
	if command -v $s >/dev/null; then
		all_of $s
	else
		skip "$s: all of that" "$s is not here"
	fi
done

# --- as it is typed ----------------------------------------------------------

typed() { # SHELL WHAT KEYS LINE
	type_into "$1" "$3" >"$dir/out"
	[ "$(sed 's/ *$//' "$dir/out")" = "$4" ]
	result $? "$1, typed: $2"
}
for s in bash zsh; do
	command -v $s >/dev/null || { skip "$s, typed" "$s is not here"; continue; }
	typed $s "word by word" 'cordon ve\ten\t' 'cordon vendors enable'
	typed $s "a value behind =" 'cordon lists parse --format=cs\t' \
		'cordon lists parse --format=csv'
	typed $s "an open quote" "cordon -c \"$C\" vendors show \"kas\\t" \
		"cordon -c \"$C\" vendors show \"kaspersky\""
	typed $s "an address of IPv6" \
		"cordon -c $C block --remove 2001:d\\t" \
		"cordon -c $C block --remove 2001:db8::/32"
	typed $s "a file with a blank" 'cordon inspect w\t' \
		'cordon inspect with\ blank.txt'
	typed $s "a file behind =" 'cordon --config=p\t' \
		'cordon --config=plain.txt'
done

# --- hostile values ----------------------------------------------------------

# What cordon would never write, but finds.
evil() { # ID
	printf 'exceptions = ( { id = "%s"; client = "10.0.0.7";
		vendor = "zte"; role = ""; name = ""; owner = "x";
		reason = "x"; ticket = ""; created = "2026-01-01T00:00:00Z";
		until = "2099-01-01T00:00:00Z"; removed = ""; } );\n' "$1" \
		>"$dir/state/exceptions.conf"
}
run_it() { # SHELL: completes the only exception, and has the line run
	rm -f pwned
	type_into "$1" "echo; cordon -c $C except remove \\t\\n" >"$dir/out"
	[ ! -e pwned ] && [ -z "$(cat "$dir/out")" ]
}
for s in bash zsh; do
	command -v $s >/dev/null || continue
	evil ex-0001
	run_it $s && grep -q 'removed = "20' "$dir/state/exceptions.conf"
	result $? "$s runs a line that it completed"
done
for id in '$(touch pwned)' '`touch pwned`' 'x; touch pwned' "x'; touch pwned" \
	'x\\n touch pwned\\n' '-x $(touch pwned)' '{a,~}&touch pwned' \
	'!touch pwned' '\\x1b]0;x\\x07$(touch pwned)'; do
	evil "$id"
	for s in bash zsh; do
		command -v $s >/dev/null || continue
		run_it $s
		result $? "$s runs nothing of $id"
	done
	if command -v fish >/dev/null; then
		rm -f pwned
		in_fish cordon -c "$C" except remove "" >"$dir/out" 2>&1
		[ ! -e pwned ]
		result $? "fish runs nothing of $id"
	fi
done
offers_none() {
	cordon __complete fish -c "$C" except remove "" >"$dir/out" &&
		[ "$(wc -l <"$dir/out")" -le 1 ]
}
evil 'a\n\x1b[31mb'
offers_none
result $? "what a terminal would act upon is not offered"
evil '--all'
offers_none
result $? ": nor is what looks like an option"
evil 'a b'
in_bash cordon -c "$C" except remove "" | grep -qx 'a\\ b'
result $? "a blank is quoted"

# --- when something is wrong -------------------------------------------------

quiet() { # WHAT ARGUMENT...
	local what=$1
	shift
	timeout 30 cordon __complete "$@" >"$dir/out" 2>"$dir/err" </dev/null &&
		[ ! -s "$dir/err" ]
	result $? "$what: no error, no message"
}
echo 'mode = "nonsense"; catalogue = 7' >"$dir/etc/broken.conf"
quiet "a broken configuration" fish -c "$dir/etc/broken.conf" vendors enable ""
quiet "none" fish -c "$dir/etc/missing.conf" vendors enable ""
mkfifo "$dir/etc/fifo.conf"
quiet "one that never ends" fish -c "$dir/etc/fifo.conf" vendors enable ""
printf '\x00\xff{' >"$dir/eve.json"
quiet "a log of rubbish" fish -c "$C" check --client ""
echo 'exceptions = ( {' >"$dir/state/exceptions.conf"
quiet "a broken register" fish -c "$C" except remove ""
quiet "no arguments"
quiet "no shell" ""
quiet "another shell" tcsh log ""
quiet "bash without words" bash
quiet "without a number" bash x cordon log
quiet "with one too high" bash 9 cordon log
quiet "with one too low" bash 0 cordon log

# Nobody has more to ask.
for s in "${!to[@]}"; do
	# shellcheck disable=SC1083 # numbers of an array
	exec {to[$s]}>&-
done
wait
finish
