/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SCRIPTS_H
#define TOOLS_SCRIPTS_H

/* The files of packaging/completion, which mk/scripts.sh makes C of. */

struct script {
	const char *shell;	/* NULL ends the table */
	const char *text;
};

extern const struct script scripts[];

#endif
