/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines as rows of a flat table. */

#include <stdlib.h>
#include <string.h>

#include "tests/unit/tap.h"
#include "tools/record/flat.h"

static struct jsontree tree;

static char *row_of(const char *line, struct buffer *out)
{
	struct record r;

	buffer_reset(out);
	record_read(&r, &tree, line, strlen(line));
	flat_put(out, &r);
	buffer_char(out, '\0');
	return out->p;
}

/* The value of a column, in place. */
static char *value_of(char *row, const char *column)
{
	size_t i = 0;

	while (strcmp(flat_columns[i].name, column) != 0)
		i++;
	while (i-- > 0)
		row = strchr(row, '\t') + 1;
	row[strcspn(row, "\t\n")] = '\0';
	return row;
}

static void has(const char *line, const char *column, const char *want)
{
	struct buffer out = { 0 };

	is_text(value_of(row_of(line, &out), column), want, "%s", column);
	buffer_done(&out);
}

#define EVENT "{\"timestamp\":\"2026-09-23T08:15:02.114532+0000\"," \
	"\"in_iface\":\"lan\",\"event_type\":\"alert\",\"src_ip\":" \
	"\"192.0.2.7\",\"src_port\":40000,\"dest_ip\":\"198.51.100.9\"," \
	"\"dest_port\":443,\"proto\":\"TCP\",\"ether\":{\"src_mac\":" \
	"\"52:54:00:00:00:07\"},\"host\":\"gw\",\"app_proto\":\"tls\"," \
	"\"alert\":{\"action\":\"blocked\",\"rev\":7,\"severity\":1," \
	"\"metadata\":{\"vendor\":[\"v\"],\"role\":[\"web\"],\"list\":" \
	"[\"l.conf\"],\"line\":[\"12\"],\"mode\":[\"enforce\"]}," \
	"\"context\":{\"origin\":\"forwarded\",\"repeat\":3,\"first\":" \
	"\"2026-09-23T08:14:02.000001+0000\"}},\"cordon\":{\"gateway\":" \
	"\"gw-1\",\"stream\":\"0f\",\"seq\":12,\"outcome\":\"blocked\"," \
	"\"source\":\"handshake\"},\"tls\":{\"sni\":\"a.example\"}}"

static void test_event(void)
{
	static const struct {
		const char *column, *want;
	} want[] = {
		{ "gateway", "gw-1" }, { "stream", "0f" }, { "seq", "12" },
		{ "time", "1790151302" }, { "us", "1790151302114532" },
		{ "type", "alert" }, { "n", "3" },
		{ "first_us", "1790151242000001" },
		{ "client", "192.0.2.7" }, { "client_port", "40000" },
		{ "mac", "52:54:00:00:00:07" }, { "iface", "lan" },
		{ "dest", "198.51.100.9" }, { "dest_port", "443" },
		{ "proto", "TCP" }, { "app", "tls" }, { "via", "tls" },
		{ "name", "a.example" }, { "hint", "" },
		{ "target", "a.example" }, { "outcome", "blocked" },
		{ "action", "blocked" }, { "vendor", "v" }, { "role", "web" },
		{ "list", "l.conf" }, { "line", "12" },
		{ "mode", "enforce" }, { "generation", "7" },
		{ "severity", "1" }, { "source", "handshake" },
		{ "origin", "forwarded" }, { "host", "gw" },
		{ "event", "" }, { "detail", "" },
	};

	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++)
		has(EVENT, want[i].column, want[i].want);
}

static void test_notice(void)
{
	static const char line[] = "{\"timestamp\":\"2026-09-23T08:15:02"
		".000000+0000\",\"event_type\":\"cordon\",\"cordon\":{"
		"\"stream\":\"0f\",\"seq\":13,\"event\":\"mode\",\"detail\":"
		"\"enforce, \\\"now\\\"\",\"mode\":\"enforce\","
		"\"generation\":8}}";

	has(line, "type", "cordon");
	has(line, "n", "0");
	has(line, "event", "mode");
	has(line, "detail", "enforce, \"now\"");
	has(line, "mode", "enforce");
	has(line, "generation", "8");
	has(line, "outcome", "");
}

/* As many values as columns, whatever a line says; what would end one is
 * written otherwise. */
static void test_hostile(void)
{
	static const char line[] = "{\"timestamp\":\"2026-09-23T08:15:02"
		".000000+0000\",\"event_type\":\"alert\",\"src_port\":70000,"
		"\"src_ip\":\"a\\tb\\nc\\\\d\\re\\u0001\",\"alert\":{"
		"\"severity\":300,\"rev\":4294967296,\"context\":{\"repeat\":"
		"99999999999999999999}},\"cordon\":{\"stream\":\"0f\","
		"\"seq\":18446744073709551615}}";
	struct buffer out = { 0 };
	size_t tabs = 0, lines = 0;

	row_of(line, &out);
	for (size_t i = 0; i + 1 < out.len; i++) {
		tabs += out.p[i] == '\t';
		lines += out.p[i] == '\n';
	}
	is_number(tabs, FLAT_COLUMNS - 1, "as many values as columns");
	is_number(lines, 1, ": in one line");
	buffer_done(&out);
	has(line, "client", "a\\tb\\nc\\\\d\\re\001");
	has(line, "client_port", "0");
	has(line, "severity", "0");
	has(line, "generation", "0");
	has(line, "n", "1000000000");
	has(line, "seq", "9223372036854775807");
}

static void test_bad(void)
{
	struct buffer out = { 0 };

	is_text(row_of("no event", &out), "", "what is no line is no row");
	buffer_done(&out);
}

int main(void)
{
	setenv("TZ", "UTC", 1);
	test_event();
	test_notice();
	test_hostile();
	test_bad();
	jsontree_done(&tree);
	return done_testing();
}
