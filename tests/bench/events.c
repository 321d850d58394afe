/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes a log in the very shape in which cordond writes one, of a site as
 * sites are: few of many hosts make most of it; each has two products, which
 * ask for a while, a few names again and again, and are silent then; three in
 * ten do so over IPv6 with an address that changes each day; one line in four
 * is a repeat.
 *
 *	events LINES [DAYS [HOSTS [SEED]]]
 */

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lib/array.h"
#include "lib/moment.h"

enum {
	FIRST = 1782864000,	/* 2026-07-01 */
	VENDORS = 5, ROLES = 4, NAMES = 40, AT_ONCE = 24,
};

static const struct vendor {
	const char *id, *basis, *authority, *citation, *domain, *network;
} vendors[VENDORS] = {
	{ "kaspersky", "us-ict-2024", "US Department of Commerce, BIS (ICTS)",
	  "15 CFR 7.200; 89 FR 52434 (2024-06-24)", "kaspersky.com",
	  "77.74.176" },
	{ "huawei", "us-889", "US Congress, Pub. L. 115-232 s. 889",
	  "48 CFR 52.204-25; 41 USC 3901 note", "hicloud.com", "159.138.80" },
	{ "tiktok", "us-fedtiktok", "US OMB, M-23-13",
	  "Pub. L. 117-328 div. R", "tiktokv.com", "71.18.11" },
	{ "hikvision", "us-889", "US Congress, Pub. L. 115-232 s. 889",
	  "48 CFR 52.204-25; 41 USC 3901 note", "hik-connect.com",
	  "47.91.77" },
	{ "zte", "us-889", "US Congress, Pub. L. 115-232 s. 889",
	  "48 CFR 52.204-25; 41 USC 3901 note", "ztems.com", "118.121.204" },
};

static const char *const roles[ROLES] = {
	"update", "reputation", "telemetry", "web",
};

/* --- chance, the same each time ---------------------------------------- */

static uint64_t state;

static uint64_t draw(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* Below `n`, the small ones often: the product of two draws. */
static unsigned draw_few(unsigned n)
{
	uint64_t a = draw() % n, b = draw() % n;

	return (unsigned)(a * b / n);
}

/* --- a line ------------------------------------------------------------ */

struct line {
	uint64_t seq;
	struct timespec time;
	unsigned host, day;
	const struct vendor *vendor;
	const char *role, *name;
	unsigned number;	/* of the name */
	bool v6, blocked, by_address;
};

static void put_client(const struct line *l)
{
	uint64_t mine = l->host * 0x9e3779b97f4a7c15ull + l->day;

	if (l->v6)
		printf("2001:db8:1:%x:%04x:%04x:%04x:%04x", l->host % 4,
		       (unsigned)(mine >> 50 & 0x7fff) + 0x1000,
		       (unsigned)(mine >> 30 & 0x7fff) + 0x1000,
		       (unsigned)(mine >> 15 & 0x7fff) + 0x1000,
		       (unsigned)(mine & 0x7fff) + 0x1000);
	else
		printf("10.1.%u.%u", l->host / 250, l->host % 250 + 2);
}

static void put_head(const struct line *l, const char *when)
{
	printf("{\"timestamp\":\"%s\",\"flow_id\":%" PRIu64 ",\"in_iface\":"
	       "\"br-lan\",\"event_type\":\"alert\",\"src_ip\":\"", when,
	       draw() >> 13);
	put_client(l);
	printf("\",\"src_port\":%u,\"dest_ip\":\"",
	       (unsigned)(draw() % 28000 + 32768));
	if (l->v6)
		printf("2001:db8:f00d:%x::%x", (unsigned)(l->vendor - vendors),
		       l->number + 1);
	else
		printf("%s.%u", l->vendor->network, l->number + 1);
	printf("\",\"dest_port\":443,\"proto\":\"TCP\",\"ip_v\":%d,\"ether\":"
	       "{\"src_mac\":\"52:54:00:%02x:%02x:%02x\"},\"community_id\":"
	       "\"1:%08x%08x%08xAAA=\",\"direction\":\"to_server\",\"host\":"
	       "\"gw1\",\"app_proto\":\"%s\"", l->v6 ? 6 : 4,
	       l->host >> 8 & 0xff, l->host & 0xff, l->host * 7 & 0xff,
	       (unsigned)draw(), (unsigned)draw(), (unsigned)draw(),
	       l->by_address ? "failed" : "tls");
}

static void put_alert(const struct line *l)
{
	const struct vendor *v = l->vendor;

	printf(",\"alert\":{\"action\":\"%s\",\"gid\":7100,\"signature_id\":"
	       "%u,\"rev\":118,\"signature\":\"%s %s: ", l->blocked ?
	       "blocked" : "allowed",
	       1000000 + (unsigned)(v - vendors) * 1000 + l->number % ROLES,
	       v->id, l->role);
	if (l->by_address)
		printf("address in %s.0/24", v->network);
	else
		printf("TLS SNI %s.%s below *.%s", l->name, v->domain,
		       v->domain);
	printf("\",\"category\":\"Restricted vendor\",\"severity\":1,"
	       "\"metadata\":{\"vendor\":[\"%s\"],\"role\":[\"%s\"],\"list\":"
	       "[\"/usr/share/cordon/vendors/%s.conf\"],\"line\":[\"%u\"],"
	       "\"confidence\":[\"high\"],\"match_type\":[\"%s\"],"
	       "\"match_value\":[\"", v->id, l->role, v->id,
	       20 + l->number, l->by_address ? "ip" : "sni-suffix");
	if (l->by_address)
		printf("%s.0/24", v->network);
	else
		printf("%s", v->domain);
	printf("\"],\"basis\":[\"%s\"],\"authority\":[\"%s\"],\"citation\":"
	       "[\"%s\"],\"duty\":[\"use\"],\"jurisdiction\":[\"US\"],"
	       "\"mode\":[\"%s\"],\"name_source\":[\"%s\"]},", v->basis,
	       v->authority, v->citation, l->blocked ? "enforce" : "observe",
	       l->by_address ? "none" : "sni");
}

static void put_rest(const struct line *l, const char *when)
{
	unsigned repeat = draw() % 4 == 0 ? draw_few(200) + 1 : 0;

	printf("\"context\":{\"schema\":\"cordon.eve/2\",\"decided_by\":\"%s"
	       "\",\"origin\":\"forwarded\"", l->by_address ? "kernel" :
	       "daemon");
	if (repeat)
		printf(",\"repeat\":%u,\"first\":\"%s\",\"last\":\"%s\"",
		       repeat, when, when);
	printf("}},\"verdict\":{\"action\":\"%s\"%s},\"cordon\":{\"schema\":"
	       "\"cordon.eve/2\",\"gateway\":\"gw1-5f3a9c21\",\"stream\":"
	       "\"00112233445566778899aabbccddeeff\",\"seq\":%" PRIu64 ","
	       "\"outcome\":\"%s\",\"duty\":\"use\",\"jurisdiction\":\"US\","
	       "\"source\":\"handshake\"}", l->blocked ? "drop" : "alert",
	       l->blocked ? ",\"reject\":[\"tcp-reset\"],\"reject_target\":"
	       "\"to_client\"" : "", l->seq, l->blocked ? "blocked" :
	       "would-block");
	if (!l->by_address)
		printf(",\"tls\":{\"sni\":\"%s.%s\",\"version\":\"TLS 1.3\"}",
		       l->name, l->vendor->domain);
	puts("}");
}

/* A product that is asking now. */
static struct episode {
	unsigned left, host, vendor, name;
	bool v6;
} episodes[AT_ONCE];

static const struct episode *next_episode(unsigned hosts)
{
	struct episode *e = &episodes[draw() % AT_ONCE];

	if (e->left == 0) {
		e->left = 4 + draw_few(40);
		e->host = draw_few(hosts);
		e->vendor = (e->host * 7 + (draw() % 3 == 0)) % VENDORS;
		e->name = (e->host + draw_few(12)) % NAMES;
		e->v6 = draw() % 10 < 3;
	}
	e->left--;
	return e;
}

static void make(struct line *l, unsigned hosts, char name[32])
{
	const struct episode *e = next_episode(hosts);

	l->host = e->host;
	l->vendor = &vendors[e->vendor];
	l->number = (e->name + draw_few(3) * ROLES) % NAMES;
	l->role = roles[l->number % ROLES];
	l->v6 = e->v6;
	l->by_address = draw() % 8 == 0;
	l->blocked = l->day >= 30;
	snprintf(name, 32, "%s%02u", l->role, l->number);
	l->name = name;
}

int main(int argc, char **argv)
{
	uint64_t lines = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	unsigned days = argc > 2 ? (unsigned)atoi(argv[2]) : 60;
	unsigned hosts = argc > 3 ? (unsigned)atoi(argv[3]) : 500;

	state = argc > 4 ? strtoull(argv[4], NULL, 10) : 1;
	for (uint64_t i = 0; i < lines; i++) {
		uint64_t at = (uint64_t)days * 86400 * 1000 * i / lines;
		struct line l = {
			.seq = i + 1, .day = (unsigned)(at / 86400000),
			.time = { .tv_sec = (time_t)(FIRST + at / 1000),
				  .tv_nsec = (long)(at % 1000) * 1000000 },
		};
		char when[MOMENT_TEXT], name[32];

		make(&l, hosts, name);
		moment_format_eve(&l.time, when);
		put_head(&l, when);
		put_alert(&l);
		put_rest(&l, when);
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
