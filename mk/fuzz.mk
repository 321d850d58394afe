# SPDX-License-Identifier: GPL-2.0-or-later
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

#: make fuzz         run the fuzzers, FUZZ_SECONDS each
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
