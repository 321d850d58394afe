/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_INDEX_LEGEND_H
#define RULESET_INDEX_LEGEND_H

/*
 * What the rules of a generation mean: each carries the number of a class,
 * and the class says whose it is, which role it has, which list it came from
 * and what is to be done. The legend is part of names.idx, in these sections:
 *
 *	STRS	strings, each with its NUL; offset 0 is ""
 *	VEND	24 bytes a vendor: id, title, as_of (string offsets), the number
 *		of its first basis, how many names and prefixes it has (4
 *		each); its bases go on to the next's
 *	BASE	40 bytes a basis: id, authority, cite, binds, dates,
 *		jurisdiction, and three texts with a space around each word:
 *		the roles it does not reach, those it does beside its duty's,
 *		the profiles it binds; duty, status, only those roles (1 each),
 *		zero (1)
 *	LIST	8 bytes a list: its path; 0
 *	CLAS	24 bytes a class: vendor (2), list (2), action (1),
 *		important (1), zero (2), role, source, confidence,
 *		ports (4 each)
 *	PORT	12 bytes a rule for a port of any address: class (2), port (2),
 *		transport (1), zero (3), line (4)
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ruleset/index/index.h"
#include "ruleset/index/reach.h"

/* What a list wants done with its entries. */
enum legend_action {
	LEGEND_BLOCK,	/* refuse, where the vendor is enforced */
	LEGEND_LOG,	/* not sure enough to refuse */
	LEGEND_SHOW,	/* explains an address, never acts on it */
	LEGEND_ALLOW,	/* let through, whoever else lists it */
	LEGEND_PROTECT,	/* never touch */
	LEGEND_EXCEPT,	/* taken out of its list's own other entries */
	LEGEND_ACTIONS
};

extern const char *const legend_action_words[LEGEND_ACTIONS];

struct legend_basis {
	const char *id, *authority, *cite, *binds, *dates, *jurisdiction;
	const char *profiles;		/* bound by it; a space around each */
	struct reach reach;
};

struct legend_vendor {
	const char *id, *title, *as_of;
	size_t first_basis, nbases;
	uint32_t names, prefixes;
};

struct legend_class {
	uint16_t vendor, list;
	enum legend_action action;
	uint8_t important;	/* reached by exceptions that are as much */
	const char *role, *source, *confidence;
	/* Destination ports that rules for addresses are confined to, as
	 * "443 853"; "" if to none. */
	const char *ports;
};

/* A rule for one port, whatever the address. */
struct legend_port {
	uint16_t class, port;
	uint8_t transport;		/* IPPROTO_TCP, IPPROTO_UDP */
	uint32_t line;
};

/* A legend in memory; its strings are borrowed from the index. */
struct legend {
	struct legend_vendor *vendors;
	size_t nvendors;
	struct legend_basis *bases;
	size_t nbases;
	const char **lists;
	size_t nlists;
	struct legend_class *classes;
	size_t nclasses;
	struct legend_port *ports;
	size_t nports;
};

/* 0, or -EBADMSG where something points outside of its section. */
int legend_open(struct legend *l, const struct index *ix);
void legend_close(struct legend *l);

/* What the builders of the indexes want to know of a class. */
struct legend_kind {
	uint16_t list;
	bool except;
	uint8_t important;
};

/* Is one an exception that takes entries of the other out? What is important
 * only by one that is, too. */
static inline bool legend_excepts(const struct legend_kind *one,
				  const struct legend_kind *from)
{
	return one->except && !from->except && one->list == from->list &&
	       (one->important >= from->important);
}

struct legend_kinds {
	struct legend_kind *kinds;	/* by class */
	bool exceptions;		/* there are some */
	/* Told of each rule that is folded away; may be NULL. */
	void (*dropped)(void *arg, uint16_t class);
	void *arg;
};

/*
 * Building one: equal strings, lists and classes get equal numbers. Where
 * there are more vendors, lists or classes than numbers, `full` is set and
 * the number given out is wrong: such a legend must not be written.
 */
struct legend_builder {
	struct buffer strings, vendors, bases, lists, classes, ports;
	struct legend_table {
		uint32_t *slots;	/* offset in the buffer, plus 1 */
		size_t size, n;
	} known_strings, known_lists, known_classes;
	bool full;
};

void legend_build_begin(struct legend_builder *b);
uint16_t legend_add_vendor(struct legend_builder *b, const char *id,
			   const char *title, const char *as_of);
/* One more, or fewer, of that vendor. */
void legend_count_name(struct legend_builder *b, uint16_t vendor, int more);
void legend_count_prefix(struct legend_builder *b, uint16_t vendor, int more);
/* Of the vendor added last. */
void legend_add_basis(struct legend_builder *b, const struct legend_basis *s);
uint16_t legend_add_list(struct legend_builder *b, const char *path);
uint16_t legend_add_class(struct legend_builder *b,
			  const struct legend_class *c);
void legend_add_port(struct legend_builder *b, const struct legend_port *p);
/* Whose a class is. */
uint16_t legend_class_vendor(const struct legend_builder *b, uint16_t class);
uint16_t legend_class_list(const struct legend_builder *b, uint16_t class);
enum legend_action legend_class_action(const struct legend_builder *b,
				       uint16_t class);
/* Of all classes; kinds->kinds is the caller's to free. */
void legend_build_kinds(const struct legend_builder *b,
			struct legend_kinds *kinds);
void legend_build_write(struct legend_builder *b, struct index_writer *w);
void legend_build_done(struct legend_builder *b);

/* The sections legend_build_write() adds. */
enum { LEGEND_SECTIONS = 6 };

#endif
