/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_FETCH_SANDBOX_H
#define TOOLS_FETCH_SANDBOX_H

/*
 * What a child process gives up before it touches what strangers sent. All
 * capabilities go, the user becomes the configured one if there is one, new
 * privileges are barred, and the child dies with its parent. Then, as far as
 * the kernel has them, Landlock and a seccomp filter take the rest.
 */

#include <stdbool.h>
#include <stdint.h>

struct sandbox {
	const char *user;	/* "" or unknown: stays who it is */
	const char *folder;	/* may write below it; NULL: nothing that is
				   not open already */
	bool network;		/* may open sockets */
	uint64_t max_file;	/* bytes a file may grow to; 0: any */
};

/* 0 or -errno. Without `folder` it also fails where nothing keeps a process
 * of root's from writing its files. */
int sandbox_enter(const struct sandbox *s);

/* Closes all files but standard ones and the `n` first behind them. */
void sandbox_close_files(unsigned n);

#endif
