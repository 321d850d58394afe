/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_CONFINE_PRIVILEGE_H
#define NFQ_CONFINE_PRIVILEGE_H

#include <stdbool.h>

/*
 * Gives up all but CAP_NET_ADMIN, for good: no new privileges, an empty
 * bounding set, and the user `user` where there is one of that name (else the
 * user stays and is warned about). Before any thread is started. 0 or -errno.
 */
int privilege_drop(const char *user);

/* What a program that runs in our place needs: it has the capability when it
 * begins, and gives it to no other then. After privilege_drop(). 0 or
 * -errno. */
int privilege_pass_on(void);
int privilege_keep(void);

/* Gives a file or folder to `user`, if there is one and we may; with `all`
 * everything below it too, by way of the working directory. Links are not
 * followed, and what has several hard links stays whose it is; so do folders in
 * it that are neither root's nor of whose the upper one was. In a folder that
 * passes on its group (setgid) the group stays. */
void privilege_give(const char *path, const char *user, bool all);

#endif
