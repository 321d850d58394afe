/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_ASK_H
#define NFQ_ASK_H

/* Asks the cordond that runs, as nfq/control.h has it: a line there, an answer
 * back. */

#include "lib/buffer.h"

/* Asks the one of this folder (config.run), and waits some seconds for it. 0
 * with the answer, or -errno. */
int ask_daemon(const char *run, const char *words, struct buffer *answer);

#endif
