/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes less of events. */

#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/hex.h"
#include "lib/phrase.h"
#include "lib/prefix.h"
#include "nfq/event/privacy.h"

enum { KEY = sizeof(struct hash_key), KEPT_V4 = 96 + 24, KEPT_V6 = 48 };

/* What a hash is of, so that no two are the same by chance of their bytes. */
enum about { ABOUT_ADDRESS = 1, ABOUT_MAC, ABOUT_NAME };

/* --- the secret -------------------------------------------------------- */

static int read_key(const char *path, struct hash_key *key)
{
	struct buffer text = { 0 };
	uint8_t bytes[KEY];
	int ret = file_read(path, 256, &text);

	buffer_char(&text, '\0');
	if (ret == 0 && !hex_parse(text.p, bytes, KEY))
		ret = -EBADMSG;
	if (ret == 0)
		memcpy(key, bytes, KEY);
	buffer_done(&text);
	return ret;
}

static int keep_key(const char *path, const struct hash_key *key)
{
	char text[HEX_TEXT(KEY) + 1];
	uint8_t bytes[KEY];
	size_t n;

	memcpy(bytes, key, KEY);
	hex_format(bytes, KEY, text);
	n = strlen(text);
	text[n++] = '\n';
	return file_write_given(path, text, n, 0600);
}

int privacy_set(struct privacy *p, const struct config *c, bool make)
{
	char *path;
	int ret = 0;

	p->clients = c->privacy.clients;
	p->names = c->privacy.names;
	if (p->has_key || (p->clients != PRIVACY_PSEUDONYM &&
			   p->names != PRIVACY_PSEUDONYM))
		return 0;
	path = xasprintf("%s/%s", c->state, PRIVACY_KEY);
	ret = read_key(path, &p->key);
	if (ret < 0 && make)
		p->key = hash_key_random();
	/* One that cannot be read now may be what old pseudonyms come of. */
	if (make && (ret == -ENOENT || ret == -EBADMSG))
		ret = keep_key(path, &p->key);
	p->has_key = ret == 0 || make;
	free(path);
	return ret;
}

int privacy_pseudonyms(struct privacy *p, const struct config *c)
{
	struct config asked = *c;

	*p = (struct privacy) { .has_key = false };
	asked.privacy.clients = PRIVACY_PSEUDONYM;
	return privacy_set(p, &asked, true);
}

bool privacy_hides(const struct privacy *p)
{
	return p->clients != PRIVACY_FULL || p->names != PRIVACY_FULL;
}

/* --- clients ----------------------------------------------------------- */

static uint64_t hash_of(const struct privacy *p, enum about about,
			const void *bytes, size_t n)
{
	uint8_t all[1 + 256];

	all[0] = (uint8_t)about;
	memcpy(all + 1, bytes, n < 256 ? n : 255);
	return hash_bytes(&p->key, all, 1 + (n < 256 ? n : 255));
}

static struct address pseudonym_of(const struct privacy *p,
				   const struct address *client)
{
	uint64_t hash = hash_of(p, ABOUT_ADDRESS, client->b,
				sizeof(client->b));
	struct address a = { .b = { 0x01 } };

	for (int i = 0; i < 8; i++, hash >>= 8)
		a.b[8 + i] = (uint8_t)hash;
	return a;
}

struct address privacy_client(const struct privacy *p,
			      const struct address *client)
{
	bool v4 = address_is_v4(client);
	struct address none = { .b = { 0 } };

	switch (p->clients) {
	case PRIVACY_FULL:
		break;
	case PRIVACY_TRUNCATED:
		return prefix_around(client, v4 ? KEPT_V4 : KEPT_V6).addr;
	case PRIVACY_PSEUDONYM:
		return pseudonym_of(p, client);
	case PRIVACY_NONE:
		return v4 ? address_from_v4(none.b) : none;
	}
	return *client;
}

bool privacy_mac(const struct privacy *p, const uint8_t mac[6],
		 uint8_t out[6])
{
	uint64_t hash;

	if (p->clients == PRIVACY_FULL) {
		memcpy(out, mac, 6);
		return true;
	}
	if (p->clients != PRIVACY_PSEUDONYM)
		return false;
	hash = hash_of(p, ABOUT_MAC, mac, 6);
	out[0] = 0x02;		/* nobody made that card */
	for (int i = 1; i < 6; i++, hash >>= 8)
		out[i] = (uint8_t)hash;
	return true;
}

static void hide_client(const struct privacy *p, struct event *e)
{
	uint8_t mac[6];

	if (p->clients == PRIVACY_FULL)
		return;
	e->src = privacy_client(p, &e->src);
	e->has_mac = e->has_mac && privacy_mac(p, e->mac, mac);
	if (e->has_mac)
		memcpy(e->mac, mac, sizeof(e->mac));
	e->unlinked = true;
	e->sport = 0;
}

/* --- names ------------------------------------------------------------- */

/* Where the last two labels begin. */
static size_t last_two(const char *name, size_t len)
{
	unsigned dots = 0;

	for (size_t i = len; i-- > 0; )
		if (name[i] == '.' && i + 1 < len && ++dots == 2)
			return i + 1;
	return 0;
}

/* In place of a name of which `kept` on may be told; 0: nothing. What it is
 * then, of `size` bytes at most, and where what may be told begins. */
static size_t less_of(const struct privacy *p, char *name, size_t len,
		      size_t size, size_t kept, size_t *begins)
{
	char text[256];
	struct phrase out = phrase_over(text, size < 256 ? size : 256);
	char label[24];

	*begins = 0;
	if (p->names == PRIVACY_TRUNCATED) {
		memmove(name, name + kept, len - kept);
		return len - kept;
	}
	snprintf(label, sizeof(label), "_%016" PRIx64,
		 hash_of(p, ABOUT_NAME, name, len));
	phrase_text(&out, p->names == PRIVACY_NONE ? PRIVACY_HIDDEN : label);
	phrase_text(&out, ".");
	if (kept > 0)
		*begins = (size_t)(out.at - text);
	if (kept > 0)
		phrase_bytes(&out, name + kept, len - kept);
	else
		phrase_text(&out, "invalid");
	memcpy(name, text, (size_t)(out.at - text));
	return (size_t)(out.at - text);
}

/* A name that no rule is about, as far as anybody knows here. */
static void hide_other(const struct privacy *p, char *name, uint8_t *len,
		       size_t size)
{
	size_t begins, kept = p->names == PRIVACY_TRUNCATED ?
			      last_two(name, *len) : 0;

	if (*len > 0)
		*len = (uint8_t)less_of(p, name, *len, size, kept, &begins);
}

/* The one that was judged: the entry that covers it may be told, but where it
 * is the whole of a name that is to be hidden. */
static void hide_judged(const struct privacy *p, struct event *e)
{
	bool by_rule = e->source == SOURCE_NAME && e->rule.len == 0 &&
		       e->rule.start < e->name_len;
	size_t begins;

	if (!by_rule || (e->rule.start == 0 && p->names != PRIVACY_TRUNCATED)) {
		hide_other(p, e->name, &e->name_len, 255);
		if (by_rule)
			e->rule.start = 0;
		return;
	}
	e->name_len = (uint8_t)less_of(p, e->name, e->name_len, 255,
				       e->rule.start, &begins);
	e->rule.start = (uint16_t)begins;
}

static void hide_names(const struct privacy *p, struct event *e)
{
	if (p->names == PRIVACY_FULL)
		return;
	if (e->name_len > 0)
		hide_judged(p, e);
	hide_other(p, e->asked, &e->asked_len, 255);
	hide_other(p, e->story_name, &e->story_name_len, 255);
	hide_other(p, e->hint, &e->hint_len, sizeof(e->hint));
}

void privacy_hide(const struct privacy *p, struct event *e)
{
	hide_client(p, e);
	hide_names(p, e);
}
