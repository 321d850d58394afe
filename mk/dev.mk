# SPDX-License-Identifier: GPL-2.0-or-later
# For who works on the code.

#: make debug        for a debugger, without optimisation, in build-debug
debug: deps-build
	$Q$(MAKE) --no-print-directory O=build-debug OPT=-O0 FORTIFY= CFLAGS=-g3 all
	@echo "gdb -x mk/gdb.py build-debug/cordond"

#: make coverage     which lines the unit tests reach, by room, in build-coverage;
#:                   TESTS=... others (not within a confined cordond: it may
#:                   not write what it counts)
coverage: deps
	$Q$(MAKE) --no-print-directory O=build-coverage OPT=-O0 FORTIFY= \
		CFLAGS='-g --coverage' LDFLAGS=--coverage tests
	$Qfind build-coverage -name '*.gcda' -delete
	$Q$(MAKE) --no-print-directory O=build-coverage prove \
		TESTS="$(if $(filter command line,$(origin TESTS)),$(TESTS),$(UNIT:$O/%=build-coverage/%))"
	$Qmk/coverage.sh build-coverage

#: make compile_commands.json    for editors and tools that ask how to compile
compile_commands.json: Makefile $(ALLSRC)
	$Qmk/commands.sh '$(subst ','\'',$(CC) $(CPPFLAGS) $(ALL_CFLAGS))' \
		$(ALLSRC) >$@

#: make release-check    what keeps the catalogue from being released today
release-check:
	$Qmk/catalogue.py release

#: make page-tools       by npm, into build/page: what tests/golden/page.sh looks with
page-tools:
	$Qmkdir -p build/page && npm install --silent --no-fund --no-audit \
		--prefix build/page html-validate axe-core puppeteer-core

.PHONY: debug coverage page-tools release-check
