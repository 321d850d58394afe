/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of names, in all forms; the first byte says which, or none. */

#include <string.h>

#include "lib/text.h"
#include "tests/fuzz/fuzz.h"
#include "tools/naming/lease.h"
#include "tools/naming/lease_value.h"
#include "tools/naming/makers.h"

static void must_be_right(const struct lease *l)
{
	char again[ADDRESS_TEXT];
	uint8_t mac[6];

	must(*l->mac || *l->address);
	must(!*l->mac || mac_parse(l->mac, mac));
	must(!*l->address ||
	     lease_address((struct span) { (const uint8_t *)l->address,
					   strlen(l->address) }, again));
	must(!*l->address || strcmp(again, l->address) == 0);
	must(l->name.len < LEASE_NAME);
	/* All of it is there. */
	for (size_t i = 0; i < l->name.len; i++)
		must(l->name.p[i] != '\n');
	must(l->since >= -62135596800 && l->until >= -62135596800);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lease_reader r;
	struct span line;
	struct lease l;
	struct text t;

	if (size == 0)
		return 0;
	lease_begin(&r, *data < LEASE_FORMS ? (enum lease_form)*data :
		    lease_guess((struct span) { data + 1, size - 1 }));
	text_over(&t, data + 1, size - 1);
	while (text_line(&t, &line)) {
		struct maker m = maker_line(line);

		must(!m.good || (m.number < 1 << 24 && m.name.len > 0));
		if (lease_line(&r, line, &l))
			must_be_right(&l);
	}
	return 0;
}
