/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon mode, cordon confirm, cordon reload: what changes the daemon. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/log.h"
#include "lib/units.h"
#include "tools/cli/candidates.h"
#include "tools/cli/client.h"
#include "tools/cli/output.h"
#include "tools/run.h"

static int print_answer(json_t *j)
{
	output_json(j);
	json_decref(j);
	return 0;
}

/* The same as an answer to a change, and what holds for each vendor. */
static int show_json(const json_t *status)
{
	static const char *const keys[] = {
		"mode", "mode_origin", "mode_ends_in", "mode_needs_confirm",
		"on_failure", "on_stop",
	};
	json_t *j = json_pack("{ss}", "schema", "cordon.mode/1");
	json_t *vendors = json_array();
	const json_t *v;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if ((v = json_object_get(status, keys[i])))
			json_object_set(j, keys[i], (json_t *)(uintptr_t)v);
	json_object_set_new(j, "generation", json_integer(client_number(status,
			    "generation.number")));
	json_array_foreach(json_object_get(status, "vendors"), i, v)
		json_array_append_new(vendors, json_pack("{ss ss}", "id",
				      client_text(v, "id"), "mode",
				      client_text(v, "mode")));
	json_object_set_new(j, "vendors", vendors);
	return print_answer(j);
}

static int show(const struct args *a)
{
	json_t *j = client_require(a, "status");
	const json_t *v;
	size_t i;

	if (a->as_json) {
		int status = show_json(j);

		json_decref(j);
		return status;
	}
	printf("%s, from %s\n", paint_safe(client_text(j, "mode")),
	       paint_safe(client_text(j, "mode_origin")));
	json_array_foreach(json_object_get(j, "vendors"), i, v)
		if (strcmp(client_text(v, "mode"), "off") != 0)
			printf("  %-20s %s\n",
			       paint_safe(client_text(v, "id")),
			       paint_safe(client_text(v, "mode")));
	puts("others are off; see \"cordon vendors\"");
	json_decref(j);
	return 0;
}

/* It goes into a line of words, and must be one of the catalogue's. */
static void check_vendor(const struct args *a)
{
	char *miss = candidates_miss(KIND_VENDOR, a, "vendor", a->vendor);

	if (miss || strpbrk(a->vendor, " \t\n"))
		fatalx_status(EX_USAGE, "%s; see \"cordon vendors\"", miss ?
			      miss : "no vendor has blanks in its id");
}

static const char *check_time(const char *option, const char *text)
{
	uint64_t seconds;

	if (!duration_parse(text, &seconds) || seconds == 0)
		fatalx_status(EX_USAGE, "%s \"%s\" is not a duration such as "
			      "90s, 15m, 2h", option, text);
	return text;
}

int mode_run(const struct args *a)
{
	const char *for_time = a->time_for, *confirm = a->confirm;
	char *line, *before;
	json_t *j;

	if (a->nwords == 0 && (for_time || confirm || a->vendor))
		fatalx_status(EX_USAGE, "which mode? off, observe or enforce");
	if (a->nwords == 0)
		return show(a);
	if (for_time && confirm)
		fatalx_status(EX_USAGE, "--for and --confirm exclude each "
			      "other");
	if (a->vendor)
		check_vendor(a);
	j = client_require(a, "status");
	before = xstrdup(client_text(j, "mode"));
	json_decref(j);
	line = xasprintf("mode %s%s%s%s%s", a->words[0],
			 a->vendor ? " vendor " : "",
			 a->vendor ? a->vendor : "",
			 for_time ? " for " : confirm ? " confirm " : "",
			 for_time ? check_time("--for", for_time) :
			 confirm ? check_time("--confirm", confirm) : "");
	j = client_require(a, line);
	free(line);
	if (a->as_json) {
		free(before);
		return print_answer(j);
	}
	printf("%s is now in mode %s",
	       paint_safe(a->vendor ? a->vendor : "cordon"),
	       paint_safe(a->words[0]));
	if (for_time)
		printf(" for %s", paint_safe(for_time));
	if (confirm)
		printf("; back after %s unless: cordon confirm",
		       paint_safe(confirm));
	if (!for_time && !confirm && !a->vendor)
		printf("; undo: cordon mode %s", paint_safe(before));
	putchar('\n');
	free(before);
	json_decref(j);
	return 0;
}

int mode_confirm_run(const struct args *a)
{
	json_t *j = client_require(a, "confirm");

	if (a->as_json)
		return print_answer(j);
	printf("confirmed: mode %s\n", paint_safe(client_text(j, "mode")));
	json_decref(j);
	return 0;
}

int mode_reload_run(const struct args *a)
{
	json_t *j = client_require(a, "reload");

	if (a->as_json)
		return print_answer(j);
	printf("reloaded: mode %s, generation %lld\n",
	       paint_safe(client_text(j, "mode")),
	       client_number(j, "generation"));
	json_decref(j);
	return 0;
}
