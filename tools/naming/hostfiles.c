/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the files that have names. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "lib/text.h"
#include "tools/naming/hostnames.h"

/* Where servers keep leases, unless it is configured. Of Kea's file what was
 * before it, while it is made smaller, comes first. */
static const struct hostnames_file usual[] = {
	{ "/var/lib/misc/dnsmasq.leases", LEASE_DNSMASQ },
	{ "/var/lib/dnsmasq/dnsmasq.leases", LEASE_DNSMASQ },
	{ "/tmp/dhcp.leases", LEASE_DNSMASQ },
	{ "/var/lib/kea/kea-leases4.csv.2", LEASE_KEA },
	{ "/var/lib/kea/kea-leases4.csv", LEASE_KEA },
	{ "/var/lib/kea/kea-leases6.csv.2", LEASE_KEA },
	{ "/var/lib/kea/kea-leases6.csv", LEASE_KEA },
	{ "/var/lib/dhcp/dhcpd.leases", LEASE_ISC },
	{ "/var/lib/dhcpd/dhcpd.leases", LEASE_ISC },
	{ "/tmp/odhcpd.leases", LEASE_ODHCPD },
	{ "/tmp/hosts/odhcpd", LEASE_ODHCPD },
};

static void tell(struct hostnames *h, const char *path, const char *why)
{
	buffer_printf(&h->unread, "%snames in %s: %s",
		      h->unread.len ? "\n" : "", path, why);
}

/* --- lines ------------------------------------------------------------- */

/* Names that stand for nobody, and addresses that everybody has. */
static bool is_nobody(const struct lease *l)
{
	return (strncmp(l->address, "127.", 4) == 0 ||
		strcmp(l->address, "::1") == 0 ||
		strcmp(l->address, "0.0.0.0") == 0 ||
		strcmp(l->address, "::") == 0 ||
		strcmp(l->mac, "00:00:00:00:00:00") == 0);
}

static void add_lease(struct hostnames *h, enum lease_form form,
		      const struct lease *l)
{
	char name[LEASE_NAME];
	struct hostname item = {
		.name = name, .form = form, .since = l->since,
		.until = l->until,
	};

	if (is_nobody(l))
		return;
	if (l->over && (item.until == 0 || item.until > h->now))
		item.until = h->now - 1;
	memcpy(item.mac, l->mac, sizeof(item.mac));
	memcpy(item.address, l->address, sizeof(item.address));
	/* A NUL ends it. */
	memcpy(name, l->name.len ? l->name.p : (const uint8_t *)"",
	       l->name.len);
	name[l->name.len] = '\0';
	hostnames_add(h, &item);
}

/* Only what the file's writer ended with a newline is whole. */
static bool is_whole(const struct text *t, enum lease_form form)
{
	return !t->cut && (form >= LEASE_ETHERS || t->at[-1] == '\n');
}

static void take_lines(struct hostnames *h, struct text *t,
		       struct lease_reader *r)
{
	struct span line;
	struct lease l;

	while (h->n < HOSTNAMES_MAX && text_line(t, &line))
		if (is_whole(t, r->form) && lease_line(r, line, &l))
			add_lease(h, r->form, &l);
}

/* --- files ------------------------------------------------------------- */

static enum lease_form form_of(const struct hostnames_file *f,
			       struct text *t)
{
	return f->form < LEASE_FORMS ? f->form : lease_guess(text_head(t));
}

/* Of a file that is too long the end, where the youngest lines are, behind its
 * first line, where Kea has the heads. */
static void skip_begin(struct hostnames *h, const char *path, struct text *t,
		       struct lease_reader *r)
{
	struct stat st;
	struct span line;
	struct lease l;

	if (fstat(t->fd, &st) < 0 || st.st_size <= HOSTNAMES_BYTES)
		return;
	tell(h, path, "it is too long: only its end was read");
	if (text_line(t, &line))
		lease_line(r, line, &l);
	if (lseek(t->fd, st.st_size - HOSTNAMES_BYTES, SEEK_SET) < 0)
		return;
	t->at = t->end = t->window;
	t->rest = false;
	text_line(t, &line);
}

static void read_file(struct hostnames *h, const struct hostnames_file *f)
{
	struct lease_reader reader;
	size_t before = h->n;
	struct text t;
	int fd = file_open(f->path);

	if (fd < 0) {
		if (fd != -ENOENT && fd != -ENOTDIR)
			tell(h, f->path, strerror(-fd));
		return;
	}
	text_from(&t, fd);
	lease_begin(&reader, form_of(f, &t));
	skip_begin(h, f->path, &t, &reader);
	take_lines(h, &t, &reader);
	if (t.error)
		tell(h, f->path, strerror(-t.error));
	else if (h->n == HOSTNAMES_MAX && h->n > before)
		tell(h, f->path, "there are more than 65,536 names; the "
		     "others are left out");
	text_done(&t);
}

void hostnames_read(struct hostnames *h, const struct hostnames_file *files,
		    size_t n, int64_t now)
{
	*h = (struct hostnames) { .now = now };
	for (size_t i = 0; i < n; i++)
		read_file(h, &files[i]);
	hostnames_sort(h);
}

void hostnames_load(struct hostnames *h, const struct config *c, int64_t now)
{
	const struct config_hosts *s = &c->hosts;
	size_t n = s->leases.n ? s->leases.n : ARRAY_SIZE(usual);
	struct hostnames_file *files = xcalloc(n + 3, sizeof(*files));
	char *const *leases = s->leases.items;

	memcpy(files, usual, s->leases.n ? 0 : sizeof(usual));
	for (size_t i = 0; i < s->leases.n; i++)
		files[i] = (struct hostnames_file) {
			leases[i], LEASE_FORMS,
		};
	files[n++] = (struct hostnames_file) { s->ethers, LEASE_ETHERS };
	files[n++] = (struct hostnames_file) { s->hosts, LEASE_HOSTS };
	files[n++] = (struct hostnames_file) { s->names, LEASE_OWN };
	hostnames_read(h, files, n, now);
	free(files);
}
