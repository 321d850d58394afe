/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of which field of an event becomes which of a schema. */

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "lib/json.h"
#include "tools/record/document.h"
#include "tools/record/record.h"

enum { TEXT = 1024 };

const char *const document_words[DOCUMENTS] = {
	[DOCUMENT_ECS] = "ecs", [DOCUMENT_OCSF] = "ocsf",
};

/* --- values ------------------------------------------------------------
 * Each writes one as JSON, or nothing where the event does not say it. */

static void put_text(struct json *j, const char *text)
{
	if (*text)
		json_text(j, NULL, text);
}

static void say(struct json *j, const struct jsontree_node *n,
		const char *from)
{
	(void)n;
	json_text(j, NULL, from);
}

static void as_it_is(struct json *j, const struct jsontree_node *n,
		     const char *from)
{
	(void)n;
	json_word(j, NULL, from);
}

static void copy(struct json *j, const struct jsontree_node *n,
		 const char *from)
{
	const struct jsontree_node *at = jsontree_at(n, from);

	if (at && (at->type != JSONTREE_TEXT || *at->text))
		jsontree_put(at, NULL, j);
}

/* A number as a text. */
static void spell(struct json *j, const struct jsontree_node *n,
		  const char *from)
{
	const struct jsontree_node *at = jsontree_at(n, from);

	if (at && (at->type == JSONTREE_NUMBER || at->type == JSONTREE_TEXT))
		put_text(j, at->text);
}

static void tag(struct json *j, const struct jsontree_node *n,
		const char *from)
{
	char path[80];

	snprintf(path, sizeof(path), "alert.metadata.%s.0", from);
	put_text(j, jsontree_text(n, path));
}

static void lower(struct json *j, const struct jsontree_node *n,
		  const char *from)
{
	char text[TEXT];

	snprintf(text, sizeof(text), "%s", jsontree_text(n, from));
	for (char *p = text; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	put_text(j, text);
}

static void mac(struct json *j, const struct jsontree_node *n,
		const char *from)
{
	char text[TEXT];

	snprintf(text, sizeof(text), "%s", jsontree_text(n, from));
	for (char *p = text; *p; p++)
		*p = *p == ':' ? '-' : (char)toupper((unsigned char)*p);
	put_text(j, text);
}

static void moment(struct json *j, const struct jsontree_node *n,
		   const char *from)
{
	static const char zone[] = "+0000";
	char text[TEXT], *at;

	snprintf(text, sizeof(text), "%s", jsontree_text(n, from));
	at = strstr(text, zone);
	if (at && at[strlen(zone)] == '\0')
		memcpy(at, "Z", 2);
	put_text(j, text);
}

static void milliseconds(struct json *j, const struct jsontree_node *n,
			 const char *from)
{
	const char *text = jsontree_text(n, from);
	int64_t us;

	if (record_time((struct span) { (const uint8_t *)text, strlen(text) },
			&us))
		json_signed(j, NULL, us / 1000);
}

static const char *name_of(const struct jsontree_node *n)
{
	static const char *const paths[] = {
		"tls.sni", "quic.sni", "dtls.sni", "http.hostname",
		"dns.rrname", "socks.hostname", "alert.context.name",
	};

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		if (*jsontree_text(n, paths[i]))
			return jsontree_text(n, paths[i]);
	return "";
}

static void name(struct json *j, const struct jsontree_node *n,
		 const char *from)
{
	(void)from;
	put_text(j, name_of(n));
}

static void protocol(struct json *j, const struct jsontree_node *n,
		     const char *from)
{
	const char *text = jsontree_text(n, from);

	put_text(j, strcmp(text, "failed") == 0 ? "" : text);
}

/* One for each line of a stream. */
static void identity(struct json *j, const struct jsontree_node *n,
		     const char *from)
{
	char text[TEXT];

	(void)from;
	if (!*jsontree_text(n, "cordon.stream"))
		return;
	snprintf(text, sizeof(text), "%.64s-%lld",
		 jsontree_text(n, "cordon.stream"),
		 jsontree_number(n, "cordon.seq"));
	json_text(j, NULL, text);
}

static void count(struct json *j, const struct jsontree_node *n,
		  const char *from)
{
	long long repeat = jsontree_number(n, from);

	json_signed(j, NULL, repeat > 0 ? repeat : 1);
}

static bool is_refused(const struct jsontree_node *n)
{
	const char *outcome = jsontree_text(n, "cordon.outcome");

	return strcmp(*outcome ? outcome : jsontree_text(n, "alert.action"),
		      "blocked") == 0;
}

/* "blocked|any other": of what was refused the first, as it is. */
static void either(struct json *j, const struct jsontree_node *n,
		   const char *from)
{
	const char *bar = strchr(from, '|');
	char text[TEXT];

	snprintf(text, sizeof(text), "%.*s", is_refused(n) ?
		 (int)(bar - from) : TEXT, is_refused(n) ? from : bar + 1);
	json_word(j, NULL, text);
}

static void ip_version(struct json *j, const struct jsontree_node *n,
		       const char *from)
{
	char text[TEXT];

	snprintf(text, sizeof(text), "ipv%lld", jsontree_number(n, from));
	if (jsontree_at(n, from))
		json_text(j, NULL, text);
}

static void related_ips(struct json *j, const struct jsontree_node *n,
			const char *from)
{
	(void)from;
	json_open(j, NULL, '[');
	copy(j, n, "src_ip");
	copy(j, n, "dest_ip");
	json_close(j, ']');
}

static void related_hosts(struct json *j, const struct jsontree_node *n,
			  const char *from)
{
	json_open(j, NULL, '[');
	name(j, n, from);
	json_close(j, ']');
}

/* Where the event has the object that `from` names. */
static void question(struct json *j, const struct jsontree_node *n,
		     const char *from)
{
	if (jsontree_at(n, from))
		json_text(j, NULL, "query");
}

static void severity(struct json *j, const struct jsontree_node *n,
		     const char *from)
{
	static const char *const words[] = { "1", "4", "3", "2" };
	long long s = jsontree_number(n, from);

	json_word(j, NULL, words[s >= 1 && s <= 3 ? s : 0]);
}

static void disposition(struct json *j, const struct jsontree_node *n,
			const char *from)
{
	json_word(j, NULL, is_refused(n) ? "2" :
		  strcmp(jsontree_text(n, from), "excepted") == 0 ? "1" :
		  "17");
}

static void protocol_number(struct json *j, const struct jsontree_node *n,
			    const char *from)
{
	const char *text = jsontree_text(n, from);

	if (strcmp(text, "TCP") == 0)
		json_word(j, NULL, "6");
	else if (strcmp(text, "UDP") == 0)
		json_word(j, NULL, "17");
}

static void tls_version(struct json *j, const struct jsontree_node *n,
			const char *from)
{
	const char *text = jsontree_text(n, from);

	if (*jsontree_text(n, "tls.sni"))
		json_text(j, NULL, *text ? text : "unknown");
}

/* --- tables ------------------------------------------------------------ */

/* Where it stands, what writes it, and of what. Those of an object follow each
 * other. */
struct row {
	const char *path;
	void (*put)(struct json *j, const struct jsontree_node *n,
		    const char *from);
	const char *from;
};

static const struct row ecs[] = {
	{ "@timestamp", moment, "timestamp" },
	{ "ecs.version", say, "8.11.0" },
	{ "observer.name", copy, "cordon.gateway" },
	{ "observer.hostname", copy, "host" },
	{ "observer.vendor", say, "cordon" },
	{ "observer.product", say, "cordon" },
	{ "observer.type", say, "firewall" },
	{ "observer.ingress.interface.name", copy, "in_iface" },
	{ "message", copy, "alert.signature" },
	{ "event.kind", say, "alert" },
	{ "event.module", say, "cordon" },
	{ "event.dataset", say, "cordon.eve" },
	{ "event.category", as_it_is, "[\"network\",\"intrusion_detection\"]" },
	{ "event.type", either,
	  "[\"connection\",\"denied\"]|[\"connection\",\"allowed\"]" },
	{ "event.action", copy, "cordon.outcome" },
	{ "event.outcome", say, "success" },
	{ "event.severity", copy, "alert.severity" },
	{ "event.sequence", copy, "cordon.seq" },
	{ "event.id", identity, NULL },
	{ "event.start", moment, "alert.context.first" },
	{ "source.ip", copy, "src_ip" },
	{ "source.port", copy, "src_port" },
	{ "source.mac", mac, "ether.src_mac" },
	{ "destination.ip", copy, "dest_ip" },
	{ "destination.port", copy, "dest_port" },
	{ "destination.domain", name, NULL },
	{ "network.transport", lower, "proto" },
	{ "network.protocol", protocol, "app_proto" },
	{ "network.type", ip_version, "ip_v" },
	{ "network.direction", say, "outbound" },
	{ "network.community_id", copy, "community_id" },
	{ "rule.id", spell, "alert.signature_id" },
	{ "rule.name", copy, "alert.signature" },
	{ "rule.category", copy, "alert.category" },
	{ "rule.ruleset", tag, "list" },
	{ "rule.description", tag, "match_value" },
	{ "rule.reference", tag, "citation" },
	{ "rule.version", spell, "alert.rev" },
	{ "tls.client.server_name", copy, "tls.sni" },
	{ "dns.question.name", copy, "dns.rrname" },
	{ "dns.question.type", copy, "dns.rrtype" },
	{ "dns.type", question, "dns" },
	{ "http.request.method", copy, "http.http_method" },
	{ "related.ip", related_ips, NULL },
	{ "related.hosts", related_hosts, NULL },
	{ "cordon.vendor", tag, "vendor" },
	{ "cordon.role", tag, "role" },
	{ "cordon.mode", tag, "mode" },
	{ "cordon.line", tag, "line" },
	{ "cordon.exception", tag, "exception" },
	{ "cordon.authority", tag, "authority" },
	{ "cordon.source", copy, "cordon.source" },
	{ "cordon.count", count, "alert.context.repeat" },
};

static const struct row ocsf[] = {
	{ "activity_id", either, "5|6" },
	{ "activity_name", either, "\"Refuse\"|\"Traffic\"" },
	{ "category_uid", as_it_is, "4" },
	{ "category_name", say, "Network Activity" },
	{ "class_uid", as_it_is, "4001" },
	{ "class_name", say, "Network Activity" },
	{ "type_uid", either, "400105|400106" },
	{ "time", milliseconds, "timestamp" },
	{ "start_time", milliseconds, "alert.context.first" },
	{ "end_time", milliseconds, "alert.context.last" },
	{ "count", count, "alert.context.repeat" },
	{ "severity_id", severity, "alert.severity" },
	{ "status_id", as_it_is, "1" },
	{ "message", copy, "alert.signature" },
	{ "action_id", either, "2|1" },
	{ "action", either, "\"Denied\"|\"Allowed\"" },
	{ "disposition_id", disposition, "cordon.outcome" },
	{ "metadata.version", say, "1.4.0" },
	{ "metadata.profiles", as_it_is, "[\"security_control\"]" },
	{ "metadata.product.name", say, "cordon" },
	{ "metadata.product.vendor_name", say, "cordon" },
	{ "metadata.uid", identity, NULL },
	{ "metadata.sequence", copy, "cordon.seq" },
	{ "metadata.original_time", copy, "timestamp" },
	{ "metadata.log_name", say, "eve.json" },
	{ "metadata.log_provider", copy, "cordon.gateway" },
	{ "src_endpoint.ip", copy, "src_ip" },
	{ "src_endpoint.port", copy, "src_port" },
	{ "src_endpoint.mac", copy, "ether.src_mac" },
	{ "src_endpoint.interface_name", copy, "in_iface" },
	{ "dst_endpoint.ip", copy, "dest_ip" },
	{ "dst_endpoint.port", copy, "dest_port" },
	{ "dst_endpoint.hostname", name, NULL },
	{ "connection_info.protocol_name", lower, "proto" },
	{ "connection_info.protocol_num", protocol_number, "proto" },
	{ "connection_info.protocol_ver_id", copy, "ip_v" },
	{ "connection_info.direction_id", as_it_is, "2" },
	{ "connection_info.direction", say, "Outbound" },
	{ "connection_info.uid", spell, "flow_id" },
	{ "tls.sni", copy, "tls.sni" },
	{ "tls.version", tls_version, "tls.version" },
	{ "firewall_rule.uid", spell, "alert.signature_id" },
	{ "firewall_rule.name", copy, "alert.signature" },
	{ "firewall_rule.category", copy, "alert.category" },
	{ "firewall_rule.desc", tag, "match_value" },
	{ "firewall_rule.version", spell, "alert.rev" },
	{ "firewall_rule.type", tag, "match_type" },
	{ "unmapped.vendor", tag, "vendor" },
	{ "unmapped.role", tag, "role" },
	{ "unmapped.mode", tag, "mode" },
	{ "unmapped.list", tag, "list" },
	{ "unmapped.line", tag, "line" },
	{ "unmapped.exception", tag, "exception" },
	{ "unmapped.authority", tag, "authority" },
	{ "unmapped.citation", tag, "citation" },
	{ "unmapped.outcome", copy, "cordon.outcome" },
	{ "unmapped.community_id", copy, "community_id" },
};

static const struct {
	const struct row *rows;
	size_t n;
} tables[DOCUMENTS] = {
	[DOCUMENT_ECS] = { ecs, ARRAY_SIZE(ecs) },
	[DOCUMENT_OCSF] = { ocsf, ARRAY_SIZE(ocsf) },
};

/* --- a document -------------------------------------------------------- */

/* How much of two paths is the same, up to and with a dot. */
static size_t common(const char *a, const char *b)
{
	size_t same = 0;

	for (size_t i = 0; a[i] && a[i] == b[i]; i++)
		if (a[i] == '.')
			same = i + 1;
	return same;
}

/* From where the last one stood to where the next does: its key. */
static const char *go_to(struct json *j, const char *was, const char *path)
{
	size_t at = common(was, path);
	const char *dot;
	char key[32];

	for (const char *p = was + at; (p = strchr(p, '.')); p++)
		json_close(j, '}');
	for (path += at; (dot = strchr(path, '.')); path = dot + 1) {
		snprintf(key, sizeof(key), "%.*s", (int)(dot - path), path);
		json_open(j, key, '{');
	}
	return path;
}

void document_put(enum document d, const struct jsontree_node *n,
		  struct buffer *out)
{
	struct buffer value = { 0 };
	struct json j = json_into(out);
	const char *at = "";

	json_open(&j, NULL, '{');
	for (size_t i = 0; i < tables[d].n; i++) {
		const struct row *row = &tables[d].rows[i];
		struct json v = json_into(&value);
		const char *key;

		buffer_reset(&value);
		row->put(&v, n, row->from);
		if (value.len == 0)
			continue;
		buffer_text(&value, "");
		key = go_to(&j, at, row->path);
		json_word(&j, key, value.p);
		at = row->path;
	}
	go_to(&j, at, "");
	json_close(&j, '}');
	buffer_char(out, '\n');
	buffer_done(&value);
}
