/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By which proxy a list is fetched. */

#include <string.h>

#include "tools/fetch/proxy.h"
#include "tools/fetch/target.h"

const char *proxy_of(const struct config_source *s,
		     char *(*get)(const char *name))
{
	static const char *const names[2][4] = {
		{ "http_proxy", "all_proxy", "ALL_PROXY", NULL },
		{ "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" },
	};
	static const char *const exempt[] = { "no_proxy", "NO_PROXY" };
	bool tls = strncmp(s->url, "https:", 6) == 0;

	if (strcmp(s->proxy, "none") == 0)
		return NULL;
	if (*s->proxy)
		return s->proxy;
	for (int i = 0; i < 2; i++)
		if (get(exempt[i]) && target_is_direct(s->url, get(exempt[i])))
			return NULL;
	for (int i = 0; i < 4 && names[tls][i]; i++) {
		const char *value = get(names[tls][i]);

		if (value && *value)
			return value;
	}
	return NULL;
}
