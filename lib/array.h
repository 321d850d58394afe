/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_ARRAY_H
#define LIB_ARRAY_H

/* How many elements an array has; a pointer is an error of compilation. */
#define ARRAY_SIZE(a) \
	(sizeof(a) / sizeof((a)[0]) + 0 * sizeof(struct { \
		_Static_assert(!__builtin_types_compatible_p( \
			__typeof__(a), __typeof__(&(a)[0])), \
			"a pointer has no length"); \
		int unused; \
	}))

#endif
