# SPDX-License-Identifier: GPL-2.0-or-later
# Running, testing, measuring. Tests print TAP; "make check TESTS=..." runs
# only those.

run: deps-build
	$Q$(MAKE) --no-print-directory all
	$Qtools/run.sh $O

demo: deps
	$Q$(MAKE) --no-print-directory all
	$QBUILD=$O tests/netns/demo.sh

# --- tests -----------------------------------------------------------------

UNIT	= $(patsubst %.c,$O/%,$(wildcard tests/unit/*/test_*.c))
FUZZ	= $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAY	= $(FUZZ:%=$O/tests/fuzz/replay_%)
HELPERS	= $(patsubst %.c,$O/%,$(wildcard tests/netns/*.c))
SCRIPTS	= $(filter-out %lib.sh %/demo.sh,$(wildcard tests/netns/*.sh \
	  tests/golden/*.sh tests/fuzz/*.sh))
TESTS	= $(UNIT) $(SCRIPTS)
JOBS	?= $(shell nproc)

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

tests: all $(UNIT) $(REPLAY) $(HELPERS) $O/tests/bench/lists

check: deps
	$Q$(MAKE) --no-print-directory tests
	$Q$(MAKE) --no-print-directory prove

# The reasons of skipped tests are listed at the end.
prove:
	$Qrm -f $O/skips; status=0; \
	CORDON_SKIPS=$(abspath $O/skips) BUILD=$O \
	FAST_MS=$(if $(SAN),1500,200) \
		prove -j$(JOBS) $(TESTS) || status=1; \
	if [ -s $O/skips ]; then echo "skipped:"; sort $O/skips; fi; \
	exit $$status

# Everything compiles without a warning, in a folder of its own.
lint: deps
	$Q$(MAKE) --no-print-directory O=build-lint CFLAGS='-g -Werror' tests \
		>build-lint.log 2>&1 || { grep -E 'error|warning' \
		build-lint.log; rm -f build-lint.log; exit 1; }
	$Qrm -f build-lint.log
	$Qmk/lint.sh

.PHONY: run demo tests check prove lint
.SECONDARY:

# --- measurements ----------------------------------------------------------

BENCH	= $(patsubst %.c,$O/%,$(wildcard tests/bench/*.c))

$O/tests/bench/%: $O/tests/bench/%.o $O/cordon.a
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

bench: deps
	$Q$(MAKE) --no-print-directory all $(BENCH) $(HELPERS)
	$Qfor b in tests/bench/*.sh; do \
		echo "== $$b"; BUILD=$O $$b || exit 1; done

.PHONY: bench

# --- fuzzing ---------------------------------------------------------------

# libFuzzer comes with clang. New inputs and what crashed stay in build-fuzz;
# the seeds in tests/fuzz/corpus are only read.
FUZZ_SECONDS ?= 60
FUZZ_CC	?= clang
FUZZ_FLAGS = -std=gnu11 -O1 $(WARN) $(CFLAGS) -fno-omit-frame-pointer -pthread \
	  -fsanitize=address,undefined -fno-sanitize-recover=undefined
FUZZ_OBJ = $(SRC:%.c=build-fuzz/%.o) build-fuzz/tools/scripts.o
FUZZERS	= $(FUZZ:%=build-fuzz/fuzz_%)

build-fuzz/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$@)$(FUZZ_CC) $(CPPFLAGS) $(FUZZ_FLAGS) \
		-fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

build-fuzz/cordon.a: $(FUZZ_OBJ)
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $^

build-fuzz/tools/scripts.c: $O/tools/scripts.c
	@mkdir -p $(@D)
	$Qcp $< $@

build-fuzz/tools/scripts.o: build-fuzz/tools/scripts.c
	$(call say,CC,$@)$(FUZZ_CC) $(CPPFLAGS) $(FUZZ_FLAGS) \
		-fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

build-fuzz/fuzz_%: build-fuzz/tests/fuzz/fuzz_%.o build-fuzz/cordon.a
	$(call say,LD,$@)$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ \
		$(TOOLLIBS)

fuzz: deps-fuzz
	$Q$(MAKE) --no-print-directory $(FUZZERS)
	$Qstatus=0; for t in $(FUZZ); do \
		echo "== $$t"; mkdir -p build-fuzz/corpus/$$t; \
		build-fuzz/fuzz_$$t -max_total_time=$(FUZZ_SECONDS) \
			-timeout=20 -print_final_stats=1 \
			-artifact_prefix=build-fuzz/$$t- \
			build-fuzz/corpus/$$t tests/fuzz/corpus/$$t \
			2>build-fuzz/$$t.log || status=1; \
		grep -E '^(stat::number|SUMMARY|.*must be)' \
			build-fuzz/$$t.log; \
	done; exit $$status

-include $(shell find build-fuzz -name '*.d' 2>/dev/null)
.PHONY: fuzz
