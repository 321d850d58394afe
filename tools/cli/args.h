/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_ARGS_H
#define TOOLS_CLI_ARGS_H

#include <stdbool.h>

struct command;

enum { ARGS_VALUES = 64 };

/* What a command line came to. Texts are borrowed from argv. */
struct args {
	const struct command *commands;	/* the whole table */
	const char *config, *socket, *color;
	/* The form; commands leave it to tools/cli/answer.c, but for how much
	 * they show. */
	bool as_json, as_csv, as_plain;
	bool no_pager, help, version;

	/* Each option with a value, as often as it was given; option_value()
	 * finds them. The fields below have the last of each. */
	struct args_value {
		unsigned char option;
		const char *text;
	} values[ARGS_VALUES];
	unsigned nvalues;

	bool fresh, sure;
	const char *dest, *via, *from_list, *rule, *columns, *sort,
		   *who, *what, *stream, *gateway;
	bool once, fleet;
	const char *report, *output, *title, *contract, *compare;
	bool anonymize, scheduled;
	const char *client, *vendor, *name, *action, *since, *until, *limit;
	const char *time_for, *confirm, *role, *owner, *reason, *ticket,
		   *by, *textfile;
	bool follow, names, packets, answers, exit_code, nagios, utc, all, http,
	     remove, force, list, overlap;
	const char *wait, *source;
	const char *key, *password_file, *valid_until, *share, *again, *to,
		   *next_key;
	bool policy, new_key;
	bool dry_run, offline, accept, due, boot, off;

	const char *into, *format, *match, *column, *attributes;
	const char *where, *path, *country;
	bool allowing;

	const struct command *command;	/* NULL: none was given */
	const struct command *verb;	/* the word that chose one, or NULL */
	char **words;		/* what is left, from that word on */
	int nwords;
};

/* Is a fleet meant? Who names a gateway means it, too. */
static inline bool args_fleet(const struct args *a)
{
	return a->fleet || a->gateway;
}

#endif
