/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frames of pcap and pcapng files. */

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/capture/capture.h"

enum {
	PCAP_HEADER = 24, PCAP_RECORD = 16,
	KUZNETZOV = 0xa1b2cd34, KUZNETZOV_RECORD = 24,
	FRAME_MAX = 256 * 1024,		/* libpcap's own limit */
	BLOCK_HEADER = 8, BLOCK_MIN = 12, BLOCK_MAX = FRAME_MAX + 4096,

	BLOCK_SECTION = 0x0a0d0d0a, BLOCK_INTERFACE = 1, BLOCK_PACKET = 2,
	BLOCK_SIMPLE = 3, BLOCK_ENHANCED = 6,
	SECTION_MAGIC = 0x1a2b3c4d,
	OPTION_END = 0, OPTION_RESOLUTION = 9,
};

static bool fail(struct capture *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static bool fail(struct capture *c, const char *fmt, ...)
{
	va_list ap;
	size_t n = 0;

	if (c->number > 0)
		n = (size_t)snprintf(c->error, sizeof(c->error),
				     "behind packet %llu: ",
				     (unsigned long long)c->number);
	va_start(ap, fmt);
	vsnprintf(c->error + n, sizeof(c->error) - n, fmt, ap);
	va_end(ap);
	return false;
}

/* Numbers in the byte order of whoever wrote the file. */
static uint32_t u32(const struct capture *c, const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return c->swapped ? __builtin_bswap32(v) : v;
}

static uint16_t u16(const struct capture *c, const uint8_t *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return c->swapped ? __builtin_bswap16(v) : v;
}

static struct timespec time_of(uint64_t t, uint64_t ticks)
{
	return (struct timespec) {
		.tv_sec = (time_t)(t / ticks),
		.tv_nsec = (long)((double)(t % ticks) * 1e9 / (double)ticks),
	};
}

static void add_interface(struct capture *c, uint32_t link, uint64_t ticks)
{
	if (c->ninterfaces == CAPTURE_INTERFACES)
		return;
	c->interfaces = xgrow(c->interfaces, c->ninterfaces,
			      sizeof(*c->interfaces));
	c->interfaces[c->ninterfaces++] = (struct capture_interface) {
		.link = link, .ticks = ticks,
	};
}

/* --- pcap ------------------------------------------------------------ */

static bool open_pcap(struct capture *c, const uint8_t header[PCAP_HEADER])
{
	uint32_t magic = u32(c, header);

	c->swapped = magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1 ||
		     magic == 0x34cdb2a1;
	magic = u32(c, header);
	if (magic != 0xa1b2c3d4 && magic != 0xa1b23c4d && magic != KUZNETZOV)
		return fail(c, "neither a pcap nor a pcapng file");
	c->record = magic == KUZNETZOV ? KUZNETZOV_RECORD : PCAP_RECORD;
	add_interface(c, u32(c, header + 20) & 0x0fffffff,
		      magic == 0xa1b23c4d ? 1000000000 : 1000000);
	return true;
}

static bool next_record(struct capture *c, struct capture_frame *f)
{
	uint8_t record[KUZNETZOV_RECORD];
	size_t n = fread(record, 1, c->record, c->f);
	uint64_t ticks = c->interfaces[0].ticks;
	uint32_t captured;

	if (n == 0 && !ferror(c->f))
		return false;
	if (n < c->record)
		return fail(c, "the file ends inside a packet's header");
	captured = u32(c, record + 8);
	if (captured > FRAME_MAX)
		return fail(c, "a length of %u cannot be", captured);
	if (fread(c->buffer, 1, captured, c->f) != captured)
		return fail(c, "the file ends inside a packet");
	c->number++;
	*f = (struct capture_frame) {
		.time = time_of(u32(c, record) * ticks + u32(c, record + 4),
				ticks),
		.link = c->interfaces[0].link,
		.data = { c->buffer, captured },
		.whole = u32(c, record + 12),
	};
	return true;
}

/* --- pcapng ---------------------------------------------------------- */

/* The ticks of if_tsresol (4.2): a power of ten, or of two with the upper
 * bit set; a microsecond if it is not there. */
static uint64_t read_resolution(const struct capture *c, const uint8_t *p,
				size_t len)
{
	uint64_t ticks = 1;

	while (len >= 4) {
		uint16_t code = u16(c, p), size = u16(c, p + 2);
		size_t step = 4u + ((size + 3u) & ~3u);

		if (code == OPTION_END || step > len)
			break;
		if (code == OPTION_RESOLUTION && size == 1) {
			unsigned n = p[4] & 0x7f;

			if (p[4] & 0x80)
				return 1ull << (n < 63 ? n : 63);
			for (; n > 0 && ticks < 1000000000000000000; n--)
				ticks *= 10;
			return ticks;
		}
		p += step;
		len -= step;
	}
	return 1000000;
}

static void read_interface(struct capture *c, const uint8_t *p, size_t len)
{
	if (len >= 8)
		add_interface(c, u16(c, p), read_resolution(c, p + 8, len - 8));
}

/* An enhanced (4.3), simple (4.4) or old (appendix A) packet block. */
static bool read_packet(struct capture *c, uint32_t type, const uint8_t *p,
			size_t len, struct capture_frame *f)
{
	size_t head = type == BLOCK_SIMPLE ? 4 : 20;
	uint32_t interface = 0, captured;
	uint64_t when = 0;

	if (len < head)
		return fail(c, "a packet block of %zu bytes", len);
	c->number++;
	f->whole = u32(c, p + head - 4);
	captured = (uint32_t)(f->whole < len - head ? f->whole : len - head);
	if (type != BLOCK_SIMPLE) {
		interface = type == BLOCK_ENHANCED ? u32(c, p) : u16(c, p);
		when = (uint64_t)u32(c, p + 4) << 32 | u32(c, p + 8);
		captured = u32(c, p + 12);
	}
	if (captured > len - head)
		return fail(c, "a packet longer than its block");
	if (interface >= c->ninterfaces)
		return fail(c, "interface %u was not described", interface);
	f->link = c->interfaces[interface].link;
	f->time = time_of(when, c->interfaces[interface].ticks);
	f->data = (struct span) { p + head, captured };
	return true;
}

/* Reads the rest of a block, whose type is known, to the buffer. Returns the
 * length of its body, or -1 with an error. */
static ssize_t read_block(struct capture *c, uint32_t type,
			  const uint8_t raw_length[4])
{
	size_t have = 0;
	uint32_t length;

	if (type == BLOCK_SECTION) {
		if (fread(c->buffer, 1, 4, c->f) != 4)
			return fail(c, "the file ends inside a block"), -1;
		have = 4;
		c->swapped = false;
		c->swapped = u32(c, c->buffer) != SECTION_MAGIC;
		c->ninterfaces = 0;
		if (u32(c, c->buffer) != SECTION_MAGIC)
			return fail(c, "a section of no byte order"), -1;
	}
	length = u32(c, raw_length);
	if (length < BLOCK_MIN + have || length % 4 || length > BLOCK_MAX)
		return fail(c, "a block of %u bytes cannot be", length), -1;
	length -= BLOCK_HEADER;
	if (fread(c->buffer + have, 1, length - have, c->f) != length - have)
		return fail(c, "the file ends inside a block"), -1;
	return (ssize_t)length - 4;
}

static bool next_block(struct capture *c, struct capture_frame *f)
{
	for (;;) {
		uint8_t header[BLOCK_HEADER];
		size_t n = fread(header, 1, sizeof(header), c->f);
		uint32_t type;
		ssize_t len;

		if (n == 0 && !ferror(c->f))
			return false;
		if (n < sizeof(header))
			return fail(c, "the file ends inside a block");
		type = u32(c, header);
		len = read_block(c, type, header + 4);
		if (len < 0)
			return false;
		if (type == BLOCK_INTERFACE)
			read_interface(c, c->buffer, (size_t)len);
		else if (type == BLOCK_PACKET || type == BLOCK_SIMPLE ||
			 type == BLOCK_ENHANCED)
			return read_packet(c, type, c->buffer, (size_t)len, f);
	}
}

/* --- both ------------------------------------------------------------ */

bool capture_open(struct capture *c, const char *path)
{
	uint8_t header[PCAP_HEADER];

	*c = (struct capture) { .path = path };
	c->f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	if (!c->f)
		return fail(c, "%s", strerror(errno));
	c->buffer = xcalloc(1, BLOCK_MAX);
	if (fread(header, 1, BLOCK_HEADER, c->f) != BLOCK_HEADER)
		return fail(c, "%s", ferror(c->f) ? strerror(errno) :
			    "shorter than the header of a capture");
	if (u32(c, header) == BLOCK_SECTION) {
		c->blocks = true;
		return read_block(c, BLOCK_SECTION, header + 4) >= 0;
	}
	if (fread(header + BLOCK_HEADER, 1, PCAP_HEADER - BLOCK_HEADER, c->f)
	    != PCAP_HEADER - BLOCK_HEADER)
		return fail(c, "shorter than the header of a pcap file");
	return open_pcap(c, header);
}

void capture_close(struct capture *c)
{
	if (c->f && c->f != stdin)
		fclose(c->f);
	free(c->buffer);
	free(c->interfaces);
	c->f = NULL;
	c->buffer = NULL;
	c->interfaces = NULL;
}

bool capture_next(struct capture *c, struct capture_frame *f)
{
	return c->blocks ? next_block(c, f) : next_record(c, f);
}
