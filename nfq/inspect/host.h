/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_HOST_H
#define NFQ_INSPECT_HOST_H

#include "nfq/inspect/inspect.h"

/*
 * The name in what stands for a host: "name", "name:port", "[v6]:port" (RFC
 * 3986 3.2.2), as servers take it. It ends before the first colon that is not
 * in brackets, whatever follows, or before a NUL; blanks and dots at its end do
 * not count. An IPv6 address may lack its brackets. *port is the number behind
 * the colon, if one is there.
 */
struct span host_of(struct span text, uint16_t *port);

/*
 * Adds the name to the finding, with its port, and behind it whatever else a
 * server may make of a text that is more than a name: all of it, where the name
 * ends at a NUL, and in HTTP each word before that that has the form of a name,
 * also with what is %-encoded decoded. False if it cannot be kept: the message
 * must not pass for one that does not name it.
 */
bool host_add(struct finding *f, struct span text);

/* The words alone: of a text that says more than whom is asked. */
bool host_add_words(struct finding *f, struct span text);

/* The same of a message that is read in pieces: *names is how many it has had
 * until now, of which there are no more than a finding has room for. */
bool host_add_to(struct finding *f, struct span text, uint8_t *names);
bool host_add_words_to(struct finding *f, struct span text, uint8_t *names);

#endif
