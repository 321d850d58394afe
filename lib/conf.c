/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file into a struct, along a table of rows (API of libconfig 1.5). */

#include <libconfig.h>
#include <string.h>

#include "lib/conf.h"
#include "lib/conf_scan.h"
#include "lib/file.h"

enum { CONF_MAX = 16 << 20 };	/* bytes of a file */

bool conf_read(const char *path, const struct conf_row *rows, size_t nrows,
	       void *base, struct conf_report *report)
{
	struct conf_reader r = { .report = report };
	unsigned before = report->errors;
	struct buffer text = { 0 };
	config_t tree;
	int ret = file_read(path, CONF_MAX, &text);

	if (ret < 0) {
		conf_complain(report, path, 0, "%s", strerror(-ret));
		return false;
	}
	r.file = conf_keep_name(report, path);
	if (!conf_scan(&text, r.file, report)) {
		buffer_done(&text);
		return false;
	}
	config_init(&tree);
	if (config_read_string(&tree, text.p) == CONFIG_TRUE)
		conf_read_group(&r, config_root_setting(&tree), rows, nrows,
				base);
	else
		conf_complain(report, r.file,
			      (unsigned)config_error_line(&tree), "%s",
			      config_error_text(&tree));
	config_destroy(&tree);
	buffer_done(&text);
	return report->errors == before;
}
