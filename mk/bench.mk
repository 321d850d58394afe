# SPDX-License-Identifier: GPL-2.0-or-later
# Measuring.

BENCH	= $(patsubst %.c,$O/%,$(wildcard tests/bench/*.c))

$O/tests/bench/%: $O/tests/bench/%.o $O/tests/unit.a $O/cordon.a
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

#: make bench        measure, each beside its yardstick
bench: deps-bench
	$Q$(MAKE) --no-print-directory all $(BENCH) $(HELPERS)
	$Qfor b in $(filter-out %/lib.sh,$(wildcard tests/bench/*.sh)); do \
		echo "== $$b"; BUILD=$O $$b || exit 1; done

.PHONY: bench
