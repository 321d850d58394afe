/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists: which format a text has, and what it comes to. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/file.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/json.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/list.h"
#include "ruleset/list/remark.h"

/* In the order in which they are asked; of those that look alike the first. */
static const struct list_format *const formats[] = {
	&nft_json_format,
	&crowdsec_format,
	&misp_format,
	&indicators_format,
	&trackers_format,
	&singbox_format,
	&cloud_format,
	&ripestat_format,
	&ipverse_format,
	&spamhaus_format,
	&bgptools_format,
	&json_format,
	&clash_format,
	&surge_format,
	&mihomo_format,
	&domain_set_format,
	&routeros_format,
	&rir_format,
	&tor_format,
	&rbldnsd_format,
	&rpz_format,
	&bind_format,
	&zeek_format,
	&iptables_format,
	&nft_format,
	&ipset_format,
	&dnscrypt_format,
	&v2fly_format,
	&adblock_format,
	&unbound_format,
	&dnsmasq_format,
	&smartdns_format,
	&hosts_format,
	&peerguardian_format,
	&emule_format,
	&iptoasn_format,
	&suricata_format,
	&urls_format,
	&asns_format,
	&tsv_format,
	&csv_format,
	&netset_format,
	&domains_format,
};

#define NFORMATS ARRAY_SIZE(formats)

const char *list_format_word(size_t i)
{
	return i == 0 ? "auto" : i <= NFORMATS ? formats[i - 1]->word : NULL;
}

/* --- what is no list -------------------------------------------------- */

#define srs "a binary rule set of sing-box; fetch its source, a .json"

static const struct {
	const char *bytes;
	size_t len;
	const char *why;
} foreign[] = {
#define BEGINS(bytes, why) { bytes, sizeof(bytes) - 1, why }
	BEGINS("\xff\xfe", "UTF-16; save it as UTF-8"),
	BEGINS("\xfe\xff", "UTF-16; save it as UTF-8"),
	BEGINS("\x1f\x8b", "gzip data; unpack it first"),
	BEGINS("\xfd" "7zXZ\0", "xz data; unpack it first"),
	BEGINS("\x28\xb5\x2f\xfd", "zstd data: unpack it first, or, of a "
	       ".mrs of mihomo, fetch its .yaml or .list instead"),
	BEGINS("BZh", "bzip2 data; unpack it first"),
	BEGINS("\xff\xff\xff\xffP2B", "PeerGuardian's binary form; fetch its "
	       "text, p2p"),
	BEGINS("PK\x03\x04", "a zip archive; unpack it first"),
	BEGINS("SRS\1", srs), BEGINS("SRS\2", srs), BEGINS("SRS\3", srs),
	BEGINS("SRS\4", srs),
	BEGINS("MRS\1", "a binary rule set of mihomo; fetch its .yaml or "
	       ".list instead"),
	BEGINS("7z\xbc\xaf", "a 7z archive; unpack it first"),
	BEGINS("%PDF", "a PDF file, not a list"),
	BEGINS("\x7f" "ELF", "a program, not a list"),
	BEGINS("\xd4\xc3\xb2\xa1", "a capture, not a list"),
	BEGINS("\x0a\x0d\x0d\x0a", "a capture, not a list"),
#undef BEGINS
};

static bool begins_with_tag(struct span head)
{
	static const char *const tags[] = {
		"<!doctype", "<html", "<head", "<body", "<?xml", "<!--",
	};

	while (head.len > 0 && (ascii_is_blank(*head.p) || *head.p == '\n')) {
		head.p++;
		head.len--;
	}
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++) {
		struct span start = { head.p, strlen(tags[i]) };

		if (head.len >= start.len && span_is_nocase(start, tags[i]))
			return true;
	}
	return false;
}

/* Lists of v2ray in protobuf: an entry and its length, and in that a code in
 * upper case and its. */
static bool is_geosite(struct span s)
{
	size_t at = 1, n;

	if (s.len < 8 || s.p[0] != 0x0a)
		return false;
	while (at < 6 && (s.p[at] & 0x80))
		at++;
	at++;
	n = at + 1 < s.len ? s.p[at + 1] : 0;
	if (s.p[at] != 0x0a || n < 1 || n > 64 || at + 2 + n >= s.len)
		return false;
	for (size_t i = at + 2; i < at + 2 + n; i++)
		if ((s.p[i] < 'A' || s.p[i] > 'Z') && (s.p[i] < '0' ||
		    s.p[i] > '9') && !strchr("-!_@", s.p[i]))
			return false;
	return s.p[at + 2 + n] == 0x12;
}

/* Why the text is none at all; NULL if it may be one. */
static const char *foreign_text(struct span head)
{
	for (size_t i = 0; i < ARRAY_SIZE(foreign); i++)
		if (head.len >= foreign[i].len &&
		    memcmp(head.p, foreign[i].bytes, foreign[i].len) == 0)
			return foreign[i].why;
	if (is_geosite(head))
		return "a geosite.dat or geoip.dat; fetch the lists of text "
		       "that it was made of";
	if (head.len > 0 && memchr(head.p, '\0', head.len))
		return "a NUL byte: not a text file";
	return begins_with_tag(head) ? "a web page (HTML or XML), not a list" :
	       NULL;
}

/* --- which format ----------------------------------------------------- */

enum { LINES_ASKED = 2000 };

/* What each says of a line; true if a comment of several begins there. */
static bool ask(struct span line, uint64_t *score)
{
	bool open, comment = lines_is_comment(line, &open);

	for (size_t i = 0; i < NFORMATS && line.len > 0; i++)
		if (formats[i]->looks && (!comment || formats[i]->comments))
			score[i] += formats[i]->looks(line);
	return open;
}

static const struct list_format *recognise(struct span head)
{
	uint64_t score[NFORMATS] = { 0 };
	size_t best = NFORMATS - 1;
	bool open = false;

	for (size_t i = 0; i < NFORMATS; i++)
		if (formats[i]->begins && formats[i]->begins(head))
			return formats[i];
	for (unsigned n = 0; n < LINES_ASKED && head.len > 0; n++) {
		struct span line = span_trim(span_cut(&head, '\n'));

		open = open ? !memmem(line.p, line.len, "*/", 2) :
		       ask(line, score);
	}
	for (size_t i = NFORMATS; i-- > 0;)
		if (score[i] > 0 && score[i] >= score[best])
			best = i;
	return formats[best];
}

static const struct list_format *by_word(const char *word)
{
	for (size_t i = 0; i < NFORMATS; i++)
		if (strcmp(formats[i]->word, word) == 0)
			return formats[i];
	return NULL;
}

/* --- reading ---------------------------------------------------------- */

/* What stands in front of a text and is no part of it. */
static void pass_over(struct text *in, struct span *head, size_t n)
{
	for (size_t i = 0; i < n; i++)
		in->line += in->at[i] == '\n';
	in->at += n;
	in->from += n;
	in->first = in->line;
	head->p += n;
	head->len -= n;
}

/* --- lists of what is let pass ---------------------------------------- */

static void ignore(void *arg, const struct list_entry *e)
{
	(void)arg;
	(void)e;
}

/* "@@||name^" and nothing else is how ad blockers write such a list. */
static bool has_only_exceptions(struct list_reader *r,
				const struct list_format *format)
{
	const struct list_sink nobody = { .add = ignore };
	struct list_result result = { .format = NULL };
	struct list_reader first = *r;

	first.sink = &nobody;
	first.result = &result;
	format->parse(&first);
	if (!text_rewind(r->in))
		remark_refuse(r, "cannot be read twice");
	return result.exceptions > 0 && result.names + result.prefixes == 0;
}

/* Hands exceptions on as entries. */
static void add_entry(void *arg, const struct list_entry *e)
{
	struct list_reader *r = arg;
	struct list_entry entry = *e;

	entry.allow = false;
	entry.important = 0;
	if (e->kind == LIST_PREFIX)
		r->result->prefixes++;
	else
		r->result->names++;
	r->result->exceptions--;
	r->sink->add(r->sink->arg, &entry);
}

static void remark_on(void *arg, const struct list_remark *m)
{
	const struct list_reader *r = arg;

	if (r->sink->remark)
		r->sink->remark(r->sink->arg, m);
}

static void parse_as_entries(struct list_reader *r,
			     const struct list_format *format)
{
	const struct list_sink entries = {
		.add = add_entry, .remark = remark_on, .arg = r,
	};
	struct list_reader second = *r;

	second.sink = &entries;
	format->parse(&second);
	r->urls = second.urls;
	r->paths = second.paths;
}

static void parse(struct list_reader *r)
{
	const char *word = r->options->format;
	struct span head = text_head(r->in);
	const struct list_format *format;
	const char *why;
	size_t before;

	if (span_begins(head, "\xef\xbb\xbf"))
		pass_over(r->in, &head, 3);
	before = lines_head_comment(head);
	if (before > 0 && json_begins((struct span) {
			  head.p + before, head.len - before }))
		pass_over(r->in, &head, before);
	why = foreign_text(head);
	if (why) {
		remark_refuse(r, why);
		return;
	}
	format = word && strcmp(word, "auto") != 0 ? by_word(word) :
		 r->options->path && json_begins(head) ? &json_format :
		 recognise(head);
	r->result->format = format ? format->word : NULL;
	if (!format)
		remark_refuse(r, "no such format");
	else if (r->options->allowing && has_only_exceptions(r, format))
		parse_as_entries(r, format);
	else
		format->parse(r);
}

static struct list_result read_text(struct text *in,
				    const struct list_options *o,
				    const struct list_sink *sink)
{
	static const struct list_options automatic = { .format = NULL };
	struct list_result result = { .format = NULL };
	struct list_reader r = {
		.in = in, .options = o ? o : &automatic, .sink = sink,
		.result = &result,
	};

	parse(&r);
	if (in->error)
		remark_refuse(&r, strerror(-in->error));
	else if (in->nul)
		remark_refuse(&r, "a NUL byte: not a text file");
	result.urls = r.urls;
	if (r.urls > 0)
		remark_note(&r, "%zu URLs mean their hosts alone, and nothing "
			    "below them; %zu have a path, which cannot be seen "
			    "from outside", r.urls, r.paths);
	remark_unsaid(&r);
	return result;
}

struct list_result list_parse(const void *text, size_t len,
			      const struct list_options *o,
			      const struct list_sink *sink)
{
	struct text in;

	text_over(&in, text, len);
	return read_text(&in, o, sink);
}

/* --- files ------------------------------------------------------------ */

struct reported {
	const char *path;
	struct conf_report *report;
	const struct list_sink *to;
};

static void pass_on(void *arg, const struct list_entry *e)
{
	const struct reported *to = arg;

	to->to->add(to->to->arg, e);
}

static void pass_asn(void *arg, uint32_t asn, unsigned line)
{
	const struct reported *to = arg;

	to->to->asn(to->to->arg, asn, line);
}

static void write_remark(void *arg, const struct list_remark *r)
{
	struct reported *to = arg;
	const char *file = r->file ? r->file : to->path;

	if (r->kind == LIST_REJECT || r->kind == LIST_REFUSE)
		conf_complain(to->report, file, r->line, "%s", r->text);
	else
		conf_remark(to->report, file, r->line, "%s", r->text);
}

/* A pipe's contents as a file, since some formats are read twice. */
static int spool(int from)
{
	int to = memfd_create("list", MFD_CLOEXEC);
	char block[65536];
	ssize_t n = 0;

	while (to >= 0 && (n = read(from, block, sizeof(block))) > 0) {
		if (write(to, block, (size_t)n) != n) {
			n = -1;
			break;
		}
	}
	if (to >= 0 && (n < 0 || lseek(to, 0, SEEK_SET) != 0)) {
		close(to);
		to = -1;
	}
	close(from);
	return to;
}

static int open_list(const char *path)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : file_open(path);

	if (fd < -1) {
		errno = -fd;
		return -1;
	}
	return fd >= 0 && lseek(fd, 0, SEEK_CUR) < 0 ? spool(fd) : fd;
}

struct list_result list_read_to(const char *path, const struct list_options *o,
				struct conf_report *report,
				const struct list_sink *to)
{
	struct reported reported = { path, report, to };
	const struct list_sink sink = {
		.add = pass_on, .asn = to->asn ? pass_asn : NULL,
		.remark = write_remark, .arg = &reported,
	};
	int fd = open_list(path);
	struct list_result result = { .missing = fd < 0 && errno == ENOENT };
	struct text in;

	if (fd < 0) {
		result.refused = !result.missing;
		if (result.refused)
			conf_complain(report, path, 0, "%s", strerror(errno));
		return result;
	}
	text_from(&in, fd);
	result = read_text(&in, o, &sink);
	text_done(&in);
	return result;
}

struct list_result list_read(const char *path, const struct list_options *o,
			     struct conf_report *report,
			     void (*add)(void *arg, const struct list_entry *e),
			     void *arg)
{
	const struct list_sink to = { .add = add, .arg = arg };

	return list_read_to(path, o, report, &to);
}
