/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads values of leases. */

#include <string.h>

#include "tools/naming/lease_value.h"

int lease_digit(uint8_t c)
{
	c |= 0x20;
	return c >= '0' && c <= '9' ? c - '0' :
	       c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Six bytes of one or two digits, with colons between, or of two without. */
bool lease_card(struct span s, char mac[MAC_TEXT])
{
	struct span rest = s, part;
	uint8_t b[6] = { 0 };

	for (int i = 0; i < 6; i++) {
		if (s.len == 12)
			part = (struct span) { s.p + 2 * i, 2 };
		else
			part = span_cut(&rest, ':');
		if (part.len < 1 || part.len > 2)
			return false;
		for (size_t k = 0; k < part.len; k++) {
			if (lease_digit(part.p[k]) < 0)
				return false;
			b[i] = (uint8_t)(b[i] << 4 | lease_digit(part.p[k]));
		}
	}
	if (s.len != 12 && rest.len > 0)
		return false;
	mac_format(b, mac);
	return true;
}

bool lease_address(struct span s, char address[ADDRESS_TEXT])
{
	struct span own = span_cut(&s, '/');
	char text[ADDRESS_TEXT];
	struct address a;

	if (own.len >= sizeof(text) || own.len == 0)
		return false;
	memcpy(text, own.p, own.len);
	text[own.len] = '\0';
	if (!address_parse(text, &a))
		return false;
	address_format(&a, address);
	return true;
}

int64_t lease_time(struct span s)
{
	int64_t n = 0;

	if (s.len == 0 || s.len > 12)
		return 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return 0;
		n = 10 * n + (s.p[i] - '0');
	}
	return n;
}
