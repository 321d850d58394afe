/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes names that name nobody. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/file.h"
#include "lib/hex.h"
#include "tools/report/pseudonym.h"

enum { ID = 16 };

bool pseudonym_open(struct pseudonyms *p)
{
	static const char salt[] = "cordon report";
	struct buffer text = { 0 };
	struct hash_key first;
	uint8_t id[ID];
	bool good = file_read("/etc/machine-id", 256, &text) == 0;

	buffer_char(&text, '\0');
	good = good && strlen(text.p) >= 2 * ID && hex_parse(text.p, id, ID);
	buffer_done(&text);
	if (!good)
		return false;
	/* The id itself is nobody's to know (machine-id(5)). */
	memcpy(&first, id, sizeof(first));
	p->key.k[0] = hash_bytes(&first, salt, sizeof(salt));
	p->key.k[1] = hash_bytes(&first, salt, sizeof(salt) - 1);
	p->on = true;
	return true;
}

const char *pseudonym_of(const struct pseudonyms *p, const char *kind,
			 const char *text, char out[PSEUDONYM])
{
	uint64_t h = hash_bytes(&p->key, text, strlen(text));

	snprintf(out, PSEUDONYM, "%s-%010" PRIx64, kind, h >> 24);
	if (!*text)
		*out = '\0';
	return out;
}
