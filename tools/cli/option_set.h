/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_OPTION_SET_H
#define TOOLS_CLI_OPTION_SET_H

/* Sets of options, by their numbers. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OPTION_SET_WORDS = 3, OPTION_SET_MOST = OPTION_SET_WORDS * 64 };

struct option_set {
	uint64_t words[OPTION_SET_WORDS];
};

bool option_set_has(struct option_set s, size_t option);
bool option_set_empty(struct option_set s);

struct option_set option_set_with(struct option_set s, size_t option);
/* What is in either; what is in the first alone. */
struct option_set option_set_join(struct option_set a, struct option_set b);
struct option_set option_set_less(struct option_set a, struct option_set b);

/* Of a list that ends with 0, and holds at most `most`. */
struct option_set option_set_of(const unsigned char *list, size_t most);

#endif
