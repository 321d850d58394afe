/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_OPTION_H
#define TOOLS_CLI_OPTION_H

/* Every option of the command line, and what kind of value it takes: the
 * parser, the help, the completion and the check of the manual read this. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/cli/kind.h"
#include "tools/cli/option_set.h"

enum option {
	OPTION_CONFIG, OPTION_SOCKET, OPTION_JSON, OPTION_COLOR,
	OPTION_NO_PAGER, OPTION_HELP,
	OPTION_VERSION,		/* so far of every command */
	OPTION_CSV, OPTION_PLAIN, OPTION_CLIENT, OPTION_VENDOR, OPTION_NAME,
	OPTION_ACTION, OPTION_SINCE, OPTION_UNTIL, OPTION_LIMIT, OPTION_UTC,
	OPTION_FOLLOW, OPTION_BY, OPTION_FOR, OPTION_CONFIRM, OPTION_REMOVE,
	OPTION_ROLE, OPTION_OWNER, OPTION_REASON, OPTION_TICKET, OPTION_ALL,
	OPTION_DRY_RUN, OPTION_OFFLINE, OPTION_ACCEPT, OPTION_DUE,
	OPTION_BOOT, OPTION_WAIT, OPTION_SOURCE, OPTION_OFF, OPTION_NAMES,
	OPTION_ANSWERS, OPTION_PACKETS, OPTION_FORMAT, OPTION_MATCH,
	OPTION_COLUMN, OPTION_WHERE, OPTION_PATH, OPTION_COUNTRY,
	OPTION_ALLOWING, OPTION_ATTRIBUTES, OPTION_EXIT_CODE, OPTION_NAGIOS,
	OPTION_TEXTFILE, OPTION_HTTP, OPTION_FORCE, OPTION_LIST,
	OPTION_OVERLAP,
	OPTION_DEST, OPTION_VIA, OPTION_FROM_LIST, OPTION_RULE, OPTION_COLUMNS,
	OPTION_SORT, OPTION_NEW,
	OPTION_POLICY, OPTION_KEY, OPTION_NEW_KEY, OPTION_PASSWORD_FILE,
	OPTION_VALID_UNTIL, OPTION_SHARE, OPTION_AGAIN, OPTION_TO,
	OPTION_NEXT_KEY,
	OPTION_INTO, OPTION_SURE,	/* other "format", "confirm" */
	OPTION_WHO, OPTION_WHAT,
	OPTION_ONCE,
	OPTION_STREAM,
	OPTION_FLEET, OPTION_GATEWAY,
	OPTION_REPORT,			/* another "format" */
	OPTION_OUTPUT, OPTION_TITLE, OPTION_CONTRACT, OPTION_ANONYMIZE,
	OPTION_COMPARE, OPTION_SCHEDULED,
	OPTIONS
};

/* Those of every command, and all there are. */
struct option_set options_global(void);
struct option_set options_all(void);

struct option_row {
	const char *name;	/* without the dashes */
	char letter;		/* 0: none */
	enum kind kind;		/* of its value; KIND_NONE: a flag */
	const char *value;	/* what the help calls it */
	const char *help;
	size_t offset;		/* in struct args: bool or const char * */
};

extern const struct option_row options[OPTIONS];

struct args;

/* The value number `i` of an option that may be given often; NULL behind the
 * last. */
const char *option_value(const struct args *a, enum option o, unsigned i);

/* The option of a name of `len` letters, if there are two that of the set; or
 * of a letter; NULL. */
const struct option_row *option_find(const char *name, size_t len,
				     struct option_set set);
const struct option_row *option_of_letter(char letter);

/* The name in `set` nearest to `name`, or NULL. */
const char *option_suggest(const char *name, struct option_set set);

#endif
