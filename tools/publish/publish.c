/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon publish: makes the policy of a fleet, signed, for a web server. */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/duration.h"
#include "lib/file.h"
#include "lib/log.h"
#include "lib/moment.h"
#include "lib/size.h"
#include "tools/bundle/bundle.h"
#include "tools/bundle/signer.h"
#include "tools/bundle/trust.h"
#include "tools/cli/answer.h"
#include "tools/cli/mistakes.h"
#include "tools/publish/password.h"
#include "tools/publish/shelf.h"
#include "tools/run.h"

enum { KEY_MOST = 4096 };

struct publish {
	const struct args *args;
	char *shelf;
	struct gathered gathered;
	struct central_manifest manifest, last;
	char content[BUNDLE_DIGEST_TEXT];
	bool is_same;			/* as the one before */
	struct buffer bundle, signature;
};

/* --- what was said --------------------------------------------------- */

static int64_t share_of(const struct args *a)
{
	long n;
	char *end;

	if (!a->share)
		return 100;
	n = strtol(a->share, &end, 10);
	if (*end == '%')
		end++;
	if (end == a->share || *end || n < 1 || n > 100)
		fatalx_status(EX_USAGE, "--share \"%s\" is not 1%% to 100%%",
			      a->share);
	return n;
}

/* A moment, or so long from now. */
static char *until_of(const struct args *a, time_t now)
{
	char text[MOMENT_TEXT];
	uint64_t seconds;
	time_t end;

	if (!a->valid_until)
		return xstrdup("");
	if (duration_parse(a->valid_until, &seconds))
		end = now + (time_t)seconds;
	else if (!moment_parse(a->valid_until, now, &end))
		fatalx_status(EX_USAGE, "--valid-until \"%s\" is neither a "
			      "moment nor a duration such as 90d",
			      a->valid_until);
	if (end <= now)
		fatalx_status(EX_USAGE, "--valid-until \"%s\" is over already",
			      a->valid_until);
	return xstrdup(moment_format(end, text));
}

static int64_t sequence_of(const char *text)
{
	char *end;
	long long n = strtoll(text, &end, 10);

	if (end == text || *end || n < 1)
		fatalx_status(EX_USAGE, "--again \"%s\" is no number of a "
			      "policy", text);
	return n;
}

/* The line of a public key file. For all gateways or none: those that had it
 * would not take what is signed for the others. */
static char *next_key_of(const struct args *a)
{
	struct buffer text = { 0 };
	char *line;
	int ret;

	if (!a->next_key)
		return xstrdup("");
	if (share_of(a) < 100)
		fatalx_status(EX_USAGE, "--next-key is for all gateways at "
			      "once, without --share");
	ret = file_read(a->next_key, KEY_MOST, &text);
	if (ret < 0)
		fatalx_status(EX_NOINPUT, "%s: %s", a->next_key,
			      strerror(-ret));
	buffer_char(&text, '\0');
	line = strchr(text.p, '\n');
	line = xstrdup(line ? line + 1 : text.p);
	line[strcspn(line, "\r\n")] = '\0';
	if (!trust_is_key(line))
		fatalx_status(EX_DATAERR, "%s is no public key of minisign",
			      a->next_key);
	buffer_done(&text);
	return line;
}

/* --- the key --------------------------------------------------------- */

static void read_key(struct signer *s, const struct args *a)
{
	struct buffer text = { 0 };
	enum signer_result r;
	char *password = NULL;
	int ret;

	if (!a->key)
		fatalx_status(EX_USAGE, "who signs it? give --key FILE, "
			      "minisign's secret key; \"cordon publish "
			      "--new-key --key FILE\" makes one");
	ret = file_read(a->key, KEY_MOST, &text);
	if (ret < 0)
		fatalx_status(EX_NOINPUT, "%s: %s", a->key, strerror(-ret));
	r = signer_read(s, text.p, text.len, NULL);
	if (r == SIGNER_ENCRYPTED) {
		password = password_read(a->password_file,
					 "Password of the key: ");
		r = signer_read(s, text.p, text.len, password);
	}
	password_free(password);
	explicit_bzero(text.p, text.len);
	buffer_done(&text);
	if (r != SIGNER_GOOD)
		fatalx_status(EX_NOPERM, "%s %s", a->key, signer_words[r]);
}

static void write_new(const char *path, const struct buffer *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd < 0 || write(fd, text->p, text->len) != (ssize_t)text->len ||
	    fsync(fd) < 0 || close(fd) < 0)
		fatalx_status(EX_CANTCREAT, "%s: %s", path, strerror(errno));
}

/* The line that goes into "minisign" of gateways. */
static int make_key(const struct args *a)
{
	struct buffer secret = { 0 }, shown = { 0 };
	struct answer *an;
	char *path, *line;

	if (!a->key)
		fatalx_status(EX_USAGE, "where to? give --key FILE");
	path = xasprintf("%s.pub", a->key);
	signer_make(&secret, &shown);
	write_new(a->key, &secret, 0600);
	write_new(path, &shown, 0644);
	line = strchr(shown.p, '\n') + 1;
	line[strcspn(line, "\n")] = '\0';
	an = answer_begin(a, "cordon.publish.key/1");
	answer_put(an, "key", cell_text(a->key));
	answer_put(an, "minisign", cell_text(line));
	answer_say(an, "%s signs, without a password: keep it off gateways and "
		   "web servers\nfor gateways: policy = { url = "
		   "\"https://.../" SHELF_BUNDLE "\"; minisign = \"%s\"; };\n",
		   paint_safe(a->key), line);
	answer_end(an);
	explicit_bzero(secret.p, secret.len);
	buffer_done(&secret);
	buffer_done(&shown);
	free(path);
	return 0;
}

/* --- the bundle ------------------------------------------------------ */

static void gather(struct publish *p, const char *folder)
{
	struct conf_report report = { .errors = 0 };
	struct central_manifest ignored;
	struct fault fault = { .ret = 0 };
	char why[FAULT_TEXT];

	if (p->args->again) {
		if (!shelf_read(p->shelf, sequence_of(p->args->again),
				&p->gathered, &ignored, &fault))
			fatalx_status(EX_NOINPUT, "%s",
				      fault_text(&fault, why));
		central_manifest_done(&ignored);
	} else if (!gathered_read(&p->gathered, folder, &report)) {
		mistakes_end(&report);
	}
	conf_report_done(&report);
	gathered_content(&p->gathered, p->content);
}

/* What was there before, to say what is new. */
static void read_last(struct publish *p, int64_t sequence)
{
	struct fault fault = { .ret = 0 };
	struct gathered g = { .files = 0 };

	if (sequence > 0 && shelf_read(p->shelf, sequence, &g, &p->last,
				       &fault))
		p->is_same = strcmp(p->last.content, p->content) == 0;
	gathered_done(&g);
}

static void describe(struct publish *p)
{
	time_t now = time(NULL);
	char made[MOMENT_TEXT];
	int64_t last = shelf_last(p->shelf);

	read_last(p, last);
	p->manifest = (struct central_manifest) {
		.format = CENTRAL_FORMAT, .sequence = last + 1,
		.rollout = p->is_same ? p->last.rollout : last + 1,
		.made = xstrdup(moment_format(now, made)),
		.until = until_of(p->args, now), .share = share_of(p->args),
		.content = xstrdup(p->content),
		.next_key = next_key_of(p->args),
	};
}

static void pack(struct publish *p)
{
	struct buffer archive = { 0 };

	gathered_bundle(&p->gathered, &p->manifest, &archive);
	bundle_pack((struct span) { (uint8_t *)archive.p, archive.len },
		    &p->bundle);
	buffer_done(&archive);
}

static void sign(struct publish *p)
{
	struct signer signer;
	char *comment = xasprintf("timestamp:%lld\tfile:%s\thashed",
				  (long long)time(NULL), SHELF_BUNDLE);

	read_key(&signer, p->args);
	signer_sign(&signer, p->bundle.p, p->bundle.len, comment,
		    &p->signature);
	signer_done(&signer);
	free(comment);
}

/* --- and said -------------------------------------------------------- */

static void tell(const struct publish *p)
{
	struct answer *an = answer_begin(p->args, "cordon.publish/1");
	const struct central_manifest *m = &p->manifest;
	char packed[SIZE_TEXT], whole[SIZE_TEXT];
	bool dry = p->args->dry_run;

	answer_put(an, "sequence", cell_number((uint64_t)m->sequence));
	answer_put(an, "rollout", cell_number((uint64_t)m->rollout));
	answer_put(an, "share", cell_number((uint64_t)m->share));
	answer_put(an, "valid_until", cell_text(*m->until ? m->until : NULL));
	answer_put(an, "content", cell_text(m->content));
	answer_put(an, "files", cell_number(p->gathered.files));
	answer_put(an, "bytes", cell_number(p->bundle.len));
	answer_put(an, "published", cell_bool(!dry));
	answer_say(an, "policy %" PRId64 "%s: %zu files, %s, packed %s; for "
		   "%" PRId64 " %% of gateways, valid %s%s\n", m->sequence,
		   p->is_same ? ", with what the one before has" : "",
		   p->gathered.files, size_format(p->gathered.bytes, whole),
		   size_format(p->bundle.len, packed), m->share,
		   *m->until ? "until " : "for ever", m->until);
	if (dry)
		answer_say(an, "nothing is published (--dry-run)\n");
	else
		answer_say(an, "published: %s/" SHELF_BUNDLE "%s\n",
			   paint_safe(p->shelf), m->share < 100 ? "; to all: "
			   "the same with --share 100%" : "");
	answer_end(an);
}

static void publish_done(struct publish *p)
{
	gathered_done(&p->gathered);
	central_manifest_done(&p->manifest);
	central_manifest_done(&p->last);
	buffer_done(&p->bundle);
	buffer_done(&p->signature);
	free(p->shelf);
}

int publish_run(const struct args *a)
{
	struct publish p = { .args = a };
	char *folder;
	int ret;

	if (a->new_key)
		return make_key(a);
	if (a->nwords == 0)
		fatalx_status(EX_USAGE, "what? give a folder with policy.conf");
	/* Paths in it are full ones, as on a gateway. */
	folder = realpath(a->words[0], NULL);
	if (!folder)
		fatalx_status(EX_NOINPUT, "%s: %s", a->words[0],
			      strerror(errno));
	p.shelf = a->to ? xstrdup(a->to) : xasprintf("%s/published", folder);
	gather(&p, folder);
	describe(&p);
	pack(&p);
	if (!a->dry_run) {
		sign(&p);
		ret = shelf_put(p.shelf, p.manifest.sequence, &p.bundle,
				&p.signature);
		if (ret < 0)
			fatalx_status(EX_CANTCREAT, "%s: %s", p.shelf,
				      strerror(-ret));
	}
	tell(&p);
	publish_done(&p);
	free(folder);
	return 0;
}
