/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_REPORT_SCHEDULE_H
#define TOOLS_REPORT_SCHEDULE_H

/*
 * What cordon-report.timer makes where log.report asks for it, in the folder
 * "report" beside the log: latest.html, of the last thirty days, and
 * YEAR-MONTH.html of the month that is over, once. They are for the group that
 * the log is for; "cordon log erase" finds them there.
 */

#include "tools/cli/args.h"

int schedule_run(const struct args *a);

#endif
