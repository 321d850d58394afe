/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_WIRE_H
#define TESTS_UNIT_WIRE_H

/*
 * Wires (lib/wire.h) with their own room, WIRE_SIZE bytes: one that is all
 * zero gets it when something is put. What does not fit ends the program.
 */

#include "lib/wire.h"

enum { WIRE_SIZE = 96 * 1024 };

void put(struct wire *w, const void *p, size_t n);
void put_text(struct wire *w, const char *s);
void put_fill(struct wire *w, uint8_t c, size_t n);

/* The low `size` bytes of a number, big-endian. */
void put_number(struct wire *w, uint32_t v, unsigned size);
void put8(struct wire *w, uint8_t v);
void put16(struct wire *w, uint16_t v);
void put32(struct wire *w, uint32_t v);

/* A length of `size` bytes that close_length() fills in; where it stands. */
size_t open_length(struct wire *w, unsigned size);
void close_length(struct wire *w, size_t behind, unsigned size);

#endif
