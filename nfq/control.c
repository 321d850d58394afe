/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Serves the control socket from the main thread, waiting for no client. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/log.h"
#include "nfq/control.h"

struct client {
	int fd;			/* -1: free */
	uid_t uid;		/* -1: not known */
	int64_t deadline;	/* for its line, or to take what is sent */
	char line[CONTROL_LINE];
	size_t len;
	struct buffer out;	/* answer not sent yet */
	size_t sent;
};

struct control {
	int fd;
	char *path;
	dev_t dev;		/* of what is at the path */
	ino_t ino;
	int64_t look;		/* again then: clock_ms() */
	bool lost;		/* and not bound again, which was said */
	void (*serve)(void *arg, struct request *r);
	void *arg;
	struct client clients[CONTROL_CLIENTS];
};

static int bind_socket(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			0);

	if (strlen(path) >= sizeof(at.sun_path)) {
		errno = ENAMETOOLONG;
	} else if (fd >= 0) {
		memcpy(at.sun_path, path, strlen(path));
		unlink(path);
		if (bind(fd, (void *)&at, sizeof(at)) == 0 &&
		    chmod(path, 0666) == 0 && listen(fd, 16) == 0)
			return fd;
	}
	if (fd >= 0) {
		int saved = errno;

		close(fd);
		errno = saved;
	}
	return -1;
}

static bool is_there(const struct control *c)
{
	struct stat st;

	return stat(c->path, &st) == 0 && st.st_dev == c->dev &&
	       st.st_ino == c->ino;
}

static void know(struct control *c)
{
	struct stat st;

	if (stat(c->path, &st) < 0)
		return;
	c->dev = st.st_dev;
	c->ino = st.st_ino;
}

enum { LOOK_MS = 1000 };

/* Somebody removed it, or put another in its place: once a second. */
static void look_after(struct control *c)
{
	int fd;

	if (clock_ms() < c->look)
		return;
	c->look = clock_ms() + LOOK_MS;
	if (is_there(c))
		return;
	fd = bind_socket(c->path);
	if (fd >= 0) {
		close(c->fd);
		c->fd = fd;
		know(c);
		warnx("%s was removed; it is there again", c->path);
	} else if (!c->lost) {
		warn("%s was removed", c->path);
	}
	c->lost = fd < 0;
}

struct control *control_open(const char *path, int fd,
			     void (*serve)(void *arg, struct request *r),
			     void *arg)
{
	struct control *c = xcalloc(1, sizeof(*c));

	for (int i = 0; i < CONTROL_CLIENTS; i++)
		c->clients[i].fd = -1;
	c->path = xstrdup(path);
	c->serve = serve;
	c->arg = arg;
	c->fd = fd >= 0 ? fd : bind_socket(path);
	if (c->fd >= 0) {
		know(c);
		return c;
	}
	warn("%s", path);
	control_close(c);
	return NULL;
}

int control_fd(const struct control *c)
{
	return c->fd;
}

static void drop(struct client *cl)
{
	if (cl->fd >= 0)
		close(cl->fd);
	buffer_done(&cl->out);
	*cl = (struct client) { .fd = -1 };
}

void control_close(struct control *c)
{
	if (!c)
		return;
	for (int i = 0; i < CONTROL_CLIENTS; i++)
		drop(&c->clients[i]);
	if (c->fd >= 0) {
		close(c->fd);
		unlink(c->path);
	}
	free(c->path);
	free(c);
}

unsigned control_fds(struct control *c, struct pollfd fds[CONTROL_CLIENTS + 1])
{
	unsigned n = 0;

	fds[n++] = (struct pollfd) { .fd = c->fd, .events = POLLIN };
	for (int i = 0; i < CONTROL_CLIENTS; i++)
		if (c->clients[i].fd >= 0)
			fds[n++] = (struct pollfd) {
				.fd = c->clients[i].fd,
				.events = c->clients[i].out.len ? POLLOUT :
								  POLLIN,
			};
	return n;
}

static bool may_change(uid_t uid)
{
	return uid == 0 || uid == geteuid();
}

static uid_t peer_of(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return (uid_t)-1;
	return peer.uid;
}

/* A free place that this user may have, or NULL. */
static struct client *place_for(struct control *c, uid_t uid)
{
	struct client *place = NULL;
	unsigned others = 0, same = 0;

	for (int i = 0; i < CONTROL_CLIENTS; i++) {
		struct client *cl = &c->clients[i];

		if (cl->fd < 0)
			place = cl;
		else if (!may_change(cl->uid))
			others++;
		if (cl->fd >= 0 && cl->uid == uid)
			same++;
	}
	if (may_change(uid))
		return place;
	return others < CONTROL_OTHERS && same < CONTROL_OF_A_USER ? place :
								     NULL;
}

/* As many as wait, that those who are turned away are not in others' way. */
static void accept_clients(struct control *c)
{
	for (int i = 0; i < CONTROL_CLIENTS; i++) {
		int fd = accept4(c->fd, NULL, NULL,
				 SOCK_CLOEXEC | SOCK_NONBLOCK);
		uid_t uid = fd < 0 ? 0 : peer_of(fd);
		struct client *cl = fd < 0 ? NULL : place_for(c, uid);

		if (cl) {
			cl->fd = fd;
			cl->uid = uid;
			cl->deadline = clock_ms() + CONTROL_PATIENCE_MS;
		} else if (fd >= 0) {
			close(fd);
		} else {
			return;
		}
	}
}

void control_refuse(struct request *r, const char *fmt, ...)
{
	struct json j = json_into(&r->out);
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buffer_reset(&r->out);
	json_open(&j, NULL, '{');
	json_text(&j, "error", text);
	json_close(&j, '}');
}

static void serve_line(struct control *c, struct client *cl, char *more)
{
	struct request r = {
		.uid = cl->uid, .may_change = may_change(cl->uid),
		.caller = more,
	};
	char *rest = cl->line, *word;

	more[strcspn(more, "\n")] = '\0';
	while (r.n < CONTROL_WORDS && (word = strsep(&rest, " \t")))
		if (*word)
			r.words[r.n++] = word;
	if (r.n > 0)
		c->serve(c->arg, &r);
	else
		control_refuse(&r, "an empty request");
	buffer_char(&r.out, '\n');
	cl->out = r.out;
	cl->deadline = clock_ms() + CONTROL_PATIENCE_MS;
}

static void read_client(struct control *c, struct client *cl)
{
	ssize_t n = recv(cl->fd, cl->line + cl->len,
			 sizeof(cl->line) - 1 - cl->len, 0);
	char *end;

	if (n <= 0) {
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			drop(cl);
		return;
	}
	cl->len += (size_t)n;
	cl->line[cl->len] = '\0';
	end = strchr(cl->line, '\n');
	if (end) {
		*end = '\0';
		serve_line(c, cl, end + 1);
	} else if (cl->len == sizeof(cl->line) - 1) {
		drop(cl);	/* no request is that long */
	}
}

static void write_client(struct client *cl)
{
	ssize_t n = send(cl->fd, cl->out.p + cl->sent,
			 cl->out.len - cl->sent, MSG_NOSIGNAL);

	if (n > 0) {
		cl->sent += (size_t)n;
		cl->deadline = clock_ms() + CONTROL_PATIENCE_MS;
	}
	if ((n < 0 && errno != EAGAIN && errno != EINTR) ||
	    cl->sent == cl->out.len)
		drop(cl);
}

static void drop_silent(struct control *c, int64_t now)
{
	for (int i = 0; i < CONTROL_CLIENTS; i++)
		if (c->clients[i].fd >= 0 && c->clients[i].deadline <= now)
			drop(&c->clients[i]);
}

void control_handle(struct control *c, const struct pollfd *fds, unsigned n)
{
	/* Whoever waited while others were served has not been silent. */
	int64_t start = clock_ms();

	for (unsigned k = 0; k < n; k++) {
		if (!fds[k].revents)
			continue;
		if (fds[k].fd == c->fd) {
			accept_clients(c);
			continue;
		}
		for (int i = 0; i < CONTROL_CLIENTS; i++) {
			struct client *cl = &c->clients[i];

			if (cl->fd != fds[k].fd)
				continue;
			if (!cl->out.len)
				read_client(c, cl);
			if (cl->fd >= 0 && cl->out.len)
				write_client(cl);
		}
	}
	drop_silent(c, start);
	look_after(c);
}
