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
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/client.h"

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

static int connect_to(const char *path)
{
	const struct timeval timeout = { .tv_sec = 30 };
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd, saved;

	if (strlen(path) >= sizeof(to.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(to.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	if (connect(fd, (void *)&to, sizeof(to)) == 0)
		return fd;
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

static json_t *exchange(int fd, const char *line)
{
	struct buffer answer = { 0 };
	char chunk[16384];
	json_t *j = NULL;
	ssize_t n;

	if (send(fd, line, strlen(line), MSG_NOSIGNAL) < 0 ||
	    send(fd, "\n", 1, MSG_NOSIGNAL) < 0)
		return NULL;
	while ((n = recv(fd, chunk, sizeof(chunk), 0)) > 0)
		buffer_add(&answer, chunk, (size_t)n);
	if (n == 0 && answer.len > 0)
		j = json_loadb(answer.p, answer.len, 0, NULL);
	if (n == 0 && !j)
		errno = EPROTO;
	buffer_done(&answer);
	return j;
}

json_t *client_ask(const struct args *a, const char *line)
{
	char *path = socket_path(a);
	int fd = connect_to(path), saved;
	json_t *j = NULL;

	if (fd >= 0)
		j = exchange(fd, line);
	saved = errno;
	if (fd >= 0)
		close(fd);
	free(path);
	errno = saved;
	return j;
}

json_t *client_require(const struct args *a, const char *line)
{
	json_t *j = client_ask(a, line);
	const char *error;

	if (!j && (errno == ENOENT || errno == ECONNREFUSED))
		fatalx_status(EX_UNAVAILABLE, "cordond is not running; start "
			      "it with \"systemctl start cordond\"");
	if (!j)
		fatalx_status(errno == EACCES ? EX_NOPERM : EX_UNAVAILABLE,
			      "cannot ask cordond: %s", strerror(errno));
	error = json_string_value(json_object_get(j, "error"));
	if (error)
		fatalx_status(EXIT_FAILURE, "%s", error);
	return j;
}

void client_reload(const struct args *a)
{
	json_t *j = client_ask(a, "reload");
	const char *error = j ? client_text(j, "error") : "";

	if (!j && errno != ENOENT && errno != ECONNREFUSED)
		warnx("stored, but cordond cannot be asked to reload: %s",
		      strerror(errno));
	else if (!j)
		warnx("cordond is not running: this takes effect when it "
		      "starts");
	else if (*error)
		fatalx_status(EXIT_FAILURE, "stored, but cordond cannot take "
			      "it up: %s", error);
	json_decref(j);
}

static const json_t *find(const json_t *j, const char *path)
{
	while (j && *path) {
		size_t n = strcspn(path, ".");
		char *key = xstrndup(path, n);

		j = json_object_get(j, key);
		free(key);
		path += n + (path[n] == '.');
	}
	return j;
}

const char *client_text(const json_t *j, const char *path)
{
	const char *s = json_string_value(find(j, path));

	return s ? s : "";
}

json_int_t client_number(const json_t *j, const char *path)
{
	return json_integer_value(find(j, path));
}

bool client_true(const json_t *j, const char *path)
{
	return json_is_true(find(j, path));
}
