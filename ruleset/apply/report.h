/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_APPLY_REPORT_H
#define RULESET_APPLY_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/fault.h"
#include "ruleset/apply/plan.h"

/* What was done. */
struct apply_report {
	enum table_way way;
	bool rules;		/* chains and rules were written */
	size_t added, removed;	/* intervals; of a new edition all */
	uint64_t bytes;		/* sent to the kernel */
	unsigned transactions;
	size_t asked;		/* intervals asked back */
	bool drift;		/* the kernel did not hold what it should */
	char detail[FAULT_WHAT];	/* of it, or why it is a new edition */
	unsigned starts;	/* table.starts */
	uint32_t genid;		/* of the ruleset then, 0: not known */
};

#endif
