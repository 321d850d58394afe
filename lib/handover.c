/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By the environment: LISTEN_FDS of a service manager, and one of our own,
 * whose words are NAME=@DESCRIPTOR or NAME=NUMBER. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/buffer.h"
#include "lib/handover.h"

#define OURS "CORDOND_HANDOVER"

enum { FIRST_PASSED = 3 };

/* --- putting --------------------------------------------------------- */

static void put(struct handover *h, const char *name, int fd, uint64_t number)
{
	struct handover_item *i = &h->items[h->n];

	if (h->n == HANDOVER_ITEMS)
		return;
	snprintf(i->name, sizeof(i->name), "%s", name);
	i->fd = fd;
	i->number = number;
	h->n++;
}

void handover_put(struct handover *h, const char *name, int fd)
{
	if (fd >= 0)
		put(h, name, fd, 0);
}

void handover_put_number(struct handover *h, const char *name, uint64_t n)
{
	put(h, name, -1, n);
}

/* --- receiving ------------------------------------------------------- */

/* Not what is not open. */
static void take_fd(struct handover *h, const char *name, int fd)
{
	if (fd >= FIRST_PASSED && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0)
		put(h, name, fd, 0);
}

static void read_ours(struct handover *h, char *text)
{
	char *word, *value;

	while ((word = strsep(&text, " "))) {
		value = strchr(word, '=');
		if (!value)
			continue;
		*value++ = '\0';
		if (*value == '@')
			take_fd(h, word, (int)strtol(value + 1, NULL, 10));
		else
			put(h, word, -1, strtoull(value, NULL, 10));
	}
}

static void read_managers(struct handover *h, int count, char *names)
{
	char *name;

	for (int fd = FIRST_PASSED; count > 0 && (name = strsep(&names, ":"));
	     fd++, count--)
		take_fd(h, name, fd);
}

static bool is_for_us(const char *pid)
{
	return pid && strtol(pid, NULL, 10) == getpid();
}

void handover_receive(struct handover *h)
{
	char *ours = getenv(OURS), *names = getenv("LISTEN_FDNAMES");
	const char *count = getenv("LISTEN_FDS");

	*h = (struct handover) { .n = 0 };
	h->same = ours && is_for_us(strsep(&ours, " "));
	if (h->same && ours)
		read_ours(h, ours);
	else if (names && count && is_for_us(getenv("LISTEN_PID")))
		read_managers(h, (int)strtol(count, NULL, 10), names);
	unsetenv(OURS);
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
}

int handover_take(struct handover *h, const char *name)
{
	for (unsigned i = 0; i < h->n; i++) {
		int fd = h->items[i].fd;

		if (fd < 0 || strcmp(h->items[i].name, name) != 0)
			continue;
		h->items[i].fd = -1;
		h->items[i].name[0] = '\0';
		return fd;
	}
	return -1;
}

uint64_t handover_number(const struct handover *h, const char *name)
{
	for (unsigned i = 0; i < h->n; i++)
		if (h->items[i].fd < 0 && strcmp(h->items[i].name, name) == 0)
			return h->items[i].number;
	return 0;
}

void handover_close(struct handover *h, const char *prefix)
{
	for (unsigned i = 0; i < h->n; i++) {
		struct handover_item *item = &h->items[i];

		if (item->fd < 0 ||
		    strncmp(item->name, prefix, strlen(prefix)) != 0)
			continue;
		close(item->fd);
		item->fd = -1;
		item->name[0] = '\0';
	}
}

/* --- going ----------------------------------------------------------- */

static void let_through(const struct handover *h, bool through)
{
	for (unsigned i = 0; i < h->n; i++)
		if (h->items[i].fd >= 0)
			fcntl(h->items[i].fd, F_SETFD,
			      through ? 0 : FD_CLOEXEC);
}

int handover_exec(const struct handover *h, const char *path,
		  char *const *argv)
{
	struct buffer text = { 0 };
	int ret;

	buffer_printf(&text, "%ld", (long)getpid());
	for (unsigned i = 0; i < h->n; i++) {
		const struct handover_item *item = &h->items[i];

		if (item->fd >= 0)
			buffer_printf(&text, " %s=@%d", item->name, item->fd);
		else
			buffer_printf(&text, " %s=%llu", item->name,
				      (unsigned long long)item->number);
	}
	setenv(OURS, text.p, 1);
	let_through(h, true);
	execv(path, argv);
	ret = -errno;
	let_through(h, false);
	unsetenv(OURS);
	buffer_done(&text);
	return ret;
}
