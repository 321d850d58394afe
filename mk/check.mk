# SPDX-License-Identifier: GPL-2.0-or-later
# Running, testing, measuring. Tests print TAP; "make check TESTS=..." runs
# only those.

#: make run          enforce on this machine until Ctrl-C, events on the terminal
# Who may not run it is told so before anything is installed.
run:
	$Qtools/run.sh --may
	$Q$(MAKE) --no-print-directory deps-build
	$Q$(MAKE) --no-print-directory all
	$Qtools/run.sh $O

#: make demo         the same in three network namespaces, with real curl and dig
demo: deps-demo
	$Q$(MAKE) --no-print-directory all
	$QBUILD=$O tests/netns/demo.sh

# --- tests -----------------------------------------------------------------

UNIT	= $(patsubst %.c,$O/%,$(wildcard tests/unit/*/test_*.c))
FUZZ	= $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAY	= $(FUZZ:%=$O/tests/fuzz/replay_%)
HELPERS	= $(patsubst %.c,$O/%,$(wildcard tests/netns/*.c))
SCRIPTS	= $(filter-out %lib.sh %/demo.sh,$(wildcard tests/netns/*.sh \
	  tests/golden/*.sh tests/fuzz/*.sh))
# Those that take longest, so that nothing waits for them in the end.
FIRST	= $(patsubst %,tests/golden/%.sh,killed history mutations commandline \
	  prefixes completion) \
	  $(patsubst %,tests/netns/%.sh,faults attack kill browser apply \
	  badsource fetch race lists split sandbox direction resets doctor \
	  downloads reload kept flush guard)
TESTS	= $(FIRST) $(UNIT) $(filter-out $(FIRST),$(SCRIPTS))
# Much of what tests do is waiting.
JOBS	?= $(shell expr 2 '*' $$(nproc))
PROVE	?= prove

# What unit tests have in common: TAP, and makers of what they test with.
COMMON	= $(patsubst %.c,$O/%.o,$(wildcard tests/unit/*.c))

$O/tests/unit.a: $(COMMON)
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $^

$(UNIT): %: %.o $O/tests/unit.a $O/cordon.a
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(TOOLLIBS)

$O/tests/fuzz/replay_%: $O/tests/fuzz/fuzz_%.o $O/tests/fuzz/replay.o \
		$O/cordon.a
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(TOOLLIBS)

$O/tests/netns/%: $O/tests/netns/%.o $O/tests/unit.a $O/cordon.a
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

#: make tests        build what the tests need; make prove runs them as they are
tests: all $(UNIT) $(REPLAY) $(HELPERS) $O/tests/bench/lists $O/tests/bench/events

#: make check        install what is missing, build, run all tests (TAP);
#:                   TESTS="tests/netns/dns.sh ..." only those, JOBS=N at a time
check: deps
	$Q$(MAKE) --no-print-directory tests
	$Q$(MAKE) --no-print-directory prove

# A centre and its gateways: ClickHouse, on loopback of a namespace. Each suite
# has a server of its own.
#: make check-fleet  install ClickHouse where it is missing, and run the tests
#:                   that need it; TESTS="tests/fleet/ship.sh ..." only those
FLEET	= $(filter-out %lib.sh,$(wildcard tests/fleet/*.sh))
check-fleet: deps-fleet
	$Q$(MAKE) --no-print-directory tests
	$Q$(MAKE) --no-print-directory prove JOBS=2 \
		TESTS="$(if $(filter command line,$(origin TESTS)),$(TESTS),$(FLEET))"

# The reasons of skipped tests are listed at the end. Of those that fail beside
# others AGAIN may fail no more when they run alone, and are named.
AGAIN	?= 0
STATE	= --statefile=$O/prove.state
prove:
	$Qrm -f $O/skips $O/prove.state; status=0; \
	export CORDON_SKIPS=$(abspath $O/skips) BUILD=$O \
		FAST_MS=$(if $(SAN),1500,200); \
	$(PROVE) $(STATE) --state=save -j$(JOBS) $(TESTS) || status=1; \
	if [ $$status = 1 ] && [ $(AGAIN) -gt 0 ]; then \
		mk/again.sh $(AGAIN) $(PROVE) $(STATE) && status=0; \
	fi; \
	if [ -s $O/skips ]; then echo "skipped:"; sort $O/skips; fi; \
	exit $$status

# What makes random inputs, or does a thing again and again: much more of it,
# one after the other (long, in tests/tap.sh).
#: make soak         one fault after the other under traffic, for twenty minutes
#: make long         the tests that take long by their nature, for an hour or two
LONG	= tests/netns/kill.sh tests/netns/race.sh tests/netns/downloads.sh \
	  tests/netns/flush.sh tests/netns/reexec.sh tests/netns/kept.sh tests/netns/guard.sh \
	  tests/netns/relay.sh tests/golden/prefixes.sh tests/golden/traits.sh \
	  tests/golden/killed.sh tests/golden/erase.sh
soak long: deps
	$Q$(MAKE) --no-print-directory tests
	$QSOAK=1 $(MAKE) --no-print-directory prove JOBS=1 \
		TESTS="$(if $(filter soak,$@),tests/netns/faults.sh,$(LONG))"

.PHONY: run demo tests check check-fleet prove soak long
.SECONDARY:
