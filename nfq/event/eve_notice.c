/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes notices as lines of the log. */

#include "lib/moment.h"
#include "nfq/event/eve_notice.h"

void eve_notice_write(const struct eve *eve, const struct notice *n,
		      struct buffer *out)
{
	struct json j = json_into(out);
	char when[MOMENT_TEXT];

	json_open(&j, NULL, '{');
	json_text(&j, "timestamp", moment_format_eve(&n->time, when));
	json_text(&j, "event_type", "cordon");
	json_text(&j, "host", eve->host);
	json_open(&j, "cordon", '{');
	json_text(&j, "schema", "cordon.eve/2");
	json_text(&j, "gateway", eve->gateway);
	json_text(&j, "stream", eve->stream);
	json_number(&j, "seq", eve->seq);
	json_text(&j, "event", n->event);
	if (n->who == NOTICE_SELF)
		json_text(&j, "by", "cordond");
	else
		json_number(&j, "uid", n->who);
	json_text(&j, "detail", n->detail);
	if (n->fields.len > 0) {
		buffer_char(out, ',');
		buffer_add(out, n->fields.p, n->fields.len);
	}
	json_close(&j, '}');
	json_close(&j, '}');
	buffer_char(out, '\n');
}
