/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From root to one capability. */

#include <cap-ng.h>
#include <errno.h>
#include <fts.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lib/log.h"
#include "nfq/privilege.h"

static int change_user(const char *user)
{
	const struct passwd *pw = *user ? getpwnam(user) : NULL;

	if (geteuid() != 0)
		return -1;
	if (!pw) {
		if (*user)
			info("no user \"%s\" on this machine: staying root, "
			     "without its capabilities", user);
		return -1;
	}
	return capng_change_id((int)pw->pw_uid, (int)pw->pw_gid,
			       CAPNG_DROP_SUPP_GRP | CAPNG_CLEAR_BOUNDING);
}

int privilege_drop(const char *user)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	capng_clear(CAPNG_SELECT_BOTH);
	if (capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED,
			 CAP_NET_ADMIN) < 0)
		return -EPERM;
	if (change_user(user) == 0)
		return 0;
	/* Clearing the bounding set needs CAP_SETPCAP; a container may lack
	 * it, and then there is nothing in the set that we could gain. */
	if (capng_apply(CAPNG_SELECT_BOTH) < 0 &&
	    capng_apply(CAPNG_SELECT_CAPS) < 0)
		return -EPERM;
	return 0;
}

static void give(const char *path, const struct passwd *pw)
{
	if (lchown(path, pw->pw_uid, pw->pw_gid) < 0)
		warn("%s: cannot give it to %s", path, pw->pw_name);
}

void privilege_give(const char *path, const char *user, bool all)
{
	const struct passwd *pw = *user ? getpwnam(user) : NULL;
	char *const roots[] = { (char *)(uintptr_t)path, NULL };
	FTSENT *e;
	FTS *tree;

	if (!pw || geteuid() != 0)
		return;
	if (!all) {
		give(path, pw);
		return;
	}
	tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	while (tree && (e = fts_read(tree)))
		if (e->fts_info != FTS_DP)
			give(e->fts_path, pw);
	if (tree)
		fts_close(tree);
}
