#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# make lint: what a compiler does not see. Prints what is wrong, a line each.
set -u
cd "$(dirname "$0")/.." || exit 1
problems=$(mktemp)
score=$(mktemp)
trap 'rm -f "$problems" "$score"' EXIT

complain() { cat >>"$problems"; }
sources() { git ls-files "$@" 2>/dev/null || find "$@" -type f; }

mk/rooms.py build-lint 2>&1 | complain
mk/stale.py 2>&1 | complain

for f in $(git ls-files '*.c' '*.h'); do
	head -1 "$f" | grep -q '^/\* SPDX-License-Identifier: GPL-2.0-or-later \*/$' ||
		echo "$f:1: no SPDX line" | complain
	expand "$f" | awk -v f="$f" '
		length($0) > 80 { print f ":" NR ": longer than 80 columns" }
		/[ \t]$/ { print f ":" NR ": space at the end" }
		/^\{/ { start = NR }
		/^\}/ { if (start && NR - start > 61)
				print f ":" start ": a function of " \
					NR - start - 1 " lines"
			start = 0 }
		END { if (NR > 500 && f !~ /^tests\//)
			print f ": " NR " lines" }' | complain
	case $f in
	*.h)
		guard=$(echo "$f" | tr 'a-z/.-' 'A-Z___')
		grep -q "^#ifndef $guard\$" "$f" ||
			echo "$f: the guard is not $guard" | complain ;;
	esac
done
git grep -nE '\b(TODO|FIXME|XXX|HACK)\b' -- '*.c' '*.h' '*.sh' '*.py' \
	':!mk/lint.sh' | complain
git grep -nE '\b(strcpy|strcat|sprintf|gets|atoi|system|popen)\(' -- \
	lib ruleset nfq tools | grep -v 'snprintf\|vsnprintf' |
	sed 's/$/  (has a better word)/' | complain

if command -v shellcheck >/dev/null; then
	# shellcheck disable=SC2046 # a list of names
	shellcheck -x -S warning $(git ls-files '*.sh' .ci/run '*.init' '*.defaults' \
		'packaging/debian/cordon.p*' packaging/debian/tests/netns \
		packaging/debian/tests/smoke) | complain
else
	echo "shellcheck is missing: make deps" | complain
fi
if command -v cppcheck >/dev/null; then
	cppcheck -q --std=c11 --enable=warning,portability -I. \
		-DCORDON_VERSION='""' -D_GNU_SOURCE \
		--suppress=unknownMacro \
		--suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches \
		--error-exitcode=0 lib ruleset nfq tools 2>&1 | complain
else
	echo "cppcheck is missing: make deps" | complain
fi
# What is there to be made is told of, but for what other targets need.
help=$(make -s help)
for target in $(sed -n 's/^\.PHONY: //p' Makefile mk/*.mk); do
	case $target in
	all | musl | deps-* | print-* | lint-*) ;;
	*) grep -qE "make $target( |;|$)" <<<"$help" ||
		echo "Makefile: make help does not tell of $target" ;;
	esac
done | complain
# shellcheck disable=SC2046 # a list of words
mk/packages.sh $(make -s print-packages) 2>&1 | complain

if command -v mandoc >/dev/null; then
	mandoc -Tlint -Wwarning packaging/man/*.[1-8] 2>&1 | complain
else
	echo "mandoc is missing: make deps" | complain
fi
if command -v systemd-analyze >/dev/null; then
	systemd-analyze verify --man=no packaging/systemd/*.service \
		packaging/systemd/*.timer 2>&1 |
		grep -v 'is not executable\|Unknown key' | complain
	# 10 is wide open; --offline= came with systemd 250.
	if systemd-analyze security --help 2>&1 | grep -q -- --offline; then
		systemd-analyze security --offline=true --threshold=15 \
			packaging/systemd/cordond.service >"$score" 2>&1 ||
			grep -a 'Overall\|rror\|ailed' "$score" | complain
	else
		echo "lint: systemd-analyze is too old to score the unit"
	fi
else
	echo "lint: no systemd-analyze to score the unit with"
fi

if [ -s "$problems" ]; then
	cat "$problems"
	echo "lint: $(wc -l <"$problems") lines"
	exit 1
fi
echo "lint: nothing"
