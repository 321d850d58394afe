/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_WORDS_H
#define TOOLS_LOG_WORDS_H

/* The words of "cordon log", and the options that choose events. */

#include "tools/cli/command.h"

/* Which events: the options that may be given more than once, all, and those
 * that follow what comes, too. */
#define LOG_OFTEN OPT(CLIENT), OPT(VENDOR), OPT(ROLE), OPT(NAME), OPT(DEST), \
		  OPT(ACTION), OPT(VIA), OPT(FROM_LIST), OPT(RULE)
#define LOG_CHOICE LOG_OFTEN, OPT(SINCE), OPT(UNTIL), OPT(LIMIT), OPT(UTC)
#define LOG_FILTER LOG_CHOICE, OPT(FOLLOW), LOG_FLEET
#define LOG_FLEET OPT(FLEET), OPT(GATEWAY)

extern const struct command log_words[];

#endif
