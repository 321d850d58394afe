/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes names that name nobody. */

#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/file.h"
#include "lib/hex.h"
#include "lib/mac.h"
#include "lib/prefix.h"
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

/* --- joined ------------------------------------------------------------ */

int pseudonym_join(struct pseudonyms *p, const struct config *c)
{
	struct config asked = *c;
	int ret;

	asked.privacy.clients = PRIVACY_PSEUDONYM;
	ret = privacy_set(&p->joined, &asked, false);
	/* Nobody ever had one. */
	return ret == -ENOENT ? 0 : ret;
}

static bool is_veiled(const char *address)
{
	struct prefix ours;
	struct address a;

	return prefix_parse(PRIVACY_NETWORK, &ours) &&
	       address_parse(address, &a) && prefix_contains(&ours, &a);
}

/* What cordond would write of a MAC or an address, or what is none as it is. */
static const char *veil(const struct privacy *p, const char *who,
			char text[ADDRESS_TEXT])
{
	struct address a;
	uint8_t mac[6];

	if (mac_parse(who, mac) && privacy_mac(p, mac, mac))
		return mac_format(mac, text);
	if (!address_parse(who, &a))
		return who;
	a = privacy_client(p, &a);
	return address_format(&a, text);
}

const char *pseudonym_machine(const struct pseudonyms *p, const char *mac,
			      const char *address, char out[PSEUDONYM])
{
	const char *who = *mac ? mac : address;
	char text[ADDRESS_TEXT];

	if (p->joined.has_key && !is_veiled(address))
		who = veil(&p->joined, who, text);
	return pseudonym_of(p, "machine", who, out);
}
