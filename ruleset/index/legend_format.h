/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_INDEX_LEGEND_FORMAT_H
#define RULESET_INDEX_LEGEND_FORMAT_H

/* What the reader and the builder of the legend share; see legend.h. */

#include "ruleset/index/index.h"

enum {
	VENDOR_SIZE = 24, BASIS_SIZE = 40, LIST_SIZE = 8, CLASS_SIZE = 24,
	PORT_SIZE = 12,
};

#define TAG_STRS INDEX_TAG('S', 'T', 'R', 'S')
#define TAG_VEND INDEX_TAG('V', 'E', 'N', 'D')
#define TAG_BASE INDEX_TAG('B', 'A', 'S', 'E')
#define TAG_LIST INDEX_TAG('L', 'I', 'S', 'T')
#define TAG_CLAS INDEX_TAG('C', 'L', 'A', 'S')
#define TAG_PORT INDEX_TAG('P', 'O', 'R', 'T')

#endif
