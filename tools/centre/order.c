/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes and brings orders. */

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "tools/centre/order.h"
#include "tools/centre/rows.h"

#define NAME "order-"

enum { ORDER_MAX = 4096 };

/* --- a row ------------------------------------------------------------- */

/* Finds the client in a text, but not as a part of another's address: what is
 * before and behind it are its first and last groups. */
static void write_pattern(struct buffer *to, const char *client)
{
	bool v4 = !strchr(client, ':');

	buffer_text(to, v4 ? "(?i)(^|[^0-9.]|(?:^|[^0-9])\\.)" :
		    "(?i)(^|[^0-9a-f:]|(?:^|[^0-9a-f:]):)");
	for (; *client; client++) {
		if (*client == '.')
			buffer_char(to, '\\');
		buffer_char(to, *client);
	}
	buffer_text(to, v4 ? "($|[^0-9.]|\\.$|\\.[^0-9])" :
		    "($|[^0-9a-f:.]|[:.]$|[:.][^0-9a-f:])");
	buffer_char(to, '\0');
}

static int write_row(struct buffer *row, const struct order *o, uint64_t *id)
{
	struct buffer pattern = { 0 };

	if (getrandom(id, sizeof(*id), 0) != sizeof(*id))
		return -EIO;
	write_pattern(&pattern, o->client);
	buffer_printf(row, "%016" PRIx64 "\t", *id);
	rows_put(row, o->gateway);
	buffer_char(row, '\t');
	rows_put(row, o->client);
	buffer_printf(row, "\t%d\t", o->is_mac);
	rows_put(row, pattern.p);
	/* As many letters as the own lines of a gateway have then. */
	buffer_text(row, "\t\\\\1");
	for (size_t i = strlen(o->client); i > 0; i--)
		buffer_char(row, 'x');
	buffer_text(row, "\\\\2");
	buffer_char(row, '\t');
	rows_put(row, o->by);
	buffer_char(row, '\n');
	buffer_done(&pattern);
	return 0;
}

static bool bring(struct centre *to, const struct buffer *row,
		  struct fault *why)
{
	return centre_put(to, "INSERT INTO cordon.orders (id, gateway, client, "
			  "is_mac, pattern, blot, who) FORMAT TabSeparated",
			  row, why);
}

bool order_bring(struct centre *to, const struct order *o, struct fault *why)
{
	struct buffer row = { 0 };
	uint64_t id;
	int ret = write_row(&row, o, &id);

	if (ret < 0)
		fault_set(why, ret, "no order can be made");
	else
		ret = bring(to, &row, why) ? 0 : -EIO;
	buffer_done(&row);
	return ret == 0;
}

/* --- what is left ------------------------------------------------------ */

int order_leave(const struct config *c, const struct order *o)
{
	struct buffer row = { 0 };
	uint64_t id;
	int ret = write_row(&row, o, &id);
	char *path;

	if (ret == 0) {
		path = xasprintf("%s/ship/" NAME "%016" PRIx64, c->state, id);
		ret = file_write_given(path, row.p, row.len, 0600);
		free(path);
	}
	buffer_done(&row);
	return ret;
}

/* One that comes twice has the same id. */
static bool bring_file(struct centre *to, const char *path, struct fault *why)
{
	struct buffer row = { 0 };
	int ret = file_read(path, ORDER_MAX, &row);
	bool well = false;

	if (ret < 0) {
		fault_set(why, ret, "cannot be read");
		fault_at(why, path, 0);
	} else {
		well = bring(to, &row, why);
	}
	buffer_done(&row);
	if (well && unlink(path) < 0 && errno != ENOENT) {
		fault_set(why, -errno, "cannot be removed");
		fault_at(why, path, 0);
		well = false;
	}
	return well;
}

bool order_bring_all(struct centre *to, const struct config *c,
		     struct fault *why)
{
	char *folder = xasprintf("%s/ship", c->state);
	DIR *dir = opendir(folder);
	struct dirent *e;
	bool well = true;

	while (dir && well && (e = readdir(dir))) {
		char *path;

		/* Not those that are still being written. */
		if (strncmp(e->d_name, NAME, strlen(NAME)) != 0 ||
		    strlen(e->d_name) != strlen(NAME) + 16)
			continue;
		path = xasprintf("%s/%s", folder, e->d_name);
		well = bring_file(to, path, why);
		free(path);
	}
	if (dir)
		closedir(dir);
	free(folder);
	return well;
}
