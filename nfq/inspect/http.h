/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_HTTP_H
#define NFQ_INSPECT_HTTP_H

#include "nfq/inspect/framing.h"

/*
 * The head of an HTTP/1.x request (RFC 9112 3), or of one that some servers
 * take for it: the names are the host of an absolute target or of CONNECT, and
 * every Host field. MORE with a name set means that the head goes on behind it;
 * LOST, that it names these and nobody can tell where its body ends.
 */
enum inspect_result http_inspect(const uint8_t *p, size_t len,
				 struct finding *f);

/* How far a head was read; all zeros at its beginning. */
struct http_state {
	uint8_t at;
	uint8_t request;	/* enum request */
	uint8_t field;		/* the last one, which the next line may fold */
	bool folded;		/* it was folded itself, behind another */
	bool fields;		/* there was one */
	uint8_t hosts;		/* found until now */
	bool closes;		/* of 1.0, without a word of what comes after */
	uint8_t method_len;
	char method[15];	/* its beginning */
	struct framing framing;
};

/*
 * Reads on in a head of any length: f->used bytes need not be shown again, the
 * next call begins behind them; of HTTP_KEPT bytes some always are. Names are
 * those in what was used: they count at once and do not come again, so FOUND
 * and LOST may be without one. f->method is borrowed from the state.
 */
enum { HTTP_KEPT = 9 * 1024 };
enum inspect_result http_read(struct http_state *s, const uint8_t *p,
			      size_t len, struct finding *f);

/* The method of a request, or its beginning. */
void http_method_text(const struct finding *f, char text[DETAIL_SIZE]);

#endif
