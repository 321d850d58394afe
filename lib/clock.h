/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Seconds since boot: setting the clock does not change them, and time spent
 * suspended counts (CLOCK_BOOTTIME). */
time_t clock_boot(void);

/* Milliseconds of a clock that only goes forward, for what waits a while
 * (CLOCK_MONOTONIC). */
int64_t clock_ms(void);

/* Seconds of a clock that only goes forward and costs next to nothing to read,
 * for each burst of packets (CLOCK_MONOTONIC_COARSE). */
uint32_t clock_second(void);

/* What time it is, in whole seconds, which costs as little
 * (CLOCK_REALTIME_COARSE). */
time_t clock_wall(void);

/* Microseconds of one that only goes forward (CLOCK_MONOTONIC). */
int64_t clock_us(void);

#endif
