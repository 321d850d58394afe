/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_REPORT_SECTIONS_H
#define TOOLS_REPORT_SECTIONS_H

/* The sections of a report, in their order; a file each. */

#include "tools/report/inquiry.h"
#include "tools/report/page.h"

void finding_put(struct page *p, struct inquiry *f);
void maker_put(struct page *p, struct inquiry *f);
void covered_put(struct page *p, struct inquiry *f);
/* A part of the one before, and 7, of a fleet. */
void covered_put_gateways(struct page *p, const struct inquiry *f);
void whole_put_fleet(struct page *p, struct inquiry *f);

void tried_put(struct page *p, struct inquiry *f);
void decided_put(struct page *p, struct inquiry *f);
void law_put(struct page *p, struct inquiry *f);
void whole_put(struct page *p, struct inquiry *f);
void duties_put(struct page *p, struct inquiry *f);
void appendix_put(struct page *p, struct inquiry *f);

#endif
