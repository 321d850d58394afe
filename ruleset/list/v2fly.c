/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The data of v2fly's domain-list-community: "domain:x", which is also "x",
 * "full:x", "keyword:x", "regexp:x" and "include:FILE", each with attributes
 * ("@cn") and further lists it belongs to ("&other"). An include opens plain
 * files of the list's folder alone, each inside a bounded depth and number,
 * and takes those rules that have the attributes named behind it and none
 * that is named with a minus.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/array.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

enum { DEPTH_MAX = 16, OPENED_MAX = 4096 };

/* The files from the list down to the one being read. */
struct level {
	const struct level *up;
	struct span attributes;	/* behind its include: */
	dev_t dev;
	ino_t ino;
	unsigned depth;
};

struct reading {
	int folder;		/* -1: nothing may be opened */
	unsigned opened;
};

/* Of the names of hosts and of the files of such a list. */
static bool is_plain(uint8_t c)
{
	c = ascii_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '!' || c == '_' || c == '.';
}

/* "a.example @cn &other": a name and attributes, which nobody else has. */
static bool has_marks(struct span line)
{
	struct span name = span_word(&line), mark = span_word(&line);

	if (span_begins(name, "full:"))
		span_cut(&name, ':');
	for (size_t i = 0; i < name.len; i++)
		if (!is_plain(name.p[i]))
			return false;
	return memchr(name.p, '.', name.len) && mark.len > 1 &&
	       (mark.p[0] == '@' || mark.p[0] == '&');
}

/* Behind "include:" stands a word at once; other programs' options of that
 * name have blanks or quotes there. */
static unsigned looks(struct span line)
{
	static const char *const words[] = {
		"domain:", "keyword:", "regexp:", "include:",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		size_t len = strlen(words[i]);

		if (span_begins(line, words[i]) && line.len > len &&
		    !ascii_is_blank(line.p[len]) && line.p[len] != '"')
			return LOOKS_CERTAIN;
	}
	return has_marks(line) ? LOOKS_CERTAIN : 0;
}

/* Words apart, or as its exports have them, "@cn,@ads". */
static bool has_attribute(struct span rule, struct span name)
{
	struct span word, one;

	while ((word = span_word(&rule)).len > 0)
		while (word.len > 0) {
			one = span_cut(&word, ',');
			if (one.len == name.len + 1 && one.p[0] == '@' &&
			    memcmp(one.p + 1, name.p, name.len) == 0)
				return true;
		}
	return false;
}

/* Whether every include on the way here wants a rule with these attributes. */
static bool is_wanted(const struct level *l, struct span rule)
{
	for (; l; l = l->up) {
		struct span rest = l->attributes, word;

		while ((word = span_word(&rest)).len > 0) {
			bool unwanted = span_begins(word, "@-");
			size_t n = unwanted ? 2 : 1;

			if (word.p[0] != '@' || word.len <= n)
				continue;
			if (has_attribute(rule, (struct span) {
					  word.p + n, word.len - n })
			    == unwanted)
				return false;
		}
	}
	return true;
}

static bool is_file_name(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!is_plain(name.p[i]))
			return false;
	return name.len > 0 && name.len < 128 && name.p[0] != '.';
}

/* Opens a file for include:; NULL, or why not. */
static const char *open_include(struct reading *s, const struct level *up,
				const char *name, struct level *l, int *fd)
{
	struct stat st;

	if (s->folder < 0)
		return "an include, but there is no folder to look in";
	if (up->depth == DEPTH_MAX)
		return "includes are nested too deep";
	*fd = openat(s->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW |
		     O_NONBLOCK);
	if (*fd < 0)
		return errno == ENOENT ? "there is no such file to include" :
		       "cannot be opened";
	if (fstat(*fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(*fd);
		return "not a plain file";
	}
	l->dev = st.st_dev;
	l->ino = st.st_ino;
	for (; up; up = up->up)
		if (up->dev == st.st_dev && up->ino == st.st_ino) {
			close(*fd);
			return "includes itself";
		}
	return NULL;
}

static void read_file(struct list_reader *r, struct reading *s,
		      const struct level *l);

static void include(struct list_reader *r, struct reading *s,
		    const struct level *up, struct span rule)
{
	struct span attributes = rule, name = span_word(&attributes);
	struct level l = { up, attributes, 0, 0, up->depth + 1 };
	struct list_reader below = *r;
	const char *why;
	struct text in;
	char file[128];
	int fd;

	if (!is_file_name(name)) {
		remark_reject(r, &name,
			      "not the name of a file of this folder");
		return;
	}
	if (s->opened++ == OPENED_MAX) {
		remark_refuse(r, "includes more files than any list has");
		return;
	}
	snprintf(file, sizeof(file), "%.*s", (int)name.len, name.p);
	why = open_include(s, up, file, &l, &fd);
	if (why) {
		remark_reject(r, &name, why);
		return;
	}
	text_from(&in, fd);
	below.in = &in;
	below.file = file;
	read_file(&below, s, &l);
	if (in.error || in.nul)
		remark_refuse(&below, "an included file that cannot be read");
	text_done(&in);
}

/* "full:x", "domain:x"; its exports have the attributes behind the name,
 * "full:x:@cn,@ads". */
static void read_name(struct list_reader *r, const struct level *l,
		      struct span value, struct span attributes)
{
	bool full = span_begins(value, "full:");
	struct span name;

	span_cut(&value, ':');
	name = span_cut(&value, ':');
	if (is_wanted(l, value.len > 0 ? value : attributes))
		put_name(r, name, full ? LIST_EXACT : LIST_SUFFIX);
}

static void read_rule(struct list_reader *r, struct reading *s,
		      const struct level *l, struct span line)
{
	struct span rule = line, value;

	if (span_begins(line, "include:")) {
		char copy[1024];

		/* The window may move while the file below is read. */
		span_cut(&rule, ':');
		rule.len = rule.len < sizeof(copy) ? rule.len : sizeof(copy);
		memcpy(copy, rule.p, rule.len);
		include(r, s, l, (struct span) { (uint8_t *)copy, rule.len });
		return;
	}
	value = span_word(&rule);
	if (span_begins(value, "full:") || span_begins(value, "domain:")) {
		read_name(r, l, value, rule);
		return;
	}
	if (!is_wanted(l, rule))
		return;
	if (span_begins(value, "keyword:") || span_begins(value, "regexp:")) {
		remark_skip(r, &value, "a pattern, not a name");
	} else {
		put_any(r, value);
	}
}

static void read_file(struct list_reader *r, struct reading *s,
		      const struct level *l)
{
	struct span line;

	while (lines_next(r, &line))
		read_rule(r, s, l, line);
}

static void parse(struct list_reader *r)
{
	const struct list_options *o = r->options;
	const char *attributes = o->attributes ? o->attributes : "";
	struct level top = { .attributes = {
		(const uint8_t *)attributes, strlen(attributes) } };
	struct reading s = { .folder = -1 };
	struct stat st;

	if (o->folder)
		s.folder = open(o->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->in->fd >= 0 && fstat(r->in->fd, &st) == 0) {
		top.dev = st.st_dev;
		top.ino = st.st_ino;
	}
	read_file(r, &s, &top);
	if (s.folder >= 0)
		close(s.folder);
}

const struct list_format v2fly_format = {
	.word = "v2fly", .looks = looks, .parse = parse,
};
