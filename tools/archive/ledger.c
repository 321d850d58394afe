/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps the ledger. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsontree.h"
#include "tools/archive/ledger.h"

enum { LEDGER_MAX = 256 << 20 };

static const char *const words[LEDGER_WHATS] = {
	[LEDGER_SEAL] = "seal", [LEDGER_DROP] = "drop",
	[LEDGER_ERASE] = "erase",
};

static const char mark[] = ",\"signature\":\"";

/* --- reading ----------------------------------------------------------- */

static void copy(char *to, size_t size, const struct jsontree_node *n,
		 const char *key)
{
	snprintf(to, size, "%s", jsontree_text(n, key));
}

static uint64_t number(const struct jsontree_node *n, const char *key)
{
	long long value = jsontree_number(n, key);

	return value < 0 ? 0 : (uint64_t)value;
}

static bool take_what(struct ledger_entry *e, const struct jsontree_node *n)
{
	const char *what = jsontree_text(n, "event");

	for (e->what = 0; e->what < LEDGER_WHATS; e->what++)
		if (strcmp(what, words[e->what]) == 0)
			return true;
	return false;
}

/* As we write them; so one is of the folder itself, and of no other meaning
 * anywhere. */
static bool is_name(const char *text)
{
	static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz.-";

	return *text != '.' && !text[strspn(text, letters)];
}

static bool parse(struct ledger_entry *e, const struct jsontree_node *n)
{
	copy(e->file, sizeof(e->file), n, "file");
	copy(e->stream, sizeof(e->stream), n, "stream");
	copy(e->from, sizeof(e->from), n, "from");
	copy(e->to, sizeof(e->to), n, "to");
	copy(e->digest, sizeof(e->digest), n, "sha256");
	copy(e->was, sizeof(e->was), n, "was");
	copy(e->by, sizeof(e->by), n, "by");
	copy(e->when, sizeof(e->when), n, "timestamp");
	e->first = number(n, "first");
	e->last = number(n, "last");
	e->lines = number(n, "lines");
	e->bytes = number(n, "bytes");
	e->packed = number(n, "packed");
	return take_what(e, n) && *e->file && is_name(e->file) &&
	       is_name(e->stream);
}

/* The signature is of all that stands before it, closed. */
static void check_signature(struct ledger_entry *e, const char *line,
			    const struct jsontree_node *n,
			    const struct sealkey *key)
{
	const char *text = jsontree_text(n, "signature");
	const char *at = strstr(line, mark);
	struct buffer body = { 0 };

	e->is_signed = *text != '\0';
	if (!e->is_signed || !at || !key->can_check)
		return;
	buffer_add(&body, line, (size_t)(at - line));
	buffer_char(&body, '}');
	e->good_signature = sealkey_check(key, body.p, body.len, text);
	buffer_done(&body);
}

/* What a line says of a file that came before. */
static void note_later(struct ledger *l, const struct ledger_entry *e)
{
	for (size_t i = 0; i < l->n && e->what != LEDGER_SEAL; i++) {
		struct ledger_entry *of = &l->entries[i];

		if (of->what != LEDGER_SEAL || strcmp(of->file, e->file) != 0)
			continue;
		of->dropped |= e->what == LEDGER_DROP;
		if (e->what != LEDGER_ERASE)
			continue;
		memcpy(of->digest, e->digest, sizeof(of->digest));
		of->bytes = e->bytes;
		of->packed = e->packed;
	}
}

static void add(struct ledger *l, const struct ledger_entry *e)
{
	note_later(l, e);
	l->entries = xgrow(l->entries, l->n, sizeof(*l->entries));
	l->entries[l->n++] = *e;
}

static void take_line(struct ledger *l, struct jsontree *tree,
		      const char *line, unsigned number_of_line,
		      const struct sealkey *key)
{
	const struct jsontree_node *n = jsontree_parse(tree, line,
						       strlen(line));
	struct ledger_entry e = { .line = number_of_line };

	if (parse(&e, n)) {
		e.chained = strcmp(jsontree_text(n, "before"), l->head) == 0;
		check_signature(&e, line, n, key);
		add(l, &e);
	} else if (!l->broken) {
		l->broken = number_of_line;
	}
	sealkey_digest(line, strlen(line), l->head);
}

int ledger_read(struct ledger *l, const char *path, const struct sealkey *key)
{
	struct buffer text = { 0 };
	struct jsontree tree = { .n = 0 };
	int ret = file_read(path, LEDGER_MAX, &text);
	unsigned line = 0;
	char *p, *end;

	*l = (struct ledger) { .n = 0 };
	buffer_char(&text, '\0');
	for (p = text.p; ret == 0 && (end = strchr(p, '\n')); p = end + 1) {
		*end = '\0';
		take_line(l, &tree, p, ++line, key);
	}
	l->torn = ret == 0 && *p;
	buffer_done(&text);
	jsontree_done(&tree);
	return ret == -ENOENT ? 0 : ret;
}

void ledger_done(struct ledger *l)
{
	free(l->entries);
	*l = (struct ledger) { .n = 0 };
}

const struct ledger_entry *ledger_find(const struct ledger *l,
				       const char *file)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->entries[i].what == LEDGER_SEAL &&
		    strcmp(l->entries[i].file, file) == 0)
			return &l->entries[i];
	return NULL;
}

uint64_t ledger_covers(const struct ledger *l, const char *stream)
{
	uint64_t last = 0;

	for (size_t i = 0; i < l->n; i++)
		if (l->entries[i].what == LEDGER_SEAL &&
		    l->entries[i].last > last &&
		    strcmp(l->entries[i].stream, stream) == 0)
			last = l->entries[i].last;
	return last;
}

/* --- writing ----------------------------------------------------------- */

static void write_entry(struct buffer *out, const struct ledger *l,
			const struct ledger_entry *e)
{
	struct json j = json_into(out);
	struct timespec now;
	char when[MOMENT_TEXT];

	clock_gettime(CLOCK_REALTIME, &now);
	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.ledger/1");
	json_text(&j, "timestamp", moment_format_eve(&now, when));
	json_text(&j, "event", words[e->what]);
	json_text(&j, "file", e->file);
	if (e->what == LEDGER_SEAL) {
		json_text(&j, "stream", e->stream);
		json_number(&j, "first", e->first);
		json_number(&j, "last", e->last);
		json_number(&j, "lines", e->lines);
		json_text(&j, "from", e->from);
		json_text(&j, "to", e->to);
	}
	if (e->what == LEDGER_ERASE)
		json_text(&j, "by", e->by);
	if (*e->digest) {
		json_number(&j, "bytes", e->bytes);
		json_number(&j, "packed", e->packed);
		json_text(&j, "sha256", e->digest);
	}
	if (*e->was)
		json_text(&j, "was", e->was);
	json_text(&j, "before", l->head);
	json_close(&j, '}');
}

static void add_signature(struct buffer *out, const struct sealkey *key)
{
	char text[SIGNATURE_TEXT];

	sealkey_sign(key, out->p, out->len, text);
	out->len--;		/* the bracket */
	buffer_printf(out, "%s%s\"}", mark, text);
}

/* Behind the last whole line: what a crash left of one is cut off. */
static int append_text(const char *path, const struct buffer *line)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	int ret = size < 0 ? -errno : 0;
	char c = '\n';

	while (ret == 0 && size > 0 && pread(fd, &c, 1, size - 1) == 1 &&
	       c != '\n')
		size--;
	if (ret == 0 && (ftruncate(fd, size) < 0 || fchmod(fd, 0640) < 0 ||
			 pwrite(fd, line->p, line->len, size) !=
			 (ssize_t)line->len || fsync(fd) < 0))
		ret = errno ? -errno : -ENOSPC;
	if (fd >= 0)
		close(fd);
	return ret;
}

int ledger_append(struct ledger *l, const char *path,
		  const struct sealkey *key, const struct ledger_entry *e)
{
	struct ledger_entry added = *e;
	struct buffer line = { 0 };
	int ret;

	errno = 0;
	write_entry(&line, l, e);
	if (key->can_sign)
		add_signature(&line, key);
	buffer_char(&line, '\n');
	ret = append_text(path, &line);
	if (ret == 0) {
		added.chained = true;
		add(l, &added);
		sealkey_digest(line.p, line.len - 1, l->head);
	}
	buffer_done(&line);
	return ret;
}
