/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers of generations. */

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "ruleset/generation/generations.h"
#include "tools/lists/number.h"

unsigned number_of(const char *word)
{
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	/* strtoul() would also take a sign and spaces. */
	if (*word < '0' || *word > '9' || *end || n == 0 || n > 999999999)
		fatalx_status(EX_USAGE, "\"%s\" is not the number of a "
			      "generation; see \"cordon lists show\"", word);
	return (unsigned)n;
}

bool number_is_there(const char *state, unsigned number)
{
	unsigned *numbers;
	size_t n = generations_list(state, &numbers), i = 0;

	while (i < n && numbers[i] != number)
		i++;
	free(numbers);
	return i < n;
}

unsigned number_of_lists_before(const char *state)
{
	unsigned number = generations_current(state);
	struct origin now, o;

	generations_origin(state, number, &now);
	/* What was made for local rules stands behind its lists. */
	for (o = now; o.base && o.base < number;
	     generations_origin(state, number, &o))
		number = o.base;
	while ((number = number_before(state, number)) > 0)
		if (!generations_origin(state, number, &o) ||
		    strcmp(o.lists, now.lists) != 0)
			return number;
	return 0;
}

unsigned number_before(const char *state, unsigned number)
{
	unsigned *numbers, found = 0;
	size_t n = generations_list(state, &numbers);

	for (size_t i = 0; i < n; i++)
		if (numbers[i] < number)
			found = numbers[i];
	free(numbers);
	return found;
}
