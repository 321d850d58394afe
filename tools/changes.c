/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The register of changes, as commands write it. */

#include "tools/changes.h"
#include "tools/cli/who.h"

void changes_open(struct audit *a, const char *event_log)
{
	audit_open(a, event_log);
	who_calls(&a->caller);
	a->called = true;
}
