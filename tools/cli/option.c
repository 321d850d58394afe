/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of options. */

#include <assert.h>
#include <string.h>

#include "lib/suggest.h"
#include "tools/cli/args.h"
#include "tools/cli/option.h"

static_assert((int)OPTIONS <= OPTION_SET_MOST, "a set has room for each");

#define F(f) offsetof(struct args, f)

const struct option_row options[OPTIONS] = {
	[OPTION_CONFIG] = { "config", 'c', KIND_FILE, "FILE",
		"configuration file", F(config) },
	[OPTION_SOCKET] = { "socket", 's', KIND_FILE, "FILE",
		"control socket of cordond", F(socket) },
	[OPTION_JSON] = { "json", 0, KIND_NONE, NULL, "print JSON",
		F(as_json) },
	[OPTION_COLOR] = { "color", 0, KIND_COLOR, "WHEN",
		"auto, always or never", F(color) },
	[OPTION_NO_PAGER] = { "no-pager", 0, KIND_NONE, NULL,
		"print long answers at once", F(no_pager) },
	[OPTION_HELP] = { "help", 'h', KIND_NONE, NULL, "print help",
		F(help) },
	[OPTION_VERSION] = { "version", 'V', KIND_NONE, NULL,
		"print the version", F(version) },
	[OPTION_CSV] = { "csv", 0, KIND_NONE, NULL,
		"print comma-separated values", F(as_csv) },
	[OPTION_PLAIN] = { "plain", 0, KIND_NONE, NULL,
		"print tab-separated values without header", F(as_plain) },
	[OPTION_CLIENT] = { "client", 0, KIND_CLIENT, "ADDRESS",
		"who connects: an address, a prefix, a MAC", F(client) },
	[OPTION_VENDOR] = { "vendor", 0, KIND_VENDOR, "ID",
		"only this vendor", F(vendor) },
	[OPTION_NAME] = { "name", 0, KIND_TEXT, "NAME",
		"only this name and those below it", F(name) },
	[OPTION_ACTION] = { "action", 0, KIND_ACTION, "WORD",
		"only blocked, would-block, logged or excepted", F(action) },
	[OPTION_SINCE] = { "since", 0, KIND_MOMENT, "TIME",
		"from then on: 2h, today, 2026-09-23T08:15:00Z", F(since) },
	[OPTION_UNTIL] = { "until", 0, KIND_TEXT, "TIME", "up to then",
		F(until) },
	[OPTION_LIMIT] = { "limit", 'n', KIND_TEXT, "N", "only the last N",
		F(limit) },
	[OPTION_UTC] = { "utc", 0, KIND_NONE, NULL,
		"times in UTC, not local", F(utc) },
	[OPTION_FOLLOW] = { "follow", 'f', KIND_NONE, NULL,
		"go on with what comes", F(follow) },
	[OPTION_BY] = { "by", 0, KIND_BY, "WHAT",
		"count by client, mac, vendor, role, name, day ...", F(by) },
	[OPTION_FOR] = { "for", 0, KIND_DURATION, "TIME",
		"for so long, then back", F(time_for) },
	[OPTION_CONFIRM] = { "confirm", 0, KIND_DURATION, "TIME",
		"back after so long, unless confirmed", F(confirm) },
	[OPTION_REMOVE] = { "remove", 0, KIND_NONE, NULL, "take it back",
		F(remove) },
	[OPTION_ROLE] = { "role", 0, KIND_ROLE, "ROLE", "only this role",
		F(role) },
	[OPTION_OWNER] = { "owner", 0, KIND_TEXT, "WHO",
		"who answers for it (you)", F(owner) },
	[OPTION_REASON] = { "reason", 0, KIND_TEXT, "TEXT",
		"why, for the register", F(reason) },
	[OPTION_TICKET] = { "ticket", 0, KIND_TEXT, "TEXT",
		"where it was decided", F(ticket) },
	[OPTION_ALL] = { "all", 'a', KIND_NONE, NULL, "also what is over",
		F(all) },
	[OPTION_DRY_RUN] = { "dry-run", 0, KIND_NONE, NULL,
		"only tell what would change", F(dry_run) },
	[OPTION_OFFLINE] = { "offline", 0, KIND_NONE, NULL,
		"fetch nothing over the network", F(offline) },
	[OPTION_ACCEPT] = { "accept", 0, KIND_NONE, NULL,
		"let through what a guard holds back, this once", F(accept) },
	[OPTION_DUE] = { "due", 0, KIND_NONE, NULL,
		"only sources whose refresh interval is over", F(due) },
	[OPTION_BOOT] = { "boot", 0, KIND_NONE, NULL,
		"only load what was compiled last, from disk", F(boot) },
	[OPTION_WAIT] = { "wait", 0, KIND_DURATION, "TIME",
		"wait so long for another sync (10m)", F(wait) },
	[OPTION_SOURCE] = { "source", 0, KIND_SOURCE, "ID",
		"the source that the file stands for", F(source) },
	[OPTION_OFF] = { "off", 0, KIND_NONE, NULL, "undo it", F(off) },
	[OPTION_NAMES] = { "names", 0, KIND_NONE, NULL,
		"print every name found, a line each", F(names) },
	[OPTION_ANSWERS] = { "answers", 0, KIND_NONE, NULL,
		"print what DNS answers say, a line each", F(answers) },
	[OPTION_PACKETS] = { "packets", 0, KIND_NONE, NULL,
		"with --names: and in which packet, from 1", F(packets) },
	[OPTION_FORMAT] = { "format", 0, KIND_FORMAT, "WORD",
		"how the list is written, else by its content", F(format) },
	[OPTION_MATCH] = { "match", 0, KIND_MATCH, "WORD",
		"names as auto (as the format says), exact or suffix",
		F(match) },
	[OPTION_COLUMN] = { "column", 0, KIND_TEXT, "NAME|N",
		"of a CSV or TSV list, several with commas between",
		F(column) },
	[OPTION_WHERE] = { "where", 0, KIND_TEXT, "COLUMN=VALUE",
		"only these rows of a CSV or TSV list", F(where) },
	[OPTION_PATH] = { "path", 0, KIND_TEXT, "KEY.KEY",
		"where names or addresses stand in JSON", F(path) },
	[OPTION_COUNTRY] = { "country", 0, KIND_TEXT, "CC",
		"only this one of a registry's statistics", F(country) },
	[OPTION_ALLOWING] = { "allowing", 0, KIND_NONE, NULL,
		"its exceptions are entries, if it has no others",
		F(allowing) },
	[OPTION_ATTRIBUTES] = { "attributes", 0, KIND_TEXT, "TEXT",
		"of a v2fly list: \"@cn @-ads\"", F(attributes) },
	[OPTION_EXIT_CODE] = { "exit-code", 0, KIND_NONE, NULL,
		"exit 10 if only logged, 11 if blocked", F(exit_code) },
	[OPTION_NAGIOS] = { "nagios", 0, KIND_NONE, NULL,
		"one line, as a monitoring plugin", F(nagios) },
	[OPTION_TEXTFILE] = { "textfile", 0, KIND_FILE, "FILE",
		"write there, whole or not at all", F(textfile) },
	[OPTION_HTTP] = { "http", 0, KIND_NONE, NULL,
		"answer an HTTP request on standard input", F(http) },
	[OPTION_FORCE] = { "force", 0, KIND_NONE, NULL,
		"also what this gateway itself needs", F(force) },
	[OPTION_LIST] = { "list", 0, KIND_NONE, NULL,
		"print the rules there are", F(list) },
	[OPTION_OVERLAP] = { "overlap", 0, KIND_NONE, NULL,
		"what each source alone has, and what it shares",
		F(overlap) },
	[OPTION_DEST] = { "dest", 0, KIND_TEXT, "ADDRESS|NAME",
		"only to there: an address, a prefix, a name", F(dest) },
	[OPTION_VIA] = { "via", 0, KIND_TEXT, "HOW",
		"only seen so: tls, quic, dns, address", F(via) },
	[OPTION_FROM_LIST] = { "list", 0, KIND_TEXT, "LIST",
		"only by this list: its file, its URL, its id", F(from_list) },
	[OPTION_RULE] = { "rule", 0, KIND_TEXT, "ENTRY",
		"only by this entry: what it names, or LIST:LINE", F(rule) },
	[OPTION_COLUMNS] = { "columns", 0, KIND_TEXT, "A,B",
		"which columns, in which order", F(columns) },
	[OPTION_SORT] = { "sort", 0, KIND_TEXT, "WHAT",
		"counts by n, first, last or what they are of", F(sort) },
	[OPTION_NEW] = { "new", 0, KIND_NONE, NULL,
		"only who was first seen since then (7d)", F(fresh) },
	[OPTION_INTO] = { "format", 0, KIND_EXPORT, "WORD",
		"csv, jsonl, sqlite, clickhouse, ecs or ocsf", F(into) },
	[OPTION_SURE] = { "confirm", 0, KIND_NONE, NULL,
		"do it: what is erased is gone", F(sure) },
	[OPTION_WHO] = { "who", 0, KIND_TEXT, "USER",
		"only by this user, or by cordond itself", F(who) },
	[OPTION_WHAT] = { "what", 0, KIND_CHANGE, "WHAT",
		"only mode, except ..., or of what is named so", F(what) },
	[OPTION_STREAM] = { "stream", 0, KIND_TEXT, "ID",
		"of this stream, else of the last that has it", F(stream) },
	[OPTION_POLICY] = { "policy", 0, KIND_NONE, NULL,
		"the policy of the fleet, and what it brings", F(policy) },
	[OPTION_KEY] = { "key", 0, KIND_FILE, "FILE",
		"minisign's secret key, which signs", F(key) },
	[OPTION_NEW_KEY] = { "new-key", 0, KIND_NONE, NULL,
		"make the key, and FILE.pub", F(new_key) },
	[OPTION_PASSWORD_FILE] = { "password-file", 0, KIND_FILE, "FILE",
		"its first line is the password of the key",
		F(password_file) },
	[OPTION_VALID_UNTIL] = { "valid-until", 0, KIND_TEXT, "TIME",
		"a moment, or so long from now: 90d", F(valid_until) },
	[OPTION_SHARE] = { "share", 0, KIND_TEXT, "N%",
		"only for so many gateways, the same each time (100%)",
		F(share) },
	[OPTION_AGAIN] = { "again", 0, KIND_TEXT, "N",
		"what policy N had, as a new one", F(again) },
	[OPTION_TO] = { "to", 0, KIND_FILE, "FOLDER",
		"where it is put (FOLDER/published)", F(to) },
	[OPTION_NEXT_KEY] = { "next-key", 0, KIND_FILE, "FILE.pub",
		"who signs what comes after this one", F(next_key) },
	[OPTION_ONCE] = { "once", 0, KIND_NONE, NULL,
		"one round, then end", F(once) },
	[OPTION_FLEET] = { "fleet", 0, KIND_NONE, NULL,
		"of all gateways, as the centre has them", F(fleet) },
	[OPTION_GATEWAY] = { "gateway", 0, KIND_TEXT, "NAME",
		"with --fleet: of this one alone", F(gateway) },
	[OPTION_REPORT] = { "format", 0, KIND_REPORT, "WORD",
		"html, text, csv or json", F(report) },
	[OPTION_OUTPUT] = { "output", 'o', KIND_FILE, "FILE",
		"write there, whole or not at all", F(output) },
	[OPTION_TITLE] = { "title", 0, KIND_TEXT, "TEXT", "what heads it",
		F(title) },
	[OPTION_CONTRACT] = { "contract", 0, KIND_TEXT, "NUMBER",
		"whose report it is, for its fields", F(contract) },
	[OPTION_ANONYMIZE] = { "anonymize", 0, KIND_NONE, NULL,
		"name no machine and nobody", F(anonymize) },
	[OPTION_COMPARE] = { "compare", 0, KIND_FILE, "REPORT",
		"make it again of the log alone, and compare",
		F(compare) },
	[OPTION_SCHEDULED] = { "scheduled", 0, KIND_NONE, NULL,
		"what log.report asks for, as the timer does",
		F(scheduled) },
};

static struct option_set first(size_t n)
{
	struct option_set s = { .words = { 0 } };

	while (n-- > 0)
		s = option_set_with(s, n);
	return s;
}

struct option_set options_global(void)
{
	return first(OPTION_VERSION + 1);
}

struct option_set options_all(void)
{
	return first(OPTIONS);
}

const char *option_value(const struct args *a, enum option o, unsigned i)
{
	const char *only = *(const char *const *)((const char *)a +
						  options[o].offset);

	for (unsigned n = 0; n < a->nvalues; n++)
		if (a->values[n].option == o && i-- == 0)
			return a->values[n].text;
	return a->nvalues == 0 && i == 0 ? only : NULL;
}

const struct option_row *option_find(const char *name, size_t len,
				     struct option_set set)
{
	const struct option_row *found = NULL;

	for (size_t i = 0; i < OPTIONS; i++) {
		if (strncmp(options[i].name, name, len) != 0 ||
		    options[i].name[len])
			continue;
		if (option_set_has(set, i))
			return &options[i];
		found = found ? found : &options[i];
	}
	return found;
}

const struct option_row *option_of_letter(char letter)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (letter && options[i].letter == letter)
			return &options[i];
	return NULL;
}

const char *option_suggest(const char *name, struct option_set set)
{
	const char *names[OPTIONS];
	size_t n = 0;

	for (size_t i = 0; i < OPTIONS; i++)
		if (option_set_has(set, i))
			names[n++] = options[i].name;
	return suggest(name, names, n, sizeof(*names));
}
