/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a source has to offer becomes STATE/sources/ID/new: verified, unpacked,
 * whether it was fetched or lies on this machine. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "lib/moment.h"
#include "tools/fetch/proof.h"
#include "tools/sync/intake.h"

/* An older list with its right signature is a right list no more. */
static bool is_replay(const struct intake *in, const struct proof *p)
{
	const struct source_state *was = &in->before;

	return p->signed_at > 0 && p->signed_at < was->signed_at &&
	       strcmp(p->key, was->key) == 0 && !in->accept;
}

static void refuse_replay(struct intake *in, const struct proof *p)
{
	char then[MOMENT_TEXT], now[MOMENT_TEXT];

	intake_fail(in, SOURCE_UNVERIFIED, "it was signed %s, before the good "
		    "copy was, %s", moment_format(p->signed_at, then),
		    moment_format(in->before.signed_at, now));
	in->state.acceptable = true;
}

/* Unpacks `raw` to the file `out`. */
static bool unpack_to(struct intake *in, int raw, int out)
{
	char text[FAULT_TEXT];
	struct fault fault;
	bool good = proof_unpack(in->source, in->config->user, raw, out,
				 &fault);

	if (!good && fault.ret)
		intake_blame(in, fault.ret, "%s", fault_text(&fault, text));
	else if (!good)
		intake_fail(in, SOURCE_UNVERIFIED, "%s",
			    fault_text(&fault, text));
	else if (fsync(out) < 0)
		intake_blame(in, -errno, "%s", strerror(errno));
	if (!good && !fault.ret)
		in->advice = "; the next sync asks again, and its publisher "
			     "is to be told if that stays so";
	return good && in->result != INTAKE_KEPT;
}

/* Checks and unpacks one file to `name` in the folder `at`. */
static bool take(struct intake *in, int raw, int signature, int at,
		 const char *name)
{
	struct source_state *st = &in->state;
	char text[FAULT_TEXT];
	struct proof p;
	bool good = false;
	int out = openat(at, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW |
			 O_CLOEXEC, 0644);

	if (out < 0) {
		intake_blame(in, -errno, "%s: %s", name, strerror(errno));
		return false;
	}
	if (!proof_check(in->source, raw, signature, &p)) {
		intake_fail(in, SOURCE_UNVERIFIED, "%s",
			    fault_text(&p.fault, text));
	} else if (is_replay(in, &p)) {
		refuse_replay(in, &p);
	} else {
		memcpy(st->sha256, p.sha256, sizeof(st->sha256));
		memcpy(st->key, p.key, sizeof(st->key));
		st->signed_at = p.signed_at;
		good = unpack_to(in, raw, out);
	}
	close(out);
	return good;
}

void intake_fetched(struct intake *in, const struct guards *g, int raw,
		    int signature)
{
	intake_discard(in, INTAKE_FRESH);
	if (take(in, raw, signature, in->folder, INTAKE_FRESH))
		intake_look(in, g);
}

/* --- files of this machine ------------------------------------------- */

/* A plain file of at most max_size? Else the state says what. */
static bool is_plain(struct intake *in, int fd, const char *path)
{
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		intake_fail(in, SOURCE_FAILED, "%s: %s", path,
			    strerror(errno));
	else if (!S_ISREG(st.st_mode))
		intake_fail(in, SOURCE_FAILED, "%s: is not a plain file",
			    path);
	else if ((uint64_t)st.st_size > in->source->max_size)
		intake_fail(in, SOURCE_REFUSED, "%s: is larger than %llu "
			    "bytes (max_size)", path,
			    (unsigned long long)in->source->max_size);
	else
		return true;
	return false;
}

static int open_plain(struct intake *in, const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (is_plain(in, fd, path))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool take_path(struct intake *in, const char *path, int at,
		      const char *name)
{
	char *beside = *in->source->signature && !*in->source->url &&
		       !*in->source->folder ?
		       xstrdup(in->source->signature) :
		       xasprintf("%s.minisig", path);
	int raw = open_plain(in, path), signature = -1;
	bool good = raw >= 0;

	if (good && *in->source->minisign) {
		signature = open_plain(in, beside);
		good = signature >= 0;
		if (!good)
			in->state.health = SOURCE_UNVERIFIED;
	}
	if (good)
		good = take(in, raw, signature, at, name);
	if (raw >= 0)
		close(raw);
	if (signature >= 0)
		close(signature);
	free(beside);
	return good;
}

static bool is_signature(const char *path)
{
	size_t n = strlen(path);

	return n > 8 && strcmp(path + n - 8, ".minisig") == 0;
}

static bool take_folder(struct intake *in)
{
	char **names;
	size_t n;
	int at, ret = folder_list(in->source->folder, "", &names, &n);
	bool good = ret == 0;

	if (ret == 0 && mkdirat(in->folder, INTAKE_FRESH, 0755) < 0)
		ret = -errno;
	at = openat(in->folder, INTAKE_FRESH, O_RDONLY | O_DIRECTORY |
		    O_NOFOLLOW | O_CLOEXEC);
	if (ret < 0 || at < 0) {
		intake_fail(in, SOURCE_FAILED, "%s: %s", in->source->folder,
			    strerror(ret < 0 ? -ret : errno));
		good = false;
	} else if (n == 0) {
		intake_fail(in, SOURCE_FAILED, "%s: has no files",
			    in->source->folder);
		good = false;
	}
	for (size_t i = 0; good && i < n; i++)
		good = is_signature(names[i]) ||
		       take_path(in, names[i], at,
				 strrchr(names[i], '/') + 1);
	if (good && fsync(at) < 0)
		intake_blame(in, -errno, "%s", strerror(errno));
	if (at >= 0)
		close(at);
	folder_list_free(names, n);
	return good && in->result != INTAKE_KEPT;
}

void intake_read(struct intake *in, const struct guards *g)
{
	intake_discard(in, INTAKE_FRESH);
	if (*in->source->folder ? take_folder(in) :
	    take_path(in, in->source->path, in->folder, INTAKE_FRESH))
		intake_look(in, g);
}

void intake_import(struct intake *in, const struct guards *g,
		   const struct import *file)
{
	intake_discard(in, INTAKE_FRESH);
	/* What the server had before says nothing about this file. */
	in->state.etag[0] = in->state.modified[0] = '\0';
	if (is_plain(in, file->fd, file->path) &&
	    take(in, file->fd, file->signature, in->folder, INTAKE_FRESH))
		intake_look(in, g);
}
