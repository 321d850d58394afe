/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_WORDS_H
#define TOOLS_LOG_WORDS_H

/* The words of "cordon log", and the options that choose events. */

#include "tools/cli/command.h"

#define LOG_BIT(o) OPTION_BIT(OPTION_##o)

/* Which events: the options that may be given more than once, and all. */
#define LOG_OFTEN (LOG_BIT(CLIENT) | LOG_BIT(VENDOR) | LOG_BIT(ROLE) | \
		   LOG_BIT(NAME) | LOG_BIT(DEST) | LOG_BIT(ACTION) | \
		   LOG_BIT(VIA) | LOG_BIT(FROM_LIST) | LOG_BIT(RULE))
#define LOG_FILTER (LOG_OFTEN | LOG_BIT(SINCE) | LOG_BIT(UNTIL) | \
		    LOG_BIT(LIMIT) | LOG_BIT(UTC) | LOG_BIT(FOLLOW))

extern const struct command log_words[];

#endif
