/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The library finds the record of an address; for the other way round the
 * tree is walked, every node once. IPv4 lies at ::/96 of a tree for both
 * families; other places that lead there (::ffff:0:0/96, 2002::/16) are
 * aliases and passed over.
 */

#include <fcntl.h>
#include <maxminddb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/prefix.h"
#include "tools/sync/mmdb.h"

enum { V4_AT = 96, TAIL = 128 * 1024 };

struct walk {
	MMDB_s db;
	const struct asn_query *query;
	struct asn_data *data;
	struct conf_report *report;
	const char *path;
	size_t left;		/* nodes that may still be visited */
	size_t named;
	struct address at;	/* the way from the top, as bits */
	bool failed;
};

bool mmdb_is(const char *path)
{
	static const char mark[] = "\xab\xcd\xefMaxMind.com";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	off_t size = fd >= 0 ? lseek(fd, 0, SEEK_END) : -1;
	off_t from = size > TAIL ? size - TAIL : 0;
	char *tail = malloc(TAIL);
	ssize_t n = 0;

	if (tail && size > 0)
		n = pread(fd, tail, TAIL, from);
	if (fd >= 0)
		close(fd);
	size = n > 0 && memmem(tail, (size_t)n, mark, sizeof(mark) - 1);
	free(tail);
	return size;
}

static void fail(struct walk *w, const char *what)
{
	if (!w->failed)
		conf_complain(w->report, w->path, 0, "%s", what);
	w->failed = true;
}

/* "autonomous_system_number" of MaxMind and DB-IP, "asn" of others, where it
 * may be a text such as "AS64500". 0 if there is none. */
static uint32_t asn_of(MMDB_entry_s *entry)
{
	static const char *const keys[] = { "autonomous_system_number",
					    "asn" };
	MMDB_entry_data_s d;
	char text[16] = "";

	for (size_t i = 0; i < 2; i++) {
		const char *path[] = { keys[i], NULL };

		if (MMDB_aget_value(entry, &d, path) != MMDB_SUCCESS ||
		    !d.has_data)
			continue;
		if (d.type == MMDB_DATA_TYPE_UINT32)
			return d.uint32;
		if (d.type == MMDB_DATA_TYPE_UINT16)
			return d.uint16;
		if (d.type != MMDB_DATA_TYPE_UTF8_STRING ||
		    d.data_size >= sizeof(text))
			continue;
		memcpy(text, d.utf8_string, d.data_size);
		return (uint32_t)strtoul(text + strspn(text, "ASas"), NULL,
					 10);
	}
	return 0;
}

/* The prefix that `len` bits of the way lead to. */
static struct prefix prefix_at(const struct walk *w, unsigned len)
{
	static const uint8_t zeroes[12];
	struct prefix p = { w->at, (uint8_t)len };

	if (w->db.metadata.ip_version == 4)
		return (struct prefix) { address_from_v4(w->at.b),
					 (uint8_t)(V4_AT + len) };
	if (len >= V4_AT && memcmp(w->at.b, zeroes, sizeof(zeroes)) == 0)
		p.addr = address_from_v4(w->at.b + 12);
	return p;
}

static void take(struct walk *w, MMDB_entry_s *entry, unsigned len)
{
	uint32_t asn = asn_of(entry);
	struct prefix p = prefix_at(w, len);

	if (asn == 0)
		return;
	w->named++;
	if (!asn_is_wanted(w->query, asn))
		return;
	w->data->prefixes++;
	w->query->add(w->query->arg, asn, &p, 0);
}

static void visit(struct walk *w, uint32_t node, unsigned depth);

static bool is_alias(const struct walk *w, uint64_t node, unsigned depth)
{
	static const uint8_t zeroes[12];

	return w->db.metadata.ip_version == 6 &&
	       w->db.ipv4_start_node.netmask == V4_AT &&
	       node == w->db.ipv4_start_node.node_value &&
	       (depth != V4_AT || memcmp(w->at.b, zeroes, 12) != 0);
}

static void follow(struct walk *w, uint64_t record, uint8_t type,
		   MMDB_entry_s *entry, unsigned depth)
{
	switch (type) {
	case MMDB_RECORD_TYPE_SEARCH_NODE:
		if (!is_alias(w, record, depth))
			visit(w, (uint32_t)record, depth);
		break;
	case MMDB_RECORD_TYPE_DATA:
		take(w, entry, depth);
		break;
	case MMDB_RECORD_TYPE_EMPTY:
		break;
	default:
		fail(w, "a record that leads out of the database");
	}
}

/* Recursion as deep as an address has bits, and no node twice. */
static void visit(struct walk *w, uint32_t node, unsigned depth)
{
	unsigned bits = w->db.metadata.ip_version == 4 ? 32 : 128;
	uint8_t bit = (uint8_t)(0x80 >> depth % 8);
	MMDB_search_node_s n;

	if (w->failed)
		return;
	if (depth >= bits || w->left-- == 0) {
		fail(w, "its nodes are no tree");
		w->left = 0;
		return;
	}
	if (MMDB_read_node(&w->db, node, &n) != MMDB_SUCCESS) {
		fail(w, "a node that cannot be read");
		return;
	}
	follow(w, n.left_record, n.left_record_type, &n.left_record_entry,
	       depth + 1);
	w->at.b[depth / 8] |= bit;
	follow(w, n.right_record, n.right_record_type, &n.right_record_entry,
	       depth + 1);
	w->at.b[depth / 8] &= (uint8_t)~bit;
}

bool mmdb_read(const char *path, const struct asn_query *query,
	       struct asn_data *data, struct conf_report *report)
{
	struct walk w = {
		.query = query, .data = data, .report = report, .path = path,
	};
	int error = MMDB_open(path, MMDB_MODE_MMAP, &w.db);

	*data = (struct asn_data) { .format = "mmdb" };
	snprintf(data->source, sizeof(data->source), "%s", path);
	if (error != MMDB_SUCCESS) {
		conf_complain(report, path, 0, "%s", MMDB_strerror(error));
		return false;
	}
	data->made = (int64_t)w.db.metadata.build_epoch;
	w.left = w.db.metadata.node_count;
	visit(&w, 0, 0);
	if (!w.failed && w.named == 0)
		fail(&w, "no record in it has an AS number: not an ASN "
		     "database");
	MMDB_close(&w.db);
	return !w.failed;
}
