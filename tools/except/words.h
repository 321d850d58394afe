/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_EXCEPT_WORDS_H
#define TOOLS_EXCEPT_WORDS_H

/* The words of "cordon except". */

#include "tools/cli/command.h"

extern const struct command except_words[];

#endif
