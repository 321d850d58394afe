/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_RECORD_DOCUMENT_H
#define TOOLS_RECORD_DOCUMENT_H

/*
 * An event as a document of another schema, a line of JSON:
 *
 *	ecs	Elastic Common Schema 8.11
 *	ocsf	Open Cybersecurity Schema Framework 1.4.0, Network Activity
 *		(class 4001) with the profile security_control
 *
 * packaging/examples has the same for jq.
 */

#include "lib/buffer.h"
#include "lib/jsontree.h"

enum document { DOCUMENT_ECS, DOCUMENT_OCSF, DOCUMENTS };

extern const char *const document_words[DOCUMENTS];

/* Appends it with its newline; `n` is an event's line. */
void document_put(enum document d, const struct jsontree_node *n,
		  struct buffer *out);

#endif
