/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_REPORT_STYLE_H
#define TOOLS_REPORT_STYLE_H

/* How a page looks, on a screen, light or dark, and on A4: a style sheet that
 * stands in the page itself, as nothing is fetched. */
extern const char style_sheet[];

#endif
