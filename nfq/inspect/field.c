/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fields of messages are called. */

#include "nfq/inspect/field.h"

const char *const field_words[FIELDS] = {
	[FIELD_NONE] = "", [FIELD_NAME] = "name",
	[FIELD_QUESTION] = "question", [FIELD_QUESTIONS] = "questions",
	[FIELD_LABEL] = "label", [FIELD_POINTER] = "pointer",
	[FIELD_HELLO] = "hello", [FIELD_EXTENSIONS] = "extensions",
	[FIELD_SERVER_NAME] = "server name",
	[FIELD_TARGET] = "target", [FIELD_HOST] = "host",
	[FIELD_LINE_END] = "line end",
	[FIELD_CONTENT_LENGTH] = "content length",
	[FIELD_TRANSFER_ENCODING] = "transfer encoding",
	[FIELD_CHUNK_SIZE] = "chunk size",
	[FIELD_FRAME] = "frame", [FIELD_HEADERS] = "headers",
};
