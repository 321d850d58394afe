/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_START_H
#define NFQ_START_H

/* How cordond comes up, between daemon_init() and daemon_run(). Each of these
 * ends the program with a message where it cannot do its part. */

#include "nfq/daemon.h"

/* Opens all parts as root, in an order that never leaves a rule without a
 * reader: the table is applied when it returns. */
void start_open(struct daemon *d);

/* Gives up all privileges that were needed for that, and what else the kernel
 * can be asked to forbid us. */
void start_drop(struct daemon *d);

#endif
