/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all inspectors share. */

#include "nfq/inspect/inspect.h"

void finding_clear(struct finding *f, enum protocol p)
{
	f->protocol = p;
	f->wrong = FIELD_NONE;
	f->nnames = 0;
	f->sure = f->hides = false;
	name_clear(&f->names[0]);
	f->port = 0;
	f->used = 0;
	f->body = BODY_NONE;
	f->body_length = 0;
	f->twofold = f->unread = f->changes = f->last = false;
	f->dns.type = 0;
	f->dns.question.len = f->dns.answer.len = 0;
	f->dns.edns = false;
	f->tls.version = 0;
	f->tls.ech = false;
	f->tls.retry = false;
	f->quic.version = 0;
	f->method.len = 0;
}
