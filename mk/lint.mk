# SPDX-License-Identifier: GPL-2.0-or-later
# What is wrong with the code that no test shows.

CLANG	?= clang

#: make lint         the plan of the rooms, stale names, style, static analysis,
#:                   no warning of two compilers
lint: deps-lint
	$Q$(MAKE) --no-print-directory O=build-lint CFLAGS='-g -Werror' tests \
		>build-lint.log 2>&1 || { grep -E 'error|warning' \
		build-lint.log; rm -f build-lint.log; exit 1; }
	$Qrm -f build-lint.log
	$Q$(MAKE) --no-print-directory lint-clang
	$Qmk/lint.sh

# The second compiler only reads.
lint-clang: $O/tools/scripts.c
	$Qprintf '%s\n' $(ALLSRC) $O/tools/scripts.c | xargs -P $(JOBS) -n 20 \
		$(CLANG) $(CPPFLAGS) -std=gnu11 -O1 $(WARN) -Werror \
		-fsyntax-only

.PHONY: lint lint-clang
