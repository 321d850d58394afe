/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Clocks that are not the wall's. */

#include "lib/clock.h"

time_t clock_boot(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec;
}

uint32_t clock_second(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return (uint32_t)t.tv_sec;
}
