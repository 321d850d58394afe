/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_INDEX_PREFIXES_FORMAT_H
#define RULESET_INDEX_PREFIXES_FORMAT_H

/* What the reader and the builder of prefixes.idx share; see prefixes.h. */

#include "ruleset/index/index.h"

#define TAG_INT4 INDEX_TAG('I', 'N', 'T', '4')
#define TAG_INT6 INDEX_TAG('I', 'N', 'T', '6')
#define TAG_RULE INDEX_TAG('R', 'U', 'L', 'E')

enum {
	INTERVAL4_SIZE = 12, INTERVAL6_SIZE = 36,
	RULE_SIZE = 8,
	RUN_HEADER = 4,		/* of a run of rules: how many */
};

#endif
