/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adds up by the hour, and writes it down. */

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/mac.h"
#include "lib/prefix.h"
#include "nfq/event/logfile.h"
#include "nfq/event/remember.h"
#include "nfq/event/remembered.h"

enum {
	PARTS = 16, SLOTS = 8192, BYTES = 256 * 1024,
	CLIENTS = 4096,		/* whose contacts are counted apart */
	STRANGE = 60,		/* seconds in which we were not there */
	TRIES = 100000,		/* a worker has it for less than that */
};

struct remember {
	struct event_ring **rings;
	unsigned n;
	const struct privacy *privacy;

	bool on;
	char *folder;
	uint64_t size, age;
	struct contacts **given;	/* to each ring; NULL: none */
	struct contacts *spare, *hour;	/* NULL: it is off */
	uint16_t clients[CLIENTS];
	struct hash_key key;

	time_t begins;			/* of that hour */
	time_t from, seen, due;		/* covered since; looked at; write */
	uint64_t missed;		/* since `from` */
	bool failing;			/* and has said so */
};

/* --- writing ----------------------------------------------------------- */

static void put_contact(struct buffer *to, const struct contact *c)
{
	static const uint8_t nobody[6];
	char text[ADDRESS_TEXT], mac[MAC_TEXT], name[256];
	struct json j = json_into(to);

	memcpy(name, c->name, c->name_len);
	name[c->name_len] = '\0';
	json_open(&j, NULL, '{');
	json_text(&j, "client", address_format(&c->client, text));
	if (memcmp(c->mac, nobody, sizeof(nobody)) != 0)
		json_text(&j, "mac", mac_format(c->mac, mac));
	if (c->name_len > 0)
		json_text(&j, "name", name);
	json_text(&j, "dest", address_format(&c->dst, text));
	json_number(&j, "port", c->port);
	json_text(&j, "via", contact_via(c->via));
	json_signed(&j, "first", c->first);
	json_signed(&j, "last", c->last);
	json_number(&j, "count", c->count);
	json_close(&j, '}');
	buffer_char(to, '\n');
}

static void put_covered(struct buffer *to, time_t from, time_t until,
			uint64_t missed)
{
	struct json j = json_into(to);

	json_open(&j, NULL, '{');
	json_signed(&j, "from", from);
	json_signed(&j, "to", until);
	json_number(&j, "missed", missed);
	json_close(&j, '}');
	buffer_char(to, '\n');
}

/* For its group to enter, as the log's is. */
static void make_folder(const char *path)
{
	struct stat st;

	if (mkdir(path, 0750) == 0 && stat(path, &st) == 0 &&
	    (st.st_mode & 0050) != 0050 &&
	    chmod(path, (st.st_mode & 07777) | 0050) < 0)
		debug("%s: %s", path, strerror(errno));
}

/* All of it, or nothing: it is tried again. */
static int append_all(const char *path, const struct buffer *lines)
{
	struct logfile f;
	int ret = 0;
	size_t done;

	if (!logfile_open(&f, path, 0, 0))
		ret = f.error;
	if (ret == 0) {
		const off_t before = (off_t)f.size;

		done = logfile_write(&f, lines->p, lines->len);
		if (done < lines->len) {
			ret = f.error ? f.error : -EIO;
			if (f.fd >= 0 && ftruncate(f.fd, before) < 0)
				ret = -errno;
		}
	}
	logfile_close(&f);
	return ret;
}

static void note_failure(struct remember *r, const char *path, int ret)
{
	if (ret < 0 && !r->failing)
		warnx("%s: %s: what is remembered waits to be written", path,
		      strerror(-ret));
	else if (ret == 0 && r->failing)
		warnx("%s: what is remembered is written again", path);
	r->failing = ret < 0;
}

/* Of what was written in this hour before, no more than at its end. */
static bool is_due(const struct contact *c, bool all)
{
	return c->count > 0 && (all || !c->written);
}

static void put_contacts(const struct remember *r, bool all,
			 struct buffer *to)
{
	const struct contact *c;

	for (size_t i = 0; (c = contacts_next(r->hour, &i)); )
		if (is_due(c, all))
			put_contact(to, c);
}

static void note_written(struct remember *r, bool all)
{
	struct contact *c;

	for (size_t i = 0; (c = contacts_next(r->hour, &i)); )
		if (is_due(c, all)) {
			c->written = true;
			c->count = 0;
		}
}

static bool write_down(struct remember *r, time_t until, bool all)
{
	char *path = remembered_path(r->folder, r->begins);
	struct buffer lines = { 0 };
	int ret;

	put_contacts(r, all, &lines);
	put_covered(&lines, r->from, until, r->missed);
	make_folder(r->folder);
	ret = append_all(path, &lines);
	note_failure(r, path, ret);
	if (ret == 0) {
		note_written(r, all);
		r->from = until;
		r->missed = 0;
	}
	buffer_done(&lines);
	free(path);
	return ret == 0;
}

/* --- the hour ---------------------------------------------------------- */

static void clear_hour(struct remember *r)
{
	const struct contact *c;

	for (size_t i = 0; (c = contacts_next(r->hour, &i)); )
		r->missed += c->count;
	contacts_clear(r->hour);
}

/* By a count of its own, which few share; a host of IPv6 has many addresses. */
static uint16_t *count_of(struct remember *r, const struct contact *c)
{
	const struct prefix p = prefix_around(&c->client,
					      address_is_v4(&c->client) ?
					      128 : 64);
	uint8_t all[sizeof(p.addr) + sizeof(c->mac)];

	memcpy(all, &p.addr, sizeof(p.addr));
	memcpy(all + sizeof(p.addr), c->mac, sizeof(c->mac));
	return &r->clients[hash_bytes(&r->key, all, sizeof(all)) % CLIENTS];
}

/* What must not be kept is gone, or another; the name is in `e`. */
static void hide(const struct remember *r, struct contact *c, struct event *e)
{
	static const uint8_t nobody[6];

	*e = (struct event) {
		.src = c->client, .source = SOURCE_REACTION,
		.has_mac = memcmp(c->mac, nobody, sizeof(nobody)) != 0,
		.name_len = c->name_len,
	};
	memcpy(e->mac, c->mac, sizeof(e->mac));
	memcpy(e->name, c->name, c->name_len);
	privacy_hide(r->privacy, e);
	c->client = e->src;
	memcpy(c->mac, e->has_mac ? e->mac : nobody, sizeof(c->mac));
	c->name = e->name;
	c->name_len = e->name_len;
}

static void take_in(struct remember *r, const struct contact *noted,
		    time_t until)
{
	struct contact c = *noted;
	uint16_t *count = count_of(r, &c);
	bool may = *count < REMEMBER_CLIENT, added, fresh;
	struct event e;

	if (privacy_hides(r->privacy))
		hide(r, &c, &e);
	added = contacts_add(r->hour, &c, may, &fresh);
	if (!added && may) {
		write_down(r, until, true);
		clear_hour(r);
		added = contacts_add(r->hour, &c, true, &fresh);
	}
	*count += fresh;
	r->missed += added ? 0 : c.count;
}

/* What a worker has noted; it has its table in hand for a moment only. */
static void collect_from(struct remember *r, unsigned i, time_t until,
			 struct contacts *then)
{
	struct contacts_slot *slot = &r->rings[i]->contacts;
	const struct contact *c;
	int tries = 0;

	while (!contacts_take(slot, r->given[i], then))
		if (++tries > TRIES)
			return;
	for (size_t k = 0; (c = contacts_next(r->given[i], &k)); )
		take_in(r, c, until);
	r->missed += atomic_exchange(&slot->missed, 0);
	contacts_clear(r->given[i]);
	r->spare = r->given[i];
	r->given[i] = then;
}

static void collect(struct remember *r, time_t until)
{
	for (unsigned i = 0; i < r->n; i++)
		collect_from(r, i, until, r->spare);
}

static time_t hour_of(time_t t)
{
	return t - t % REMEMBERED_HOUR;
}

static void end_hour(struct remember *r, time_t until, time_t now)
{
	write_down(r, until, true);
	clear_hour(r);
	memset(r->clients, 0, sizeof(r->clients));
	r->begins = hour_of(now);
}

/* --- its life ---------------------------------------------------------- */

static void start(struct remember *r, time_t now)
{
	r->on = true;
	r->hour = contacts_new(PARTS, SLOTS, BYTES);
	r->spare = contacts_of_worker();
	r->from = r->seen = now;
	r->begins = hour_of(now);
	for (unsigned i = 0; i < r->n; i++) {
		r->given[i] = contacts_of_worker();
		atomic_store(&r->rings[i]->contacts.table, r->given[i]);
	}
}

/* Takes all tables back; a worker that has its own in hand gives it away. */
static void end(struct remember *r)
{
	for (unsigned i = 0; i < r->n; i++) {
		while (!contacts_take(&r->rings[i]->contacts, r->given[i],
				      NULL))
			sched_yield();
		contacts_free(r->given[i]);
		r->given[i] = NULL;
	}
	contacts_free(r->hour);
	contacts_free(r->spare);
	r->hour = r->spare = NULL;
	r->on = false;
}

void remember_follow(struct remember *r, const struct config *c)
{
	r->size = c->remember_size;
	r->age = c->remember_age;
	r->due = 0;
	if (c->remember && !r->on) {
		start(r, time(NULL));
	} else if (!c->remember && r->on) {
		remember_turn(r, time(NULL), true);
		end(r);
	}
}

struct remember *remember_new(const struct config *c, const struct privacy *p,
			      struct event_ring **rings, unsigned n)
{
	struct remember *r = xcalloc(1, sizeof(*r));

	r->rings = rings;
	r->n = n;
	r->privacy = p;
	r->folder = remembered_folder(c->log.file);
	r->given = xcalloc(n, sizeof(*r->given));
	r->key = hash_key_random();
	remember_follow(r, c);
	return r;
}

void remember_free(struct remember *r)
{
	if (!r)
		return;
	/* Workers have ended by now, and their rings may be gone. */
	for (unsigned i = 0; i < r->n; i++)
		contacts_free(r->given[i]);
	contacts_free(r->hour);
	contacts_free(r->spare);
	free(r->given);
	free(r->folder);
	free(r);
}

/* After a step of the clock, or a sleep, nobody was there to remember. */
static void look_at_clock(struct remember *r, time_t now)
{
	if (now >= r->seen && now <= r->seen + STRANGE)
		return;
	end_hour(r, r->seen, now);
	r->from = now;
}

void remember_turn(struct remember *r, time_t now, bool all)
{
	if (!all && now == r->seen)
		return;
	if (r->on) {
		collect(r, now);
		look_at_clock(r, now);
		if (hour_of(now) != r->begins)
			end_hour(r, now, now);
		else if (all || now >= r->due)
			write_down(r, now, all);
	}
	r->seen = now;
	if (now < r->due && now > r->due - REMEMBER_SECONDS)
		return;
	remembered_bound(r->folder, r->size, r->age, now);
	r->due = now + REMEMBER_SECONDS;
}
