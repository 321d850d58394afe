/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_ARGS_H
#define TOOLS_CLI_ARGS_H

#include <stdbool.h>

struct command;

/* What a command line came to. Texts are borrowed from argv. */
struct args {
	const struct command *commands;	/* the whole table */
	const char *config, *socket, *color;
	bool as_json, as_csv, as_plain;	/* read by tools/cli/answer.c alone */
	bool help, version;

	const char *client, *vendor, *name, *action, *since, *until, *limit;
	const char *time_for, *confirm, *role, *owner, *reason, *ticket,
		   *by, *textfile;
	bool follow, names, packets, answers, exit_code, nagios, utc, all, http,
	     remove, force, list;
	const char *wait, *source;
	bool dry_run, offline, accept, due, boot, off;

	const char *format, *match, *column, *attributes;
	const char *where, *path, *country;
	bool allowing;

	const struct command *command;	/* NULL: none was given */
	const struct command *verb;	/* the word that chose one, or NULL */
	char **words;		/* what is left, from that word on */
	int nwords;
};

#endif
