/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CAPTURE_ANSWERS_H
#define TOOLS_CAPTURE_ANSWERS_H

/* cordon inspect --answers: what DNS answers say. */

#include "nfq/judge/pipeline.h"
#include "tools/cli/answer.h"

/* A row a record. */
extern const struct grid answers_grid;

/* The A, AAAA and CNAME records of a report's answer. */
void answers_put(struct answer *an, const char *file, const struct report *r);

#endif
