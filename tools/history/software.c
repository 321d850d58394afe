/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads roles. */

#include <string.h>

#include "lib/array.h"
#include "tools/history/software.h"

const char *const software_words[SOFTWARES] = {
	[SOFTWARE_INSTALLED] = "installed software", [SOFTWARE_APP] = "app",
	[SOFTWARE_DEVICE] = "device", [SOFTWARE_RESOLVER] = "DNS setting",
	[SOFTWARE_READER] = "reader", [SOFTWARE_EMBEDDED] = "embedded",
	[SOFTWARE_UNKNOWN] = "unknown",
};

static const struct {
	const char *role;
	enum software means;
} roles[] = {
	{ "activation", SOFTWARE_INSTALLED },
	{ "cloud-reputation", SOFTWARE_INSTALLED },
	{ "management", SOFTWARE_INSTALLED },
	{ "mdr", SOFTWARE_INSTALLED },
	{ "p2p", SOFTWARE_INSTALLED },
	{ "reputation", SOFTWARE_INSTALLED },
	{ "telemetry", SOFTWARE_INSTALLED },
	{ "threat-intel", SOFTWARE_INSTALLED },
	{ "trusted-time", SOFTWARE_INSTALLED },
	{ "update", SOFTWARE_INSTALLED },
	{ "app", SOFTWARE_APP },
	{ "app-us", SOFTWARE_APP },
	{ "sdk-config", SOFTWARE_APP },
	{ "sister-app", SOFTWARE_APP },
	{ "carriage", SOFTWARE_DEVICE },
	{ "device-cloud", SOFTWARE_DEVICE },
	{ "dns", SOFTWARE_RESOLVER },
	{ "doh-host", SOFTWARE_RESOLVER },
	{ "doq-port", SOFTWARE_RESOLVER },
	{ "dot-host", SOFTWARE_RESOLVER },
	{ "dot-port", SOFTWARE_RESOLVER },
	{ "resolver-address", SOFTWARE_RESOLVER },
	{ "evidence", SOFTWARE_READER },
	{ "information", SOFTWARE_READER },
	{ "media", SOFTWARE_READER },
	{ "product", SOFTWARE_READER },
	{ "training", SOFTWARE_READER },
	{ "web", SOFTWARE_READER },
	{ "cdn-alias", SOFTWARE_EMBEDDED },
	{ "injected-script", SOFTWARE_EMBEDDED },
};

enum software software_of(const char *role)
{
	for (size_t i = 0; i < ARRAY_SIZE(roles); i++)
		if (strcmp(roles[i].role, role) == 0)
			return roles[i].means;
	return SOFTWARE_UNKNOWN;
}

size_t software_list(const struct client_tried *t,
		     const char *words[SOFTWARES])
{
	bool found[SOFTWARES] = { false };
	size_t n = 0;

	for (size_t v = 0; v < t->n; v++)
		for (size_t r = 0; r < t->vendors[v].nroles; r++)
			found[software_of(t->vendors[v].roles[r].role)] = true;
	for (enum software s = 0; s < SOFTWARE_UNKNOWN; s++)
		if (found[s])
			words[n++] = software_words[s];
	return n;
}
