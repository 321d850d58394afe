/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes the policy of a fleet. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/moment.h"
#include "lib/url_shown.h"
#include "ruleset/config/config_central.h"
#include "tools/bundle/bundle.h"
#include "tools/bundle/take.h"
#include "tools/bundle/trust.h"
#include "tools/fetch/fetch.h"
#include "tools/fetch/proof.h"

enum { PACKED = 16, FETCH_SECONDS = 120, HOST = 256 };

/* --- may it be taken? ------------------------------------------------ */

bool take_is_among(const char *gateway, int64_t rollout, int64_t share)
{
	uint8_t sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;
	char text[24];
	int n = snprintf(text, sizeof(text), "%" PRId64, rollout);

	sha256_init(&sha);
	sha256_update(&sha, (size_t)n + 1, (const uint8_t *)text);
	sha256_update(&sha, strlen(gateway), (const uint8_t *)gateway);
	sha256_digest(&sha, sizeof(sum), sum);
	return ((unsigned)sum[0] << 16 | sum[1] << 8 | sum[2]) % 100 <
	       (unsigned)share;
}

static bool is_its_share(const struct config *c,
			 const struct central_manifest *m)
{
	char host[HOST] = "";

	gethostname(host, sizeof(host) - 1);
	return take_is_among(*c->gateway ? c->gateway : host, m->rollout,
			     m->share);
}

/* Another bundle may have the same number, by mistake or by malice: then
 * nobody knows which the fleet has. */
static bool is_another(const struct taken *t, const struct central_manifest *m,
		       const char *digest)
{
	return m->sequence == t->seen && *t->seen_digest &&
	       strcmp(t->seen_digest, digest) != 0;
}

static bool admits(struct taken *t, const struct config *c,
		   const struct central_manifest *m, const char *digest)
{
	int64_t current = config_central_current(c->state);
	char end[MOMENT_TEXT];

	if (*m->next_key && !trust_is_key(m->next_key))
		taken_end(t, TAKEN_REFUSED, "its next_key is no public key of "
			  "minisign");
	else if (m->sequence < t->seen)
		taken_end(t, TAKEN_REFUSED, "is %" PRId64 ", older than %"
			  PRId64 " which was here", m->sequence, t->seen);
	else if (is_another(t, m, digest))
		taken_end(t, TAKEN_REFUSED, "is another with the number %"
			  PRId64 " than was here before", m->sequence);
	else if (m->end && m->end < time(NULL))
		taken_end(t, TAKEN_REFUSED, "%" PRId64 " was valid until %s",
			  m->sequence, moment_format(m->end, end));
	else if (m->sequence == current)
		taken_end(t, TAKEN_WELL, "%s", "");
	else
		return true;
	return false;
}

/* A gateway that has none yet waits for nobody. */
static bool waits(struct taken *t, const struct config *c,
		  const struct central_manifest *m)
{
	if (m->share >= 100 || config_central_current(c->state) == 0 ||
	    is_its_share(c, m))
		return false;
	taken_end(t, TAKEN_WAITS, "%" PRId64 " is for %" PRId64 " %% of "
		  "gateways so far, and not for this one", m->sequence,
		  m->share);
	return true;
}

bool take_admits(struct taken *t, const struct config *c, const char *folder,
		 const char *digest, int64_t *sequence)
{
	struct conf_report report = { .errors = 0 };
	struct central_manifest m;
	bool good = central_manifest_read(&m, folder, &report) &&
		    config_check_central(folder, &report);

	if (!good)
		taken_end(t, TAKEN_REFUSED, "%s%s%s", report.first.place,
			  *report.first.place ? ": " : "", report.first.what);
	good = good && admits(t, c, &m, digest) && !waits(t, c, &m);
	if (t->health == TAKEN_WAITS)
		taken_see(t, m.sequence, digest);
	*sequence = m.sequence;
	central_manifest_done(&m);
	conf_report_done(&report);
	return good;
}

/* --- fetching -------------------------------------------------------- */

/* All that a fetch asks of a source. */
static struct config_source source_of(const struct config_policy *p, char *key)
{
	static char none[] = "", id[] = "policy";

	return (struct config_source) {
		.id = id, .url = p->url, .path = none, .folder = none,
		.vendor = none, .sha256 = none, .minisign = key,
		.signature = none, .proxy = p->proxy, .ca = p->ca,
		.headers = none, .allow_private = p->allow_private,
		.max_size = p->max_size,
		.max_unpacked = p->max_size * PACKED,
		.max_time = FETCH_SECONDS,
	};
}

/* What is being taken, by names in STATE/policy. */
struct work {
	const struct config *config;
	struct config_source source;
	struct take *take;
	char *key;		/* that it has to be signed by */
	char *home, *next;
	int body, signature, archive;
};

static int work_file(struct work *w, const char *name)
{
	char *path = xasprintf("%s/%s", w->home, name);
	int fd;

	unlink(path);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		  0600);
	/* Nobody needs its name any more, and nothing is left of it. */
	if (fd >= 0)
		unlink(path);
	free(path);
	return fd;
}

static bool work_begin(struct work *w, struct take *t, const struct config *c)
{
	*w = (struct work) {
		.config = c, .take = t, .key = trust_key(c),
		.home = config_central_home(c->state),
		.body = -1, .signature = -1, .archive = -1,
	};
	w->next = xasprintf("%s/next", w->home);
	if (!w->key) {
		taken_end(&t->state, TAKEN_FAILED, "which key signs the next "
			  "one cannot be read in %s/current", w->home);
		return false;
	}
	w->source = source_of(&c->policy, w->key);
	if (folder_make(w->home, 0755) == 0) {
		w->body = work_file(w, "body");
		w->signature = work_file(w, "signature");
		w->archive = work_file(w, "archive");
	}
	if (w->body < 0 || w->signature < 0 || w->archive < 0)
		taken_end(&t->state, TAKEN_FAILED, "%s: cannot be written: %s",
			  w->home, strerror(errno));
	return w->body >= 0 && w->signature >= 0 && w->archive >= 0;
}

static void work_end(struct work *w)
{
	const int fds[] = { w->body, w->signature, w->archive };

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	folder_remove_all(w->next);
	free(w->next);
	free(w->home);
	free(w->key);
}

/* What the server said counts for what it said it of, and where what it sent
 * was judged to the end. */
static bool asks_anew(const struct taken *t, const struct config *c,
		      const char *key)
{
	return t->health == TAKEN_FAILED ||
	       strcmp(t->url, c->policy.url) != 0 ||
	       strcmp(t->minisign, key) != 0;
}

static enum fetch_result fetch_once(struct work *w)
{
	struct taken *t = &w->take->state;
	bool anew = asks_anew(t, w->config, w->key);
	struct fetch f = { .order = {
		.source = &w->source, .body = w->body,
		.signature = w->signature,
		.etag = anew ? "" : t->etag,
		.modified = anew ? "" : t->modified,
	} };
	const struct fetch_wait wait = { .patience = 0 };
	char why[FAULT_TEXT], shown[SOURCE_ORIGIN];

	if (ftruncate(w->body, 0) < 0 || ftruncate(w->signature, 0) < 0 ||
	    lseek(w->body, 0, SEEK_SET) < 0 ||
	    lseek(w->signature, 0, SEEK_SET) < 0)
		f.answer.result = FETCH_FAILED;
	else
		fetch_some(&f, 1, w->config->user, &wait);
	if (f.answer.result == FETCH_NEW) {
		taken_set(&t->etag, f.answer.etag);
		taken_set(&t->modified, f.answer.modified);
		taken_set(&t->url, w->config->policy.url);
		taken_set(&t->minisign, w->key);
	} else if (f.answer.result != FETCH_SAME) {
		taken_end(t, f.answer.result == FETCH_REFUSED ? TAKEN_REFUSED :
			  TAKEN_FAILED, "%s: %s",
			  url_shown(w->config->policy.url, shown,
				    sizeof(shown)),
			  fault_text(&f.answer.fault, why));
	}
	return f.answer.result;
}

/* A file and its signature are two, and may change between two requests: then
 * both are asked for once more. */
static bool fetch_verified(struct work *w, struct proof *p)
{
	struct taken *t = &w->take->state;
	enum fetch_result r = fetch_once(w);
	char why[FAULT_TEXT];

	if (r == FETCH_NEW && !proof_check(&w->source, w->body, w->signature,
					   p)) {
		taken_set(&t->etag, "");
		taken_set(&t->modified, "");
		r = fetch_once(w);
	}
	/* What was not well stays so until there is something else. */
	if (r == FETCH_SAME && t->health == TAKEN_WELL)
		taken_end(t, TAKEN_WELL, "%s", "");
	else if (r == FETCH_SAME)
		t->tried = time(NULL);
	if (r != FETCH_NEW)
		return false;
	if (proof_check(&w->source, w->body, w->signature, p))
		return true;
	if (trust_is_last(w->config, p->sha256)) {
		taken_end(t, TAKEN_WELL, "%s", "");
		return false;
	}
	taken_set(&t->offered, p->sha256);
	taken_end(t, TAKEN_REFUSED, "%s", fault_text(&p->fault, why));
	return false;
}

/* --- unpacking ------------------------------------------------------- */

/* To STATE/policy/next; false, and the state says why not. */
static bool unpack_archive(struct work *w, const struct proof *p)
{
	struct taken *t = &w->take->state;
	char why[FAULT_TEXT], *digest;
	struct fault fault = { .ret = 0 };
	struct span archive = { NULL, 0 };
	bool good = proof_unpack(&w->source, w->config->user, w->body,
				 w->archive, &fault);
	int ret;

	if (good && (ret = file_map(w->archive, &archive)) < 0) {
		fault_set(&fault, ret, "cannot be read");
		good = false;
	}
	good = good && bundle_check(archive, &fault);
	if (good && (ret = bundle_unpack(archive, w->next)) < 0) {
		fault_set(&fault, ret, "cannot be unpacked");
		good = false;
	}
	file_unmap(archive);
	if (!good) {
		taken_end(t, fault.ret ? TAKEN_FAILED : TAKEN_REFUSED, "%s",
			  fault_text(&fault, why));
		return false;
	}
	digest = xasprintf("%s/digest", w->next);
	ret = file_write(digest, p->sha256, strlen(p->sha256), 0644);
	free(digest);
	if (ret < 0)
		taken_end(t, TAKEN_FAILED, "cannot be written: %s",
			  strerror(-ret));
	return ret == 0;
}

/* With the key that signs what comes after it. */
static bool note_key(struct work *w)
{
	struct conf_report ignored = { .errors = 0 };
	struct central_manifest m;
	int ret;

	central_manifest_read(&m, w->next, &ignored);
	ret = trust_write(w->config, w->next, m.next_key, w->key);
	if (ret < 0)
		taken_end(&w->take->state, TAKEN_FAILED, "cannot be written: "
			  "%s", strerror(-ret));
	central_manifest_done(&m);
	conf_report_done(&ignored);
	return ret == 0;
}

/* From "next" to its own name. */
static bool place(struct work *w, int64_t sequence)
{
	char *folder = config_central_folder(w->config->state, sequence);
	bool good;

	folder_remove_all(folder);
	good = rename(w->next, folder) == 0 && folder_sync(folder) == 0;
	if (!good)
		taken_end(&w->take->state, TAKEN_FAILED, "%s: %s", folder,
			  strerror(errno));
	free(folder);
	return good;
}

static void look(struct work *w, const struct proof *p, const char *held)
{
	struct take *t = w->take;
	int64_t sequence;

	taken_set(&t->state.offered, p->sha256);
	if (!unpack_archive(w, p) ||
	    !take_admits(&t->state, w->config, w->next, p->sha256, &sequence))
		return;
	if (held) {
		taken_end(&t->state, TAKEN_WAITS, "%" PRId64 " waits: %s",
			  sequence, held);
		taken_see(&t->state, sequence, p->sha256);
		/* It is asked for again, and taken then. */
		taken_set(&t->state.etag, "");
		taken_set(&t->state.modified, "");
		return;
	}
	if (!note_key(w) || !place(w, sequence))
		return;
	taken_set(&t->state.key, p->key);
	/* Until somebody says how it went: he may be killed before. */
	taken_end(&t->state, TAKEN_FAILED, "%" PRId64 " came, and is not in "
		  "force yet", sequence);
	t->result = TAKE_CANDIDATE;
	t->sequence = sequence;
}

void take_run(struct take *t, const struct config *c, const char *held)
{
	struct proof p;
	struct work w;

	*t = (struct take) { .result = TAKE_NOTHING };
	taken_read(&t->state, c);
	if (!*c->policy.minisign)
		taken_end(&t->state, TAKEN_REFUSED, "policy.minisign is not "
			  "set: whose policy would it be?");
	else if (work_begin(&w, t, c) && fetch_verified(&w, &p))
		look(&w, &p, held);
	if (*c->policy.minisign)
		work_end(&w);
	taken_write(&t->state, c);
}

void take_done(struct take *t)
{
	taken_done(&t->state);
}

/* --- in force -------------------------------------------------------- */

static bool is_older(const char *name, int64_t than)
{
	long long n = 0;
	int end = 0;

	return strcmp(name, "next") == 0 ||
	       (sscanf(name, "%lld%n", &n, &end) == 1 && !name[end] &&
		n < than);
}

static void remove_older(const char *home, int64_t than)
{
	DIR *d = opendir(home);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char *path;

		if (!is_older(e->d_name, than))
			continue;
		path = xasprintf("%s/%s", home, e->d_name);
		folder_remove_all(path);
		free(path);
	}
	if (d)
		closedir(d);
}

int take_switch(const struct config *c, int64_t sequence)
{
	int64_t before = config_central_current(c->state);
	char *home = config_central_home(c->state);
	char *link = xasprintf("%s/current", home);
	char *fresh = xasprintf("%s/current.new", home);
	char *to = xasprintf("%" PRId64, sequence);
	int ret = 0;

	unlink(fresh);
	if (symlink(to, fresh) < 0 || rename(fresh, link) < 0)
		ret = -errno;
	else
		ret = folder_sync(link);
	if (ret == 0)
		remove_older(home, before);
	free(to);
	free(fresh);
	free(link);
	free(home);
	return ret;
}
