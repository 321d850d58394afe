/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_GENERATION_MADE_H
#define TESTS_UNIT_GENERATION_MADE_H

/* Generations for tests, made of two local lists and a vendor without any. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "ruleset/generation/generation.h"
#include "tests/unit/tap.h"

/* A generation in memory, of these lines to block and to allow. */
static void generation_made(struct generation *g, const char *block,
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
		diag("%s", report.text.p ? report.text.p : "no generation");
	conf_report_done(&report);
	free(vendor_file);
	free(c.catalogue);
	free(c.local_catalogue);
	free(c.block_list);
	free(c.allow_list);
	free(c.protect_list);
	free(c.state);
}

#endif
