/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordond, the netfilter-queue handler. */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "nfq/ask.h"
#include "nfq/kept.h"
#include "nfq/options.h"
#include "nfq/reload/mode.h"
#include "nfq/start.h"
#include "nfq/successor.h"
#include "ruleset/apply/load.h"
#include "ruleset/config/config_load.h"

/* --- what it does instead of running ---------------------------------- */

static int load(const struct options *o)
{
	return load_boot(o->config);
}

static int remove_table(const struct options *o)
{
	char text[FAULT_TEXT];
	struct fault fault;
	struct netlink n;

	(void)o;
	if (netlink_open(&n) < 0)
		fatalx_status(EX_OSERR, "netlink");
	if (!apply_remove(&n, &fault))
		fatalx_status(EX_OSERR, "%s", fault_text(&fault, text));
	netlink_close(&n);
	return 0;
}

/* For a process that may not open them. Without the kernel's counters it does
 * not know how much waits, and says so. */
static int leave_sockets(const struct options *o)
{
	struct notify manager;
	int ret, counters;

	(void)o;
	notify_open(&manager, -1);
	ret = answerer_hand_over(&manager);
	counters = ret == 0 ? enforcer_hand_over(&manager) : 0;
	if (counters < 0)
		warnx("the kernel's counters of queues: %s",
		      strerror(-counters));
	/* We end, and the manager asks whose messages they were. */
	if (ret == 0)
		ret = notify_wait(&manager);
	notify_close(&manager);
	if (ret == -ENOTCONN)
		fatalx_status(EX_USAGE, "--sockets is for a service manager: "
			      "there is no NOTIFY_SOCKET");
	if (ret < 0)
		fatalx_status(ret == -EPERM ? EX_NOPERM : EX_OSERR,
			      "raw sockets for the service manager: %s",
			      strerror(-ret));
	return 0;
}

/* Its place is for another, which comes at once. */
static int retire(const struct options *o)
{
	struct buffer answer = { 0 };
	struct config c;
	int ret = config_load(&c, o->config) ?
		  ask_daemon(c.run, "retire", &answer) : -EINVAL;

	buffer_done(&answer);
	config_done(&c);
	return ret < 0 ? EX_UNAVAILABLE : EX_OK;
}

static int print_version(const struct options *o)
{
	(void)o;
	puts("cordond " CORDON_VERSION);
	return 0;
}

static int print_help(const struct options *o)
{
	(void)o;
	options_usage(stdout);
	return 0;
}

static int (*const instead[])(const struct options *o) = {
	[ACTION_LOAD] = load, [ACTION_REMOVE] = remove_table,
	[ACTION_SOCKETS] = leave_sockets, [ACTION_VERSION] = print_version,
	[ACTION_RETIRE] = retire, [ACTION_HELP] = print_help,
};

/* --- running --------------------------------------------------------- */

/* The rules, or the end with all their mistakes. */
static struct rules *load_rules(const struct options *o,
				const struct rules_overrides *over)
{
	enum rules_source source = o->action == ACTION_RUN ? RULES_START :
							     RULES_CHECK;
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(o->config, source, over, &report);

	if (report.text.p)
		fputs(report.text.p, stderr);
	if (!r)
		fatalx_status(EX_CONFIG, "%u mistake%s", report.errors,
			      report.errors == 1 ? "" : "s");
	conf_report_done(&report);
	return r;
}

/* This is the program that is to run, and the configuration has no mistake. */
static int reexec(struct rules *r)
{
	int ret = successor_ask(r->config.run);

	rules_free(r);
	return ret;
}

static int check(struct rules *r, const struct options *o)
{
	struct buffer text = { 0 };

	if (o->verbose) {
		config_print(&r->config, &text);
		fputs(text.p, stdout);
	}
	buffer_done(&text);
	rules_free(r);
	return 0;
}

/* Only to get a worker out of a wait. */
static void nothing(int signo)
{
	(void)signo;
}

/* What comes here with no handler of its own must not end the program. */
static void set_signals(void)
{
	const struct sigaction wake = { .sa_handler = nothing };

	sigaction(SIGUSR1, &wake, NULL);
	signal(SIGPIPE, SIG_IGN);
}

int main(int argc, char **argv)
{
	struct rules_overrides over = { .n = 0 };
	struct handover left = { .n = 0 };
	struct kept_limit limit = { .runs = false };
	struct options o;
	struct rules *rules;
	struct daemon d;

	log_init("cordond", false);
	options_read(&o, argc, argv);
	log_init("cordond", o.verbose);
	if (instead[o.action])
		return instead[o.action](&o);
	if (o.action == ACTION_RUN) {
		handover_receive(&left);
		kept_limit(&limit, &left);
		over = mode_recall(o.config);
	}
	rules = load_rules(&o, &over);
	kept_limit_end(&limit);
	if (o.action == ACTION_CHECK)
		return check(rules, &o);
	if (o.action == ACTION_REEXEC)
		return reexec(rules);

	set_signals();
	daemon_init(&d, o.config, rules, &over);
	d.left = &left;
	d.words = argv;
	start_open(&d);
	start_drop(&d);
	for (daemon_run(&d); d.succeed; daemon_run(&d))
		successor_run(&d);
	daemon_close(&d);
	return d.again ? EX_TEMPFAIL : 0;
}
