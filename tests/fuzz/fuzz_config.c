/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A configuration file: what is read without a mistake prints as a file that
 * reads and prints the same; a mistake is told with its place. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tests/fuzz/fuzz.h"

/* libconfig 1.5 loses a string that the file ends in. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig\n";
}

static char folder[64];

static void remove_folder(void)
{
	char path[80];

	snprintf(path, sizeof(path), "%s/cordon.conf", folder);
	unlink(path);
	rmdir(folder);
}

static const char *file(void)
{
	static char path[80];

	if (path[0])
		return path;
	snprintf(folder, sizeof(folder), "/tmp/cordon-fuzz-XXXXXX");
	must(mkdtemp(folder));
	atexit(remove_folder);
	snprintf(path, sizeof(path), "%s/cordon.conf", folder);
	return path;
}

static void write_file(const void *p, size_t len)
{
	int fd = open(file(), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	must(fd >= 0 && write(fd, p, len) == (ssize_t)len);
	close(fd);
}

/* Every complaint is a line that begins with the file. */
static void check_complaints(const struct conf_report *r)
{
	const char *line = r->text.p;

	must(r->errors > 0 && line && *line);
	for (; *line; line = strchr(line, '\n') + 1) {
		must(strncmp(line, file(), strlen(file())) == 0 ||
		     strncmp(line, "configuration:", 14) == 0);
		must(strchr(line, '\n'));
	}
}

static void check_printed(const struct config *c)
{
	struct buffer first = { 0 }, again = { 0 };
	struct config d;

	config_print(c, &first);
	write_file(first.p, first.len);
	must(config_load(&d, file()));
	config_print(&d, &again);
	/* Comments tell the origins, which are others now. */
	must(d.mode == c->mode && d.unknown == c->unknown &&
	     d.mark_mask == c->mark_mask && d.vendors.n == c->vendors.n);
	must(strcmp(d.log.file, c->log.file) == 0);
	config_done(&d);
	buffer_done(&first);
	buffer_done(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config c;

	write_file(data, size);
	if (config_load(&c, file()))
		check_printed(&c);
	else
		check_complaints(&c.report);
	config_done(&c);
	return 0;
}
