/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps how the last run went. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/buffer.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/jsontree.h"
#include "tools/history/lastrun.h"

enum { SIZE = 2048 };		/* each byte of `why` may take six */

static char *path_of(const char *state)
{
	return xasprintf("%s/index.state", state);
}

void lastrun_read(struct lastrun *r, const char *state)
{
	char *path = path_of(state);
	struct buffer text = { 0 };
	struct jsontree tree = { .n = 0 };
	const struct jsontree_node *n = NULL;

	if (file_read(path, SIZE, &text) == 0)
		n = jsontree_parse(&tree, text.p, text.len);
	*r = (struct lastrun) {
		.at = (time_t)jsontree_number(n, "at"),
		.well = (time_t)jsontree_number(n, "well"),
		.checked = (time_t)jsontree_number(n, "checked"),
	};
	snprintf(r->why, sizeof(r->why), "%s", jsontree_text(n, "why"));
	jsontree_done(&tree);
	buffer_done(&text);
	free(path);
}

static int put(const char *path, const struct buffer *line)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	ssize_t n = fd < 0 ? -1 : pwrite(fd, line->p, line->len, 0);
	int ret = n == (ssize_t)line->len ? 0 : n < 0 ? -errno : -ENOSPC;

	if (fd >= 0)
		close(fd);
	return ret;
}

int lastrun_write(const struct lastrun *r, const char *state)
{
	struct buffer line = { 0 };
	struct json j = json_into(&line);
	char *path = path_of(state);
	int ret;

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.index/1");
	json_number(&j, "at", (uint64_t)r->at);
	json_number(&j, "well", (uint64_t)r->well);
	json_number(&j, "checked", (uint64_t)r->checked);
	json_text(&j, "why", r->why);
	json_close(&j, '}');
	while (line.len < SIZE - 1)
		buffer_char(&line, ' ');
	buffer_char(&line, '\n');
	ret = put(path, &line);
	buffer_done(&line);
	free(path);
	return ret;
}
