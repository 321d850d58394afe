/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names in HTTP of which nobody knows where a request begins. */

#include "lib/cursor.h"
#include "nfq/inspect/head_line.h"
#include "nfq/inspect/host.h"
#include "nfq/inspect/http_lost.h"
#include "nfq/inspect/octet.h"
#include "nfq/inspect/request_line.h"

/* The same line with the CR in its midst, if it is a Host field. */
static void take_lost_cr(struct finding *f, struct cursor c)
{
	const uint8_t *value;
	struct span line;
	bool odd;

	head_line_take_whole(c, &line);
	if (head_line_field(line, true, &value, &odd) == HEADER_HOST)
		host_add(f, (struct span) {
			value, (size_t)(line.p + line.len - value) });
}

/* Adds what a line names, or tells that HTTP/2 begins with it. True: it is a
 * Host field without a value. */
static bool take_lost_line(struct finding *f, struct span line)
{
	const uint8_t *value;
	struct span host;
	bool odd;

	if (request_line_ends_as_preface(line)) {
		f->changes = true;
		return false;
	}
	if (head_line_field(line, true, &value, &odd) != HEADER_HOST) {
		host_add(f, request_line_host(line));
		return false;
	}
	host = octet_trim((struct span) {
		value, (size_t)(line.p + line.len - value) });
	host_add(f, host);
	return host.len == 0;
}

enum inspect_result http_lost_inspect(const uint8_t *p, size_t len,
				      struct finding *f)
{
	struct cursor c = cursor_over(p, len);
	const uint8_t *open = NULL;

	finding_clear(f, PROTO_HTTP);
	while (c.left > 0 && f->nnames < FINDING_NAMES) {
		struct span line = { c.p, c.left };
		struct cursor start = c;
		bool bare;

		if (!head_line_take(&c, &line, &bare))
			cursor_skip(&c, c.left);
		else if (bare)
			take_lost_cr(f, start);
		if (line.len == 0 || !octet_is_blank(*line.p))
			open = NULL;
		if (line.len == 0)
			continue;
		if (open)
			host_add(f, line);
		if (take_lost_line(f, line))
			open = line.p;
	}
	f->used = (size_t)((open ? open : c.p) - p);
	return f->nnames ? INSPECT_FOUND : INSPECT_NONE;
}
