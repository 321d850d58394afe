/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_CONFIG_H
#define RULESET_CONFIG_CONFIG_H

/* cordon.conf and conf.d/: every setting, typed, with its standard value. */

#include <stdbool.h>
#include <stdint.h>

#include "lib/conf.h"
#include "lib/json.h"

enum mode { MODE_OFF, MODE_OBSERVE, MODE_ENFORCE, MODE_INHERIT };
enum on_failure { FAIL_AUTO, FAIL_OPEN, FAIL_CLOSED };
enum on_stop { STOP_SETS, STOP_OPEN, STOP_CLOSED };
enum reaction { REACT_PASS, REACT_LOG, REACT_BLOCK };
enum dns_block { DNS_NXDOMAIN, DNS_REFUSED, DNS_ADDRESS, DNS_DROP };
enum dns_answers { ANSWERS_OFF, ANSWERS_LOG, ANSWERS_JUDGE };
/* What of clients, or of names, is kept. */
enum privacy_level {
	PRIVACY_FULL, PRIVACY_TRUNCATED, PRIVACY_PSEUDONYM, PRIVACY_NONE,
};
/* Questions that go to another port than DNS has. */
enum dns_other_ports { OTHER_PASS, OTHER_JUDGE, OTHER_LOG, OTHER_BLOCK };

struct config_vendor {
	char *id;
	enum mode mode;
	struct conf_list bases;		/* char *: beside those of the profile;
					   "-ID" takes one away */
	struct conf_list roles_off;	/* char * */
	unsigned line;
	const char *file;
	const char *mode_from;		/* who set the mode after that, NULL */
};

struct config_exempt {
	char *client;			/* address or prefix */
	char *reason;
	unsigned line;
	const char *file;
};

struct config_log {
	char *file;
	uint64_t max_size;		/* bytes; 0: never rotate */
	int64_t keep;			/* files beside the current one */
	uint64_t fold;			/* seconds; 0: every event */
	int64_t flood;			/* lines a client and minute; 0: all */
	uint64_t sealed_size;		/* bytes of sealed files, all */
	uint64_t sealed_age;		/* seconds; 0: of any age */
	char *seal_key;			/* a file; "": none signs */
	bool report;			/* reports are written by a timer */
};

struct config_privacy {
	enum privacy_level clients, names;
	uint64_t pseudonyms_after;	/* seconds, in the history; 0: never */
};

/* Where machines have their names from. */
struct config_hosts {
	struct conf_list leases;	/* char *: files; none: where servers
					   keep them */
	char *ethers, *hosts, *names, *makers;	/* files */
};

/* The centre of a fleet, where "cordon ship" sends the log. */
struct config_centre {
	char *url;			/* ClickHouse's, over HTTP; "": none */
	char *user, *password_file;
	char *ca, *certificate, *key;	/* files, PEM; "": the system's, none */
	char *proxy;
	uint64_t interval;		/* seconds between two rounds */
	uint64_t rate;			/* bytes a second; 0: any */
	uint64_t hold;			/* bytes of sealed files that wait for
					   it, all; 0: none do */
};

/* Where the policy of a fleet comes from. */
struct config_policy {
	char *url;			/* of its bundle; "": none */
	char *minisign;			/* the key it is signed with */
	char *proxy, *ca;
	bool allow_private;		/* fetch from inside addresses too */
	uint64_t every;			/* seconds between two questions */
	uint64_t max_size;		/* bytes, packed; unpacked 16 times */
};

/* What the policy of a fleet leaves to a gateway, and of what. */
enum leave { LEAVE_NOTHING, LEAVE_ADDITIONS, LEAVE_ALL, LEAVE_UNSAID };
enum leave_item {
	LEAVE_SETTINGS, LEAVE_MODE, LEAVE_VENDORS, LEAVE_EXEMPT,
	LEAVE_SOURCES, LEAVE_BLOCK, LEAVE_ALLOW, LEAVE_ITEMS
};

/* The policy that is in force here: no setting of this gateway's. Texts live
 * as long as the report of the configuration. */
struct config_central {
	int64_t sequence;		/* 0: there is none */
	const char *folder;		/* what it has, unpacked */
	char digest[65];		/* SHA-256 of its bundle */
	int64_t valid_until;		/* seconds; 0: for ever */
	enum leave leave[LEAVE_ITEMS];
	bool sets_mode;
	enum mode mode;			/* that it sets */
	struct conf_list floors;	/* struct config_vendor: the mode that
					   it comes to, of each that is on */
	unsigned mistakes;		/* in it, as this version reads it */
	unsigned passed_over;		/* settings of here that do not count */
};

/* Limits of all sources together, in percent of what is in force. */
struct config_lists {
	int64_t max_entries, max_shrink, max_growth;
};

struct config {
	enum mode mode;
	struct conf_list profile;	/* char *: who the organisation is */
	struct conf_list vendors;	/* struct config_vendor */
	struct conf_list exempt;	/* struct config_exempt */
	struct conf_list sources;	/* struct config_source */
	char *asn_database;		/* what AS numbers announce; "" */
	struct conf_list management;	/* char *: prefixes never listed */
	struct config_lists lists;

	enum on_failure on_failure;
	enum on_stop on_stop;
	enum reaction unknown, overlong;
	enum reaction no_sni;
	enum reaction ech;
	struct conf_list ech_names;	/* char *: beside those built in */
	enum reaction quic_version;	/* to an unknown one */
	enum reaction quic_no_initial;
	enum dns_block dns_block;
	char *dns_block_address4, *dns_block_address6;
	enum dns_answers dns_answers;
	enum dns_other_ports dns_other_ports;
	struct conf_list fallback_resolvers;	/* char *: addresses */
	bool strict;
	bool flowtable;
	bool guard;			/* a table that others cannot remove */
	enum reaction inbound;		/* to connections that a listed address
					   opens */

	struct conf_list wan, lan;	/* char *: interface names */
	struct conf_list proxy_ports;	/* int64_t */
	struct conf_list nat64;		/* char *: the network's prefixes */

	char *gateway;		/* its name in events; "": of the host */
	char *catalogue, *local_catalogue;
	char *block_list, *allow_list, *protect_list;
	char *state, *run;		/* folders */
	struct config_log log;
	struct config_privacy privacy;
	bool remember;			/* connections that are let through */
	uint64_t remember_size;		/* bytes of all such files */
	uint64_t remember_age;		/* seconds */
	struct config_hosts hosts;
	struct config_centre centre;
	struct config_policy policy;

	int64_t workers;		/* 0: one per CPU */
	int64_t queue_base, queue_length;
	int64_t nflog_group;
	int64_t mark_mask;
	char *user;

	bool mode_recalled;		/* the state folder had lost it */
	struct config_central central;
	struct conf_report report;	/* origins; owns the files' names */
};

/* Words of the enums above, as configuration, events and tools print them. */
extern const char *const mode_words[];
extern const char *const on_failure_words[];
extern const char *const on_stop_words[];
extern const char *const reaction_words[];
extern const char *const privacy_words[];

/* Is this the outer name that a provider's clients show while the real one is
 * encrypted (ECH, RFC 9849)? Every browser sends the extension, so nothing
 * else tells. */
bool config_is_ech_name(const struct config *c, const char *name);

/* The mode that holds for a vendor: off unless it is listed. */
enum mode config_vendor_mode(const struct config *c, const char *id);
const struct config_vendor *config_vendor(const struct config *c,
					  const char *id);

/* In a list of them; NULL: not there. */
struct config_vendor *config_find_vendor(const struct conf_list *vendors,
					 const char *id);

/* What happens to a packet that nobody judged: open or closed. */
enum on_failure config_on_failure(const struct config *c);

/* "file:line" a setting came from, or "default". Borrowed from `text`. */
const char *config_origin(const struct config *c, const void *field,
			  char *text, size_t size);

#endif
