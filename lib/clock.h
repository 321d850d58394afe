/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

#include <time.h>

/* Seconds since boot: setting the clock does not change them, and time spent
 * suspended counts (CLOCK_BOOTTIME). */
time_t clock_boot(void);

#endif
