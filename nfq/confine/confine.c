/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files cordond needs while it runs, and what holds it to them. */

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <link.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/folder.h"
#include "lib/log.h"
#include "nfq/confine/confine.h"
#include "nfq/confine/landlock.h"
#include "nfq/confine/syscalls.h"

/* A sanitizer starts a process that reads this one's memory. */
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

/* --- files ----------------------------------------------------------- */

/* The folder, or the nearest above it that is there; but all files of the
 * machine are never meant. */
static int allow_folder(struct landlock *l, const char *path, unsigned access)
{
	char *copy = xstrdup(path), *at = copy;
	int ret = -ENOENT;

	while (ret == -ENOENT && strcmp(at, "/") != 0) {
		ret = landlock_allow(l, at, access);
		if (strcmp(at, ".") == 0)
			break;
		at = dirname(at);
	}
	free(copy);
	return ret == -ENOENT ? 0 : ret;
}

/* A file is replaced by another of its name, so it is its folder that counts;
 * and that of the file it is a link to. */
static int allow_file(struct landlock *l, const char *path, unsigned access)
{
	char *copy = xstrdup(path), *target = realpath(path, NULL);
	int ret = allow_folder(l, dirname(copy), access);

	if (ret == 0 && target)
		ret = allow_folder(l, dirname(target), access);
	free(target);
	free(copy);
	return ret;
}

/* A folder of configuration, whose files may be links. */
static int allow_files(struct landlock *l, const char *folder)
{
	int ret = allow_folder(l, folder, LANDLOCK_READ);
	char **names;
	size_t n;

	folder_list(folder, ".conf", &names, &n);
	for (size_t i = 0; ret == 0 && i < n; i++)
		ret = allow_file(l, names[i], LANDLOCK_READ);
	folder_list_free(names, n);
	return ret;
}

/* What the C library looks at: how many processors there are, the time zone.
 * It does without where it cannot. */
static int allow_system(struct landlock *l)
{
	static const char *const files[] = {
		"/sys/devices/system/cpu/online", "/proc/stat",
		"/etc/localtime", "/etc/machine-id",
	};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		int ret = landlock_allow(l, files[i], LANDLOCK_READ);

		if (ret < 0 && ret != -ENOENT && ret != -EACCES)
			return ret;
	}
	return 0;
}

static int allow_configuration(struct landlock *l, const struct config *c,
			       const char *config_path)
{
	const char *const files[] = {
		config_path, c->block_list, c->allow_list, c->protect_list,
	};
	char *copy = xstrdup(config_path);
	char *drop_ins = xasprintf("%s/conf.d", dirname(copy));
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < ARRAY_SIZE(files); i++)
		if (*files[i])
			ret = allow_file(l, files[i], LANDLOCK_READ);
	if (ret == 0)
		ret = allow_files(l, drop_ins);
	if (ret == 0)
		ret = allow_files(l, c->catalogue);
	if (ret == 0)
		ret = allow_files(l, c->local_catalogue);
	free(drop_ins);
	free(copy);
	return ret;
}

/* --- the program ------------------------------------------------------ */

/* Before other changes of what it does are told by syscalls_digest(). */
enum { FILES_VERSION = 2 };

/* The loader is run, and the libraries are read; where they lie, as another
 * edition of a library takes its place there. */
static int allow_object(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct landlock *l = arg;
	const char *name = info->dlpi_name;
	bool loader = info->dlpi_addr == getauxval(AT_BASE);
	int ret;

	(void)size;
	/* Ours, and the kernel's own, have no file. */
	if (name[0] != '/')
		return 0;
	ret = allow_file(l, name, LANDLOCK_READ);
	if (ret == 0 && loader)
		ret = landlock_allow(l, name, LANDLOCK_READ | LANDLOCK_RUN);
	return ret;
}

/* Also where a new version has taken its place, thus its folder. */
static int allow_program(struct landlock *l)
{
	static const char *const files[] = {
		"/etc/ld.so.cache", "/etc/ld.so.preload",
	};
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	int ret = n < 0 ? -errno : 0;

	for (size_t i = 0; ret == 0 && i < ARRAY_SIZE(files); i++) {
		ret = landlock_allow(l, files[i], LANDLOCK_READ);
		if (ret == -ENOENT)
			ret = 0;
	}
	if (ret == 0) {
		path[n] = '\0';
		ret = allow_folder(l, dirname(path), LANDLOCK_READ |
				   LANDLOCK_RUN);
	}
	return ret < 0 ? ret : dl_iterate_phdr(allow_object, l);
}

/* --- all files -------------------------------------------------------- */

static int lock_files(const struct config *c, const char *config_path,
		      struct confinement *got)
{
	struct landlock l;
	int ret = landlock_begin(&l);

	if (ret == 0)
		ret = allow_configuration(&l, c, config_path);
	if (ret == 0)
		ret = allow_system(&l);
	if (ret == 0)
		ret = allow_folder(&l, c->state, LANDLOCK_READ |
				   LANDLOCK_WRITE);
	if (ret == 0)
		ret = allow_file(&l, c->log.file, LANDLOCK_READ |
				 LANDLOCK_WRITE);
	if (ret == 0)
		got->runs = allow_program(&l) == 0;
	if (ret == 0)
		ret = allow_folder(&l, c->run, LANDLOCK_READ | LANDLOCK_WRITE |
				   LANDLOCK_SOCKET);
	if (ret == 0)
		ret = landlock_end(&l);
	landlock_drop(&l);
	got->landlock = ret == 0 ? l.abi : 0;
	got->runs = got->runs && ret == 0;
	return ret;
}

/* --- both ------------------------------------------------------------ */

enum { STATE = 0 };	/* it is written to, and made */

static const char *reason_of(int ret)
{
	return ret == -ENOSYS ? "this kernel has none" :
	       ret == -EOPNOTSUPP ? "switched off when this kernel booted" :
	       strerror(-ret);
}

/* What a reload may name anew; the other paths only count at a start. */
static void paths_of(const struct config *c, const char *out[CONFINED_PATHS])
{
	out[STATE] = c->state;
	out[1] = c->block_list;
	out[2] = c->allow_list;
	out[3] = c->protect_list;
	out[4] = c->catalogue;
	out[5] = c->local_catalogue;
}

static void note_paths(const struct config *config, struct confinement *got)
{
	const char *paths[CONFINED_PATHS];

	*got = (struct confinement) { 0 };
	paths_of(config, paths);
	for (int i = 0; i < CONFINED_PATHS; i++)
		got->named[i] = xstrdup(paths[i]);
}

void confine(const struct config *config, const char *config_path,
	     struct confinement *got)
{
	int ret;

	note_paths(config, got);
	if (SANITIZED) {
		got->runs = true;
		got->no_landlock = got->no_seccomp =
			"built with a sanitizer";
		return;
	}
	ret = lock_files(config, config_path, got);
	if (ret < 0)
		got->no_landlock = reason_of(ret);
	ret = syscalls_filter(got->runs);
	got->seccomp = ret == 0;
	if (ret < 0) {
		got->no_seccomp = reason_of(ret);
		got->runs = true;
	}
}

void confine_thread(void)
{
	if (!SANITIZED && prctl(PR_GET_SECCOMP) == SECCOMP_MODE_FILTER)
		syscalls_narrow();
}

/* --- over a change of the program -------------------------------------- */

void confine_hand_on(const struct confinement *c, struct handover *to)
{
	handover_put_number(to, "landlock", (uint64_t)c->landlock);
	handover_put_number(to, "seccomp", c->seccomp);
}

void confine_resume(const struct config *config, struct handover *left,
		    struct confinement *got)
{
	static const char *const as_before = "as before";

	note_paths(config, got);
	got->runs = true;
	got->landlock = (int)handover_number(left, "landlock");
	got->seccomp = handover_number(left, "seccomp") != 0;
	got->no_landlock = got->landlock ? NULL : as_before;
	got->no_seccomp = got->seccomp ? NULL : as_before;
}

uint64_t confine_digest(void)
{
	return syscalls_digest() ^ FILES_VERSION;
}

const char *confine_hides(const struct confinement *c,
			      const struct config *config)
{
	const char *now[CONFINED_PATHS];

	paths_of(config, now);
	for (int i = 0; c->landlock && i < CONFINED_PATHS; i++) {
		int fd = -1;

		if (strcmp(now[i], c->named[i]) == 0)
			continue;
		fd = open(now[i], O_RDONLY | O_CLOEXEC);
		if (fd < 0 && (errno == EACCES || i == STATE))
			return now[i];
		if (fd >= 0)
			close(fd);
	}
	return NULL;
}

void confine_done(struct confinement *c)
{
	for (int i = 0; i < CONFINED_PATHS; i++)
		free(c->named[i]);
}

void confine_tell(const struct confinement *c)
{
	char landlock[32] = "";

	if (c->landlock)
		snprintf(landlock, sizeof(landlock), ", landlock ABI %d",
			 c->landlock);
	info("sandbox: capabilities%s%s", c->seccomp ? ", seccomp" : "",
	     landlock);
	if (c->no_seccomp)
		warnx("sandbox: no filter of system calls: %s", c->no_seccomp);
	if (c->no_landlock)
		warnx("sandbox: no landlock, files are kept by their owners "
		      "alone: %s", c->no_landlock);
}
