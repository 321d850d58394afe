/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every setting of cordon.conf: one row each. */

#include "lib/array.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_rows.h"
#include "ruleset/config/source.h"

const char *const mode_words[] = {
	[MODE_OFF] = "off", [MODE_OBSERVE] = "observe",
	[MODE_ENFORCE] = "enforce", [MODE_INHERIT] = "inherit", NULL
};
const char *const on_failure_words[] = {
	[FAIL_AUTO] = "auto", [FAIL_OPEN] = "open", [FAIL_CLOSED] = "closed",
	NULL
};
const char *const on_stop_words[] = {
	[STOP_SETS] = "sets", [STOP_OPEN] = "open", [STOP_CLOSED] = "closed",
	NULL
};
const char *const reaction_words[] = {
	[REACT_PASS] = "pass", [REACT_LOG] = "log", [REACT_BLOCK] = "block",
	NULL
};
const char *const privacy_words[] = {
	[PRIVACY_FULL] = "full", [PRIVACY_TRUNCATED] = "truncated",
	[PRIVACY_PSEUDONYM] = "pseudonym", [PRIVACY_NONE] = "none", NULL
};
/* The global mode has nothing to inherit from. */
static const char *const global_mode_words[] = {
	[MODE_OFF] = "off", [MODE_OBSERVE] = "observe",
	[MODE_ENFORCE] = "enforce", NULL
};
static const char *const dns_block_words[] = {
	[DNS_NXDOMAIN] = "nxdomain", [DNS_REFUSED] = "refused",
	[DNS_ADDRESS] = "address", [DNS_DROP] = "drop", NULL
};
static const char *const dns_answers_words[] = {
	[ANSWERS_OFF] = "off", [ANSWERS_LOG] = "log",
	[ANSWERS_JUDGE] = "judge", NULL
};
static const char *const dns_other_ports_words[] = {
	[OTHER_PASS] = "pass", [OTHER_JUDGE] = "judge", [OTHER_LOG] = "log",
	[OTHER_BLOCK] = "block", NULL
};

#define FIELD(s, f) .key = #f, .offset = offsetof(struct s, f)
#define WORD(w, d) .type = &conf_word, .words = w, .standard = d
#define TEXT(d) .type = &conf_text, .standard_text = d
#define NUMBER(lo, hi, d) \
	.type = &conf_int, .min = lo, .max = hi, .standard = d

static const struct conf_row vendor_rows[] = {
	{ FIELD(config_vendor, id), .type = &conf_text, .required = true },
	{ FIELD(config_vendor, mode), WORD(mode_words, MODE_INHERIT) },
	{ .type = &conf_from, .offset = offsetof(struct config_vendor,
						mode_from) },
	{ FIELD(config_vendor, bases), .type = &conf_texts },
	{ FIELD(config_vendor, roles_off), .type = &conf_texts },
	{ .type = &conf_line, .offset = offsetof(struct config_vendor, line) },
	{ .type = &conf_file, .offset = offsetof(struct config_vendor, file) },
};

static const struct conf_row exempt_rows[] = {
	{ FIELD(config_exempt, client), .type = &conf_text, .required = true },
	{ FIELD(config_exempt, reason), .type = &conf_text, .required = true },
	{ .type = &conf_line, .offset = offsetof(struct config_exempt, line) },
	{ .type = &conf_file, .offset = offsetof(struct config_exempt, file) },
};

static const struct conf_row log_rows[] = {
	{ FIELD(config_log, file), TEXT("/var/log/cordon/eve.json") },
	{ FIELD(config_log, max_size), .type = &conf_size, .min = 0,
	  .max = 1ll << 40, .standard = 64 << 20 },
	{ FIELD(config_log, keep), NUMBER(1, 1000, 8) },
	{ FIELD(config_log, fold), .type = &conf_duration, .min = 0,
	  .max = 3600, .standard = 60 },
	{ FIELD(config_log, flood), NUMBER(0, 1000000000, 600) },
	{ FIELD(config_log, sealed_size), .type = &conf_size,
	  .min = 1 << 20, .max = 1ll << 50, .standard = 1 << 30 },
	{ FIELD(config_log, sealed_age), .type = &conf_duration, .min = 0,
	  .max = 100ll * 366 * 86400, .standard = 0 },
	{ FIELD(config_log, seal_key), TEXT("") },
	{ FIELD(config_log, report), .type = &conf_bool },
};

static const struct conf_row privacy_rows[] = {
	{ FIELD(config_privacy, clients), WORD(privacy_words, PRIVACY_FULL) },
	{ FIELD(config_privacy, names), WORD(privacy_words, PRIVACY_FULL) },
	{ FIELD(config_privacy, pseudonyms_after), .type = &conf_duration,
	  .min = 0, .max = 100ll * 366 * 86400, .standard = 0 },
};

static const struct conf_row hosts_rows[] = {
	{ FIELD(config_hosts, leases), .type = &conf_texts },
	{ FIELD(config_hosts, ethers), TEXT("/etc/ethers") },
	{ FIELD(config_hosts, hosts), TEXT("/etc/hosts") },
	{ FIELD(config_hosts, names), TEXT("/etc/cordon/names") },
	{ FIELD(config_hosts, makers), TEXT("/usr/share/ieee-data/oui.txt") },
};

static const struct conf_row centre_rows[] = {
	{ FIELD(config_centre, url), TEXT(""), .is_url = true },
	{ FIELD(config_centre, user), TEXT("") },
	{ FIELD(config_centre, password_file), TEXT("") },
	{ FIELD(config_centre, ca), TEXT("") },
	{ FIELD(config_centre, certificate), TEXT("") },
	{ FIELD(config_centre, key), TEXT("") },
	{ FIELD(config_centre, proxy), TEXT(""), .is_url = true },
	{ FIELD(config_centre, interval), .type = &conf_duration, .min = 1,
	  .max = 86400, .standard = 60 },
	{ FIELD(config_centre, rate), .type = &conf_size, .min = 0,
	  .max = 1ll << 40, .standard = 0 },
	{ FIELD(config_centre, hold), .type = &conf_size, .min = 0,
	  .max = 1ll << 50, .standard = 0 },
};

static const struct conf_row policy_rows[] = {
	{ FIELD(config_policy, url), TEXT(""), .is_url = true },
	{ FIELD(config_policy, minisign), TEXT("") },
	{ FIELD(config_policy, proxy), TEXT(""), .is_url = true },
	{ FIELD(config_policy, ca), TEXT("") },
	{ FIELD(config_policy, allow_private), .type = &conf_bool },
	{ FIELD(config_policy, every), .type = &conf_duration, .min = 1,
	  .max = 86400, .standard = 30 },
	{ FIELD(config_policy, max_size), .type = &conf_size, .min = 4096,
	  .max = 1ll << 32, .standard = 64 << 20 },
};

static const struct conf_row lists_rows[] = {
	{ FIELD(config_lists, max_entries), NUMBER(1, 1000000000, 40000000) },
	{ FIELD(config_lists, max_shrink), NUMBER(0, 100, 50) },
	{ FIELD(config_lists, max_growth), NUMBER(0, 1000000, 300) },
};

const struct conf_row config_rows[] = {
	{ FIELD(config, mode), WORD(global_mode_words, MODE_OBSERVE) },
	{ FIELD(config, profile), .type = &conf_texts },
	{ FIELD(config, vendors), .type = &conf_list, CONF_ROWS(vendor_rows),
	  .size = sizeof(struct config_vendor), .identity = "id" },
	{ FIELD(config, exempt), .type = &conf_list, CONF_ROWS(exempt_rows),
	  .size = sizeof(struct config_exempt), .identity = "client" },
	{ FIELD(config, sources), .type = &conf_list, .rows = source_rows,
	  .nrows = SOURCE_ROWS, .size = sizeof(struct config_source),
	  .identity = "id", .once = true },
	{ FIELD(config, asn_database), TEXT("") },
	{ FIELD(config, management), .type = &conf_texts },
	{ FIELD(config, lists), .type = &conf_group, CONF_ROWS(lists_rows) },

	{ FIELD(config, on_failure), WORD(on_failure_words, FAIL_AUTO) },
	{ FIELD(config, on_stop), WORD(on_stop_words, STOP_SETS) },
	{ FIELD(config, unknown), WORD(reaction_words, REACT_PASS) },
	{ FIELD(config, overlong), WORD(reaction_words, REACT_BLOCK) },
	{ FIELD(config, no_sni), WORD(reaction_words, REACT_PASS) },
	{ FIELD(config, ech), WORD(reaction_words, REACT_PASS) },
	{ FIELD(config, ech_names), .type = &conf_texts },
	{ FIELD(config, quic_version), WORD(reaction_words, REACT_PASS) },
	{ FIELD(config, quic_no_initial), WORD(reaction_words, REACT_PASS) },
	{ FIELD(config, dns_block), WORD(dns_block_words, DNS_NXDOMAIN) },
	{ FIELD(config, dns_block_address4), TEXT("0.0.0.0") },
	{ FIELD(config, dns_block_address6), TEXT("::") },
	{ FIELD(config, dns_answers), WORD(dns_answers_words, ANSWERS_LOG) },
	{ FIELD(config, dns_other_ports),
	  WORD(dns_other_ports_words, OTHER_PASS) },
	{ FIELD(config, fallback_resolvers), .type = &conf_texts },
	{ FIELD(config, strict), .type = &conf_bool },
	{ FIELD(config, flowtable), .type = &conf_bool },
	{ FIELD(config, guard), .type = &conf_bool, .standard = true },
	{ FIELD(config, inbound), WORD(reaction_words, REACT_LOG) },

	{ FIELD(config, wan), .type = &conf_texts },
	{ FIELD(config, lan), .type = &conf_texts },
	{ FIELD(config, nat64), .type = &conf_texts },
	{ FIELD(config, proxy_ports), .type = &conf_ints, .min = 1,
	  .max = 65535 },

	{ FIELD(config, gateway), TEXT("") },
	{ FIELD(config, catalogue), TEXT(CATALOGUE) },
	{ FIELD(config, local_catalogue), TEXT("/etc/cordon/vendors") },
	{ FIELD(config, block_list), TEXT("/etc/cordon/block.list") },
	{ FIELD(config, allow_list), TEXT("/etc/cordon/allow.list") },
	{ FIELD(config, protect_list), TEXT("/etc/cordon/protect.list") },
	{ FIELD(config, state), TEXT("/var/lib/cordon") },
	{ FIELD(config, run), TEXT("/run/cordon") },
	{ FIELD(config, log), .type = &conf_group, CONF_ROWS(log_rows) },
	{ FIELD(config, privacy), .type = &conf_group,
	  CONF_ROWS(privacy_rows) },
	{ FIELD(config, remember), .type = &conf_bool },
	{ FIELD(config, remember_size), .type = &conf_size, .min = 1 << 20,
	  .max = 1ll << 50, .standard = 64 << 20 },
	{ FIELD(config, remember_age), .type = &conf_duration, .min = 3600,
	  .max = 100ll * 366 * 86400, .standard = 30 * 86400 },
	{ FIELD(config, hosts), .type = &conf_group, CONF_ROWS(hosts_rows) },
	{ FIELD(config, centre), .type = &conf_group,
	  CONF_ROWS(centre_rows) },
	{ FIELD(config, policy), .type = &conf_group,
	  CONF_ROWS(policy_rows) },

	{ FIELD(config, workers), NUMBER(0, 64, 0) },
	{ FIELD(config, queue_base), NUMBER(0, 65000, 7100) },
	{ FIELD(config, queue_length), NUMBER(16, 65536, 2048) },
	{ FIELD(config, nflog_group), NUMBER(1, 65535, 7100) },
	{ FIELD(config, mark_mask), NUMBER(0xf, 0xff000000, 0xff000000) },
	{ FIELD(config, user), TEXT("cordon") },
};

_Static_assert(ARRAY_SIZE(config_rows) == CONFIG_ROWS, "CONFIG_ROWS");
