/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "tests/unit/generation_made.h"
#include "tests/unit/tap.h"

void generation_made(struct generation *g, const char *block,
		     const char *allow)
{
	static const char vendor[] = "id = \"acme\"; title = \"A\"; as_of = "
		"\"2026-01-01\"; bases = ( { id = \"b\"; authority = \"A\"; "
		"cite = \"C\"; binds = \"B\"; dates = \"D\"; source = "
		"\"S\"; } );";
	char *vendor_file = xasprintf("%s/vendors/1.conf", scratch());
	struct conf_report report = { .errors = 0 };
	struct config c = {
		.catalogue = xasprintf("%s/vendors", scratch()),
		.local_catalogue = xasprintf("%s/none", scratch()),
		.block_list = xasprintf("%s/block", scratch()),
		.allow_list = xasprintf("%s/allow", scratch()),
		.protect_list = xasprintf("%s/none", scratch()),
		.state = xstrdup(scratch()),
	};

	folder_make(c.catalogue, 0755);
	file_write(vendor_file, vendor, strlen(vendor), 0644);
	file_write(c.block_list, block, strlen(block), 0644);
	file_write(c.allow_list, allow, strlen(allow), 0644);
	if (generation_compile(g, &c, &report) < 0)
		give_up("%s", report.text.p ? report.text.p : "no generation");
	conf_report_done(&report);
	free(vendor_file);
	free(c.catalogue);
	free(c.local_catalogue);
	free(c.block_list);
	free(c.allow_list);
	free(c.protect_list);
	free(c.state);
}
