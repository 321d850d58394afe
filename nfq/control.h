/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_CONTROL_H
#define NFQ_CONTROL_H

/*
 * The control socket: a client sends a line of words and gets a JSON object. A
 * second line, sent with the first, may say who gives the command (caller.h).
 * Everybody who may connect may ask for the status; only root and the
 * daemon's own user may change anything (SO_PEERCRED).
 */

#include <poll.h>
#include <stdbool.h>
#include <sys/types.h>

#include "lib/buffer.h"

/*
 * Some are kept for those who may change something; of the others a user has
 * a few, so that nobody shuts out anybody. Who neither asks nor takes an answer
 * is let go.
 */
enum {
	CONTROL_CLIENTS = 16, CONTROL_OTHERS = 12, CONTROL_OF_A_USER = 4,
	CONTROL_PATIENCE_MS = 5000,
	CONTROL_LINE = 512, CONTROL_WORDS = 16,
};

struct control;

/* One line asked. The answer goes to `out`. */
struct request {
	char *words[CONTROL_WORDS];
	unsigned n;
	uid_t uid;
	bool may_change;
	const char *caller;	/* the second line, or "" */
	struct buffer out;
};

/* `serve` fills r->out; it is called from control_handle(). `fd`, which it
 * takes unless it is -1, is the socket that another has bound to the path
 * before. */
struct control *control_open(const char *path, int fd,
			     void (*serve)(void *arg, struct request *r),
			     void *arg);
void control_close(struct control *c);

/* The socket, where others come. */
int control_fd(const struct control *c);

/* Fills `fds` with what to wait for; returns how many. control_handle() is
 * called every now and then where nothing comes, too; it binds the socket again
 * where somebody has removed it. */
unsigned control_fds(struct control *c, struct pollfd fds[CONTROL_CLIENTS + 1]);
void control_handle(struct control *c, const struct pollfd *fds, unsigned n);

/* The answer to what could not be done. */
void control_refuse(struct request *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
