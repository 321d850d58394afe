/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every setting of cordon.conf: one row each. */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_check.h"
#include "ruleset/config/source.h"

const char *const mode_words[] = {
	[MODE_OFF] = "off", [MODE_OBSERVE] = "observe",
	[MODE_ENFORCE] = "enforce", [MODE_INHERIT] = "inherit", NULL
};
/* The global mode has nothing to inherit from. */
static const char *const global_mode_words[] = {
	[MODE_OFF] = "off", [MODE_OBSERVE] = "observe",
	[MODE_ENFORCE] = "enforce", NULL
};
const char *const on_failure_words[] = {
	[FAIL_AUTO] = "auto", [FAIL_OPEN] = "open", [FAIL_CLOSED] = "closed",
	NULL
};
const char *const on_stop_words[] = {
	[STOP_SETS] = "sets", [STOP_OPEN] = "open", [STOP_CLOSED] = "closed",
	NULL
};
const char *const reaction_words[] = {
	[REACT_PASS] = "pass", [REACT_LOG] = "log", [REACT_BLOCK] = "block",
	NULL
};
static const char *const dns_block_words[] = {
	[DNS_NXDOMAIN] = "nxdomain", [DNS_REFUSED] = "refused",
	[DNS_ADDRESS] = "address", [DNS_DROP] = "drop", NULL
};
static const char *const dns_answers_words[] = {
	[ANSWERS_OFF] = "off", [ANSWERS_LOG] = "log",
	[ANSWERS_JUDGE] = "judge", NULL
};
static const char *const dns_other_ports_words[] = {
	[OTHER_PASS] = "pass", [OTHER_JUDGE] = "judge", [OTHER_LOG] = "log",
	[OTHER_BLOCK] = "block", NULL
};

#define CATALOGUE "/usr/share/cordon/vendors"

#define FIELD(s, f) .key = #f, .offset = offsetof(struct s, f)
#define WORD(w, d) .type = &conf_word, .words = w, .standard = d
#define TEXT(d) .type = &conf_text, .standard_text = d
#define NUMBER(lo, hi, d) \
	.type = &conf_int, .min = lo, .max = hi, .standard = d

static const struct conf_row vendor_rows[] = {
	{ FIELD(config_vendor, id), .type = &conf_text, .required = true },
	{ FIELD(config_vendor, mode), WORD(mode_words, MODE_INHERIT) },
	{ .type = &conf_from, .offset = offsetof(struct config_vendor,
						mode_from) },
	{ FIELD(config_vendor, bases), .type = &conf_texts },
	{ FIELD(config_vendor, roles_off), .type = &conf_texts },
	{ .type = &conf_line, .offset = offsetof(struct config_vendor, line) },
	{ .type = &conf_file, .offset = offsetof(struct config_vendor, file) },
};

static const struct conf_row exempt_rows[] = {
	{ FIELD(config_exempt, client), .type = &conf_text, .required = true },
	{ FIELD(config_exempt, reason), .type = &conf_text, .required = true },
	{ .type = &conf_line, .offset = offsetof(struct config_exempt, line) },
	{ .type = &conf_file, .offset = offsetof(struct config_exempt, file) },
};

static const struct conf_row log_rows[] = {
	{ FIELD(config_log, file), TEXT("/var/log/cordon/eve.json") },
	{ FIELD(config_log, max_size), .type = &conf_size, .min = 0,
	  .max = 1ll << 40, .standard = 64 << 20 },
	{ FIELD(config_log, keep), NUMBER(1, 1000, 8) },
	{ FIELD(config_log, fold), .type = &conf_duration, .min = 0,
	  .max = 3600, .standard = 60 },
};

static const struct conf_row lists_rows[] = {
	{ FIELD(config_lists, max_entries), NUMBER(1, 1000000000, 40000000) },
	{ FIELD(config_lists, max_shrink), NUMBER(0, 100, 50) },
	{ FIELD(config_lists, max_growth), NUMBER(0, 1000000, 300) },
};

static const struct conf_row rows[] = {
	{ FIELD(config, mode), WORD(global_mode_words, MODE_OBSERVE) },
	{ FIELD(config, vendors), .type = &conf_list, CONF_ROWS(vendor_rows),
	  .size = sizeof(struct config_vendor), .identity = "id" },
	{ FIELD(config, exempt), .type = &conf_list, CONF_ROWS(exempt_rows),
	  .size = sizeof(struct config_exempt), .identity = "client" },
	{ FIELD(config, sources), .type = &conf_list, .rows = source_rows,
	  .nrows = SOURCE_ROWS, .size = sizeof(struct config_source),
	  .identity = "id" },
	{ FIELD(config, asn_database), TEXT("") },
	{ FIELD(config, management), .type = &conf_texts },
	{ FIELD(config, lists), .type = &conf_group, CONF_ROWS(lists_rows) },

	{ FIELD(config, on_failure), WORD(on_failure_words, FAIL_AUTO) },
	{ FIELD(config, on_stop), WORD(on_stop_words, STOP_SETS) },
	{ FIELD(config, unknown), WORD(reaction_words, REACT_PASS) },
	{ FIELD(config, no_sni), WORD(reaction_words, REACT_PASS) },
	{ FIELD(config, ech), WORD(reaction_words, REACT_PASS) },
	{ FIELD(config, ech_names), .type = &conf_texts },
	{ FIELD(config, quic_version), WORD(reaction_words, REACT_PASS) },
	{ FIELD(config, quic_no_initial), WORD(reaction_words, REACT_PASS) },
	{ FIELD(config, dns_block), WORD(dns_block_words, DNS_NXDOMAIN) },
	{ FIELD(config, dns_block_address4), TEXT("0.0.0.0") },
	{ FIELD(config, dns_block_address6), TEXT("::") },
	{ FIELD(config, dns_answers), WORD(dns_answers_words, ANSWERS_LOG) },
	{ FIELD(config, dns_other_ports),
	  WORD(dns_other_ports_words, OTHER_PASS) },
	{ FIELD(config, fallback_resolvers), .type = &conf_texts },
	{ FIELD(config, strict), .type = &conf_bool },
	{ FIELD(config, flowtable), .type = &conf_bool },
	{ FIELD(config, inbound), WORD(reaction_words, REACT_LOG) },

	{ FIELD(config, wan), .type = &conf_texts },
	{ FIELD(config, lan), .type = &conf_texts },
	{ FIELD(config, nat64), .type = &conf_texts },
	{ FIELD(config, proxy_ports), .type = &conf_ints, .min = 1,
	  .max = 65535 },

	{ FIELD(config, catalogue), TEXT(CATALOGUE) },
	{ FIELD(config, local_catalogue), TEXT("/etc/cordon/vendors") },
	{ FIELD(config, block_list), TEXT("/etc/cordon/block.list") },
	{ FIELD(config, allow_list), TEXT("/etc/cordon/allow.list") },
	{ FIELD(config, protect_list), TEXT("/etc/cordon/protect.list") },
	{ FIELD(config, state), TEXT("/var/lib/cordon") },
	{ FIELD(config, run), TEXT("/run/cordon") },
	{ FIELD(config, log), .type = &conf_group, CONF_ROWS(log_rows) },

	{ FIELD(config, workers), NUMBER(0, 64, 0) },
	{ FIELD(config, queue_base), NUMBER(0, 65000, 7100) },
	{ FIELD(config, queue_length), NUMBER(16, 65536, 2048) },
	{ FIELD(config, nflog_group), NUMBER(1, 65535, 7100) },
	{ FIELD(config, mark_mask), NUMBER(0xf, 0xff000000, 0xff000000) },
	{ FIELD(config, user), TEXT("cordon") },
};

#define NROWS ARRAY_SIZE(rows)

/* What "cordon mode" has set, of all or of single vendors. */
struct mode_file {
	enum mode mode;			/* MODE_INHERIT: not set */
	struct conf_list vendors;	/* struct config_vendor, id and mode */
};

static const struct conf_row mode_vendor_rows[] = {
	{ FIELD(config_vendor, id), .type = &conf_text, .required = true },
	{ FIELD(config_vendor, mode), WORD(mode_words, MODE_INHERIT) },
	{ .type = &conf_line, .offset = offsetof(struct config_vendor, line) },
	{ .type = &conf_file, .offset = offsetof(struct config_vendor, file) },
};

static const struct conf_row mode_rows[] = {
	{ FIELD(mode_file, mode), WORD(mode_words, MODE_INHERIT) },
	{ FIELD(mode_file, vendors), .type = &conf_list,
	  CONF_ROWS(mode_vendor_rows), .size = sizeof(struct config_vendor),
	  .identity = "id" },
};

#define NMODEROWS ARRAY_SIZE(mode_rows)

/* Those that Kaspersky's products ask, in this order, where the resolver they
 * were told of does not find their servers. */
static void set_fallback_resolvers(struct conf_list *list)
{
	static const char *const standard[] = {
		"8.8.8.8", "1.1.1.1", "223.6.6.6", "9.9.9.9",
		"185.228.168.168",
	};
	size_t n = ARRAY_SIZE(standard);
	char **items = xcalloc(n, sizeof(*items));

	for (size_t i = 0; i < n; i++)
		items[i] = xstrdup(standard[i]);
	*list = (struct conf_list) { .items = items, .n = n };
}

/* kaspersky is on unless a file says otherwise. */
static void set_defaults(struct config *c)
{
	struct config_vendor *v = xcalloc(8, sizeof(*v));

	conf_defaults(rows, NROWS, c);
	set_fallback_resolvers(&c->fallback_resolvers);
	*v = (struct config_vendor) {
		.id = xstrdup("kaspersky"), .mode = MODE_INHERIT,
	};
	c->vendors = (struct conf_list) { .items = v, .n = 1 };
}

static void read_drop_ins(struct config *c, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = xasprintf("%.*sconf.d",
				 slash ? (int)(slash - path + 1) : 0, path);
	char **names;
	size_t n;
	int ret = file_list(folder, ".conf", &names, &n);

	if (ret < 0)
		conf_complain(&c->report, folder, 0, "%s", strerror(-ret));
	for (size_t i = 0; i < n; i++)
		conf_read(names[i], rows, NROWS, c, &c->report);
	file_list_free(names, n);
	free(folder);
}

/* --- the mode set by command ----------------------------------------- */

static struct config_vendor *find_vendor(struct conf_list *list,
					 const char *id)
{
	struct config_vendor *v = list->items;

	for (size_t i = 0; i < list->n; i++)
		if (v[i].id && strcmp(v[i].id, id) == 0)
			return &v[i];
	return NULL;
}

/* The vendor's entry in the list, a new one if need be. */
static struct config_vendor *vendor_entry(struct conf_list *list,
					  const char *id)
{
	struct config_vendor *v = find_vendor(list, id);

	if (v)
		return v;
	list->items = xgrow(list->items, list->n, sizeof(*v));
	v = (struct config_vendor *)list->items + list->n++;
	*v = (struct config_vendor) { .id = xstrdup(id) };
	return v;
}

void config_set_mode(struct config *c, const char *vendor, enum mode mode,
		     const char *origin, unsigned line)
{
	if (vendor) {
		struct config_vendor *v = vendor_entry(&c->vendors, vendor);

		v->mode = mode;
		v->mode_from = conf_keep_name(&c->report, origin);
		return;
	}
	c->mode = mode;
	conf_note_origin(&c->report, &c->mode, origin, line);
}

static void read_mode_file(struct mode_file *m, const struct config *c,
			   struct conf_report *report)
{
	char *path = config_mode_file(c);

	*m = (struct mode_file) { .mode = MODE_INHERIT };
	if (access(path, F_OK) == 0)
		conf_read(path, mode_rows, NMODEROWS, m, report);
	free(path);
}

static void apply_mode_file(struct config *c)
{
	struct mode_file m;
	const struct config_vendor *v;
	char *path = config_mode_file(c);

	read_mode_file(&m, c, &c->report);
	if (m.mode != MODE_INHERIT)
		config_set_mode(c, NULL, m.mode, path, 0);
	v = m.vendors.items;
	for (size_t i = 0; i < m.vendors.n; i++)
		if (v[i].id)
			config_set_mode(c, v[i].id, v[i].mode, path, 0);
	conf_free(mode_rows, NMODEROWS, &m);
	free(path);
}

int config_store_mode(const struct config *c, const char *vendor,
		      enum mode mode)
{
	struct conf_report ignored = { .errors = 0 };
	struct buffer text = { 0 };
	struct mode_file m;
	char *path = config_mode_file(c);
	int ret;

	/* A file that cannot be read any more is written anew. */
	read_mode_file(&m, c, &ignored);
	if (vendor)
		vendor_entry(&m.vendors, vendor)->mode = mode;
	else
		m.mode = mode;
	buffer_text(&text, "# Written by \"cordon mode\"; "
		    "it overrides cordon.conf.\n");
	conf_print(&text, mode_rows, NMODEROWS, &m, NULL);
	ret = file_write(path, text.p, text.len, 0644);
	buffer_done(&text);
	conf_free(mode_rows, NMODEROWS, &m);
	conf_report_done(&ignored);
	free(path);
	return ret;
}

/* Nothing is installed: a program that runs where it was built takes the
 * catalogue of its own tree. */
static void find_catalogue(struct config *c)
{
	char exe[PATH_MAX], *near;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (strcmp(c->catalogue, CATALOGUE) != 0 ||
	    access(CATALOGUE, F_OK) == 0 || n < 0)
		return;
	exe[n] = '\0';
	near = xasprintf("%.*s/../ruleset/vendors",
			 (int)(strrchr(exe, '/') - exe), exe);
	if (access(near, F_OK) == 0) {
		free(c->catalogue);
		c->catalogue = realpath(near, NULL);
	}
	free(near);
}

bool config_load(struct config *c, const char *path)
{
	*c = (struct config) { 0 };
	set_defaults(c);
	if (access(path, F_OK) == 0 || strcmp(path, CONFIG_FILE) != 0)
		conf_read(path, rows, NROWS, c, &c->report);
	read_drop_ins(c, path);
	apply_mode_file(c);
	find_catalogue(c);
	config_check(c);
	return c->report.errors == 0;
}

void config_done(struct config *c)
{
	conf_free(rows, NROWS, c);
	conf_report_done(&c->report);
}

void config_print(const struct config *c, struct buffer *out)
{
	conf_print(out, rows, NROWS, c, &c->report);
}

void config_put(const struct config *c, struct json *j)
{
	char place[PATH_MAX + 16];

	conf_put(j, "settings", rows, NROWS, c);
	json_open(j, "origins", '{');
	for (size_t i = 0; i < NROWS; i++) {
		const void *field = (const char *)c + rows[i].offset;

		if (rows[i].key && conf_origin_of(&c->report, field))
			json_text(j, rows[i].key,
				  config_origin(c, field, place,
						sizeof(place)));
	}
	json_close(j, '}');
}

const struct config_vendor *config_vendor(const struct config *c,
					  const char *id)
{
	struct conf_list list = c->vendors;

	return find_vendor(&list, id);
}

enum mode config_vendor_mode(const struct config *c, const char *id)
{
	const struct config_vendor *v = config_vendor(c, id);

	if (c->mode == MODE_OFF ||
	    (!v && !source_names_vendor(&c->sources, id)))
		return MODE_OFF;
	return !v || v->mode == MODE_INHERIT ? c->mode : v->mode;
}

enum on_failure config_on_failure(const struct config *c)
{
	if (c->on_failure != FAIL_AUTO)
		return c->on_failure;
	return c->mode == MODE_ENFORCE ? FAIL_CLOSED : FAIL_OPEN;
}

const char *config_origin(const struct config *c, const void *field,
			  char *text, size_t size)
{
	const struct conf_report *r = &c->report;

	snprintf(text, size, "default");
	for (size_t i = 0; i < r->norigins; i++) {
		const struct conf_origin *o = &r->origins[i];

		if (o->field == field)
			snprintf(text, size, o->line ? "%s:%u" : "%s",
				 o->file, o->line);
	}
	return text;
}

char *config_mode_file(const struct config *c)
{
	return xasprintf("%s/mode.conf", c->state);
}

/* The public names of providers that offer ECH, as their HTTPS records show
 * them; ech_names of the configuration adds to these. */
static const char *const ech_providers[] = {
	"cloudflare-ech.com",	/* Cloudflare, of all its customers */
	"public.tls-ech.dev",	/* tls-ech.dev, of the makers of BoringSSL */
	"cover.defo.ie",	/* defo.ie, of the makers of OpenSSL's ECH */
};

bool config_is_ech_name(const struct config *c, const char *name)
{
	char *const *own = c->ech_names.items;

	for (size_t i = 0; i < ARRAY_SIZE(ech_providers); i++)
		if (strcmp(ech_providers[i], name) == 0)
			return true;
	for (size_t i = 0; i < c->ech_names.n; i++)
		if (strcasecmp(own[i], name) == 0)
			return true;
	return false;
}
