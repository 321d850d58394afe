/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The result of compiling. */

#include <stdlib.h>

#include "ruleset/generation/compiled.h"

void compiled_forget(struct compiled *c)
{
	for (size_t i = 0; i < c->nlists; i++) {
		free(c->lists[i].path);
		free(c->lists[i].source);
		free(c->lists[i].vendor);
	}
	for (size_t i = 0; i < c->nvendors; i++)
		free(c->vendors[i].id);
	free(c->lists);
	free(c->vendors);
	c->lists = NULL;
	c->vendors = NULL;
	c->nlists = c->nvendors = c->nnames = c->nprefixes = 0;
}

void compiled_done(struct compiled *c)
{
	compiled_forget(c);
	inputs_done(&c->inputs);
	buffer_done(&c->names);
	buffer_done(&c->prefixes);
	*c = (struct compiled) { 0 };
}
