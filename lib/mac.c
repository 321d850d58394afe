/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses of Ethernet as text. */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/mac.h"

bool mac_parse(const char *text, uint8_t mac[6])
{
	uint8_t out[6];

	for (int i = 0; i < 6; i++, text += 2) {
		if ((i > 0 && *text++ != ':') ||
		    !isxdigit((unsigned char)text[0]) ||
		    !isxdigit((unsigned char)text[1]))
			return false;
		out[i] = (uint8_t)strtoul((char[]) { text[0], text[1], 0 },
					  NULL, 16);
	}
	if (*text)
		return false;
	memcpy(mac, out, sizeof(out));
	return true;
}

const char *mac_format(const uint8_t mac[6], char text[MAC_TEXT])
{
	static const char digits[] = "0123456789abcdef";
	char *to = text;

	for (int i = 0; i < 6; i++) {
		*to++ = digits[mac[i] >> 4];
		*to++ = digits[mac[i] & 15];
		*to++ = i < 5 ? ':' : '\0';
	}
	return text;
}
