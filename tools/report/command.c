/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon report: now, or by the timer. */

#include "tools/report/report.h"
#include "tools/report/schedule.h"
#include "tools/run.h"

int report_run(const struct args *a)
{
	return a->scheduled ? schedule_run(a) : report_write(a);
}
