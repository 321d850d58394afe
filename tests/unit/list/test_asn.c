/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prefixes by AS: what a file says, and what it was made of. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/file.h"
#include "lib/prefix.h"
#include "ruleset/list/asn.h"
#include "tests/unit/tap.h"

static const uint32_t wanted[] = { 7, 64500, 4200000000 };

static void take(void *arg, uint32_t asn, const struct prefix *p, unsigned line)
{
	char text[ADDRESS_TEXT];

	buffer_printf(arg, " %u:AS%u:%s", line, asn, prefix_format(p, text));
}

/* Reads a file of this text; what it says is in `out`. */
static bool read_text(const char *text, struct buffer *out,
		      struct asn_data *data, struct conf_report *report)
{
	const struct asn_query query = { wanted, 3, take, out };
	char path[128];

	buffer_reset(out);
	buffer_text(out, "");
	snprintf(path, sizeof(path), "%s/asns", scratch());
	file_write(path, text, strlen(text), 0644);
	return asn_read(path, &query, data, report);
}

static void test_read(void)
{
	struct conf_report report = { .errors = 0 };
	struct buffer out = { 0 };
	struct asn_data data;

	ok(read_text("192.0.2.0\t192.0.2.255\t64500\tZZ\tX\n"
		     "198.51.100.0\t198.51.100.255\t64501\tZZ\tY\n"
		     "2001:db8::\t2001:db8::2\t4200000000\tZZ\tZ\n"
		     "203.0.113.0\t203.0.113.255\t0\tNone\tNone\n",
		     &out, &data, &report), "iptoasn data");
	is_text(out.p, " 1:AS64500:192.0.2.0/24 3:AS4200000000:2001:db8::/127 "
		"3:AS4200000000:2001:db8::2", "only what is asked for");
	ok(data.prefixes == 3 && data.made > 1000000000 &&
	   strcmp(data.format, "iptoasn") == 0 &&
	   strncmp(data.source, scratch(), strlen(scratch())) == 0,
	   ": and where it is from");
	ok(report.errors == 0, ": without complaint");
	ok(read_text("{\"CIDR\":\"192.0.2.0/24\",\"ASN\":8,\"Hits\":1}\n",
		     &out, &data, &report) && data.prefixes == 0,
	   "data that say nothing of it are data");
	ok(!read_text("192.0.2.0/24\n", &out, &data, &report) &&
	   report.errors == 1, "a list without ASNs is none");
	ok(!read_text("<html>", &out, &data, &report), ": nor is a web page");
	conf_report_done(&report);
	buffer_done(&out);
}

static void test_written(void)
{
	struct conf_report report = { .errors = 0 };
	struct asn_data from = { "/data/x.mmdb", "mmdb", 1767225600, 0 };
	struct buffer text = { 0 }, out = { 0 };
	struct asn_data data;
	struct prefix p;

	asn_write_head(&text, &from);
	prefix_parse("192.0.2.0/25", &p);
	asn_write_line(&text, &p, 64500);
	prefix_parse("2001:db8::/32", &p);
	asn_write_line(&text, &p, 7);
	ok(read_text(text.p, &out, &data, &report), "what is written");
	is_text(out.p, " 2:AS64500:192.0.2.0/25 3:AS7:2001:db8::/32",
		": is read back");
	ok(strcmp(data.source, from.source) == 0 &&
	   strcmp(data.format, "mmdb") == 0 && data.made == from.made,
	   ": with what it was made of");
	conf_report_done(&report);
	buffer_done(&text);
	buffer_done(&out);
}

static void test_missing(void)
{
	const struct asn_query query = { wanted, 3, take, NULL };
	struct conf_report report = { .errors = 0 };
	struct asn_data data;

	ok(!asn_read("/nonexistent", &query, &data, &report) &&
	   report.errors == 1, "a missing file is a mistake");
	ok(asn_is_wanted(&query, 7) && !asn_is_wanted(&query, 8),
	   "what is wanted");
	conf_report_done(&report);
}

static void test_names(void)
{
	struct asn_names names = { .n = 0 };
	uint32_t *once;
	size_t n;

	asn_names_add(&names, 64501, 9);
	asn_names_add(&names, 64500, 4);
	asn_names_add(&names, 64501, 2);
	once = asn_names_once(&names, &n);
	ok(n == 2 && once[0] == 64500 && once[1] == 64501,
	   "numbers of a list, each once and in order");
	ok(asn_names_line(&names, 64501) == 2 &&
	   asn_names_line(&names, 64500) == 4 &&
	   asn_names_line(&names, 64499) == 0 &&
	   asn_names_line(&names, 64502) == 0, ": with their first lines");
	asn_names_done(&names);
	free(once);
	once = asn_names_once(&names, &n);
	ok(n == 0 && asn_names_line(&names, 1) == 0, ": none");
	free(once);
}

static void test_widest(void)
{
	struct prefix p;

	ok(prefix_parse("12.0.0.0/8", &p) && asn_may_announce(&p) == true,
	   "a /8 may be announced");
	ok(prefix_parse("128.0.0.0/7", &p) && !asn_may_announce(&p) &&
	   prefix_parse("2000::/18", &p) && !asn_may_announce(&p),
	   ": nothing wider, nor than a /19");
}

int main(void)
{
	test_read();
	test_written();
	test_missing();
	test_names();
	test_widest();
	return done_testing();
}
