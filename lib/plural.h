/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_PLURAL_H
#define LIB_PLURAL_H

/* The end of a noun behind a number: "1 line", "2 lines". */
static inline const char *plural(long long n)
{
	return n == 1 ? "" : "s";
}

#endif
