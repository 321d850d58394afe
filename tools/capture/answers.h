/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CAPTURE_ANSWERS_H
#define TOOLS_CAPTURE_ANSWERS_H

/* cordon inspect --answers: what DNS answers say. */

#include "nfq/judge/report.h"
#include "tools/cli/args.h"

/* Prints the A, AAAA and CNAME records of a report's answer, a line each:
 * file "answer" client server question type data, tab-separated, with --csv
 * behind the header of answers_begin(), or with --json an object. */
void answers_begin(const struct args *a);
void answers_print(const struct args *a, const char *file,
		   const struct report *r);

#endif
