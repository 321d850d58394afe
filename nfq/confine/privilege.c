/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From root to one capability. */

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <libgen.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "nfq/confine/privilege.h"

/* And to the capabilities that were chosen; false if this user stays. */
static bool change_user(const char *user, capng_flags_t bounding)
{
	const struct passwd *pw = *user ? getpwnam(user) : NULL;

	if (geteuid() != 0)
		return false;
	if (!pw) {
		if (*user)
			info("no user \"%s\" on this machine: staying root, "
			     "without its capabilities", user);
		return false;
	}
	return capng_change_id((int)pw->pw_uid, (int)pw->pw_gid,
			       CAPNG_DROP_SUPP_GRP | bounding) == 0;
}

int privilege_pass_on(void)
{
	return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_ADMIN, 0,
		     0) < 0 ? -errno : 0;
}

int privilege_keep(void)
{
	return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 ?
	       -errno : 0;
}

/* Started with nothing else: then there is nothing to give up, and no call for
 * it is needed, which a service's filter may well forbid. */
static bool has_no_more(void)
{
	if (geteuid() == 0 || capng_get_caps_process() < 0)
		return false;
	for (unsigned cap = 0; cap <= CAP_LAST_CAP; cap++)
		if (capng_have_capability(CAPNG_PERMITTED, cap) !=
		    (cap == CAP_NET_ADMIN))
			return false;
	return privilege_keep() == 0;
}

/* While the bounding set has it: later it could not be passed on. Where this
 * fails nothing but that is lost. */
static void keep_inheritable(void)
{
	if (capng_get_caps_process() == 0 &&
	    capng_update(CAPNG_ADD, CAPNG_INHERITABLE, CAP_NET_ADMIN) == 0)
		capng_apply(CAPNG_SELECT_CAPS);
}

int privilege_drop(const char *user)
{
	capng_flags_t bounding = CAPNG_CLEAR_BOUNDING;
	capng_select_t all = CAPNG_SELECT_BOTH;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	if (has_no_more())
		return 0;
	/* Clearing the bounding set needs CAP_SETPCAP; a container may lack
	 * it, and then there is nothing in the set that we could gain. */
	if (!capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP)) {
		bounding = CAPNG_NO_FLAG;
		all = CAPNG_SELECT_CAPS;
	}
	keep_inheritable();
	capng_clear(CAPNG_SELECT_BOTH);
	if (capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED |
			 CAPNG_INHERITABLE, CAP_NET_ADMIN) < 0)
		return -EPERM;
	if (change_user(user, bounding))
		return 0;
	return capng_apply(all) < 0 ? -EPERM : 0;
}

/* A folder that says whose group what is in it has (setgid), says so of this,
 * too: a log is for its readers. */
static gid_t group_in(const char *path, const struct passwd *pw)
{
	char *copy = xstrdup(path);
	struct stat st;
	bool says = stat(dirname(copy), &st) == 0 && st.st_mode & S_ISGID;

	free(copy);
	return says ? (gid_t)-1 : pw->pw_gid;
}

/* Who owns the folder may have put anything there: what has a second name
 * could be any file of this machine, and stays whose it is. `name` is what it
 * is reached by from the working directory. */
static void give(const char *name, const char *path, const struct passwd *pw)
{
	int fd = open(name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		warn("%s: cannot give it to %s", path, pw->pw_name);
	else if (!S_ISDIR(st.st_mode) && st.st_nlink > 1)
		warnx("%s: a hard link, which is not given to %s", path,
		      pw->pw_name);
	else if (fchownat(fd, "", pw->pw_uid, group_in(name, pw),
			  AT_EMPTY_PATH) < 0)
		warn("%s: cannot give it to %s", path, pw->pw_name);
	if (fd >= 0)
		close(fd);
}

/* A folder in it that belongs to somebody else, as that of "cordon ship" does,
 * stays theirs with all that is in it. */
static bool is_others(const FTSENT *e, uid_t owner)
{
	return e->fts_info == FTS_D && e->fts_level > 0 &&
	       e->fts_statp->st_uid != 0 && e->fts_statp->st_uid != owner;
}

void privilege_give(const char *path, const char *user, bool all)
{
	const struct passwd *pw = *user && geteuid() == 0 ? getpwnam(user) :
							    NULL;
	char *const roots[] = { (char *)(uintptr_t)path, NULL };
	struct stat top;
	FTSENT *e;
	FTS *tree;

	if (!pw)
		return;
	if (!all) {
		give(path, path, pw);
		return;
	}
	if (stat(path, &top) < 0)
		return;
	/* With chdir(2), so that no folder is left for a link meanwhile. */
	tree = fts_open(roots, FTS_PHYSICAL, NULL);
	while (tree && (e = fts_read(tree)))
		if (is_others(e, top.st_uid))
			fts_set(tree, e, FTS_SKIP);
		else if (e->fts_info != FTS_DP)
			give(e->fts_accpath, e->fts_path, pw);
	if (tree)
		fts_close(tree);
}
