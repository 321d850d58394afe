/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The other end of the daemon's control socket. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/buffer.h"
#include "lib/log.h"
#include "nfq/control.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/client.h"
#include "tools/cli/who.h"

/* --socket, else the one that the configuration names. */
static char *socket_path(const struct args *a)
{
	struct config c;
	char *path;

	if (a->socket)
		return xstrdup(a->socket);
	config_load(&c, a->config);
	path = xasprintf("%s/control.sock", c.run);
	config_done(&c);
	return path;
}

/* A question is answered at once, an order when it is carried out. */
static const char question[] = "status";

enum { QUESTION_SECONDS = 10, ORDER_SECONDS = 30 };

static int seconds_for(const char *line)
{
	return strcmp(line, question) == 0 ? QUESTION_SECONDS : ORDER_SECONDS;
}

/* A socket, or -errno. */
static int connect_to(const char *path, int seconds)
{
	const struct timeval timeout = { .tv_sec = seconds };
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd, ret;

	if (strlen(path) >= sizeof(to.sun_path))
		return -ENAMETOOLONG;
	memcpy(to.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	if (connect(fd, (void *)&to, sizeof(to)) == 0)
		return fd;
	ret = -errno;
	close(fd);
	return ret;
}

/* What changes something goes with who wants it, as far as there is room: an
 * older cordond leaves what is behind the first line alone, but must have taken
 * all of it. The caller frees. */
static char *request_of(const char *line)
{
	size_t used = strlen(line) + 1;
	char more[CONTROL_LINE];
	struct caller c;

	if (strcmp(line, question) == 0 || used + 2 >= sizeof(more))
		return xasprintf("%s\n", line);
	who_calls(&c);
	if (!caller_write(&c, more, sizeof(more) - used - 2))
		return xasprintf("%s\n", line);
	return xasprintf("%s\n%s\n", line, more);
}

/* 0 or -errno. */
static int exchange(int fd, const char *line, struct buffer *answer)
{
	char *request = request_of(line), chunk[16384];
	ssize_t n = send(fd, request, strlen(request), MSG_NOSIGNAL);

	free(request);
	while (n > 0 && (n = recv(fd, chunk, sizeof(chunk), 0)) > 0)
		buffer_add(answer, chunk, (size_t)n);
	return n < 0 ? -errno : 0;
}

const struct jsontree_node *client_ask(struct client *c, const struct args *a,
				       const char *line)
{
	struct buffer answer = { 0 };
	char *path = socket_path(a);
	int seconds = seconds_for(line), fd = connect_to(path, seconds);
	int ret = fd < 0 ? fd : 0;

	*c = (struct client) { .answer = NULL };
	if (fd >= 0)
		ret = exchange(fd, line, &answer);
	if (fd >= 0)
		close(fd);
	c->fault.ret = ret;
	if (ret == -EAGAIN)
		fault_set(&c->fault, 0, "it hangs: nothing within %d seconds",
			  seconds);
	if (ret == 0)
		c->answer = jsontree_parse(&c->tree, answer.p, answer.len);
	if (ret == 0 && !c->answer)
		fault_set(&c->fault, 0, "its answer is not JSON: %s",
			  c->tree.why);
	buffer_done(&answer);
	free(path);
	return c->answer;
}

void client_done(struct client *c)
{
	jsontree_done(&c->tree);
	*c = (struct client) { .answer = NULL };
}

bool client_is_alone(const struct client *c)
{
	return !c->answer && (c->fault.ret == -ENOENT ||
			      c->fault.ret == -ECONNREFUSED);
}

const struct jsontree_node *client_require(struct client *c,
					   const struct args *a,
					   const char *line)
{
	const struct jsontree_node *n = client_ask(c, a, line);
	const char *error = jsontree_text(n, "error");
	char why[FAULT_TEXT];

	if (client_is_alone(c))
		fatalx_status(EX_UNAVAILABLE, "cordond is not running; start "
			      "it with \"systemctl start cordond\"");
	if (!n)
		fatalx_status(c->fault.ret == -EACCES ? EX_NOPERM :
			      EX_UNAVAILABLE, "cannot ask cordond: %s",
			      fault_text(&c->fault, why));
	if (*error)
		fatalx_status(EXIT_FAILURE, "%s", error);
	return n;
}

void client_reload(const struct args *a)
{
	struct client c;
	const struct jsontree_node *n = client_ask(&c, a, "reload");
	const char *error = jsontree_text(n, "error");
	char why[FAULT_TEXT];

	if (client_is_alone(&c))
		warnx("cordond is not running: this takes effect when it "
		      "starts");
	else if (!n)
		warnx("stored, but cordond cannot be asked to reload: %s",
		      fault_text(&c.fault, why));
	else if (*error)
		fatalx_status(EXIT_FAILURE, "stored, but cordond cannot take "
			      "it up: %s", error);
	client_done(&c);
}
