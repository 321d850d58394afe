/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each octet is. */

#include "nfq/inspect/octet.h"

enum {
	WORD = OCTET_TOKEN | OCTET_HOST,
	SPACE = OCTET_SPACE | OCTET_GAP,
};

const uint8_t octet_kinds[256] = {
	['0' ... '9'] = WORD, ['A' ... 'Z'] = WORD, ['a' ... 'z'] = WORD,
	['-'] = WORD, ['.'] = WORD, ['_'] = WORD,
	['!'] = OCTET_TOKEN, ['#'] = OCTET_TOKEN, ['$'] = OCTET_TOKEN,
	['%'] = OCTET_TOKEN, ['&'] = OCTET_TOKEN, ['\''] = OCTET_TOKEN,
	['*'] = OCTET_TOKEN, ['+'] = OCTET_TOKEN, ['^'] = OCTET_TOKEN,
	['`'] = OCTET_TOKEN, ['|'] = OCTET_TOKEN, ['~'] = OCTET_TOKEN,
	[' '] = SPACE, ['\t' ... '\r'] = SPACE, [0x1c ... 0x1f] = SPACE,
	[0x85] = OCTET_GAP, [0xa0] = OCTET_GAP,
};
