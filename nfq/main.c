/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordond, the netfilter-queue handler. */

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "nfq/start.h"
#include "ruleset/apply/load.h"

static const char usage_text[] =
	"usage: cordond [-c FILE] [-v]     run in the foreground\n"
	"       cordond -n [-v]            check the config; -v: print it\n"
	"       cordond --load             load the compiled lists, and end\n"
	"       cordond --remove           remove the table from the kernel\n"
	"       cordond --sockets          give systemd our sockets, and end\n"
	"\n"
	"  -c, --config FILE  configuration (" CONFIG_FILE ")\n"
	"  -n, --check        read everything, tell mistakes, change nothing\n"
	"  -v, --verbose      tell each verdict and its reason\n"
	"  -V, --version      print the version\n"
	"  -h, --help         print this\n";

struct options {
	const char *config;
	bool check, verbose, load, remove, sockets;
};

static void read_options(struct options *o, int argc, char **argv)
{
	static const struct option names[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "check", no_argument, NULL, 'n' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "load", no_argument, NULL, 'L' },
		{ "remove", no_argument, NULL, 'R' },
		{ "sockets", no_argument, NULL, 'S' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	*o = (struct options) { .config = CONFIG_FILE };
	opterr = 0;
	while ((c = getopt_long(argc, argv, "c:nvVh", names, NULL)) != -1) {
		switch (c) {
		case 'c':
			o->config = optarg;
			break;
		case 'n':
			o->check = true;
			break;
		case 'v':
			o->verbose = true;
			break;
		case 'L':
			o->load = true;
			break;
		case 'R':
			o->remove = true;
			break;
		case 'S':
			o->sockets = true;
			break;
		case 'V':
			puts("cordond " CORDON_VERSION);
			exit(0);
		case 'h':
			fputs(usage_text, stdout);
			exit(0);
		default:
			warnx("unknown option %s, or it lacks its value",
			      argv[optind - 1]);
			fputs(usage_text, stderr);
			exit(EX_USAGE);
		}
	}
	if (optind < argc) {
		warnx("unexpected \"%s\"", argv[optind]);
		fputs(usage_text, stderr);
		exit(EX_USAGE);
	}
}

/* The rules, or the end with all their mistakes. */
static struct rules *load_rules(const struct options *o)
{
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(o->config, o->check ? RULES_CHECK :
				     RULES_START, NULL, &report);

	if (report.text.p)
		fputs(report.text.p, stderr);
	if (!r)
		fatalx_status(EX_CONFIG, "%u mistake%s", report.errors,
			      report.errors == 1 ? "" : "s");
	conf_report_done(&report);
	return r;
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

static int remove_table(void)
{
	char text[FAULT_TEXT];
	struct fault fault;
	struct netlink n;

	if (netlink_open(&n) < 0)
		fatalx_status(EX_OSERR, "netlink");
	if (!table_remove(&n, &fault))
		fatalx_status(EX_OSERR, "%s", fault_text(&fault, text));
	netlink_close(&n);
	return 0;
}

static int leave_sockets(void)
{
	int ret = answerer_hand_over();

	if (ret == -ENOTCONN)
		fatalx_status(EX_USAGE, "--sockets is for a service manager: "
			      "there is no NOTIFY_SOCKET");
	if (ret < 0)
		fatalx_status(ret == -EPERM ? EX_NOPERM : EX_OSERR,
			      "raw sockets for the service manager: %s",
			      strerror(-ret));
	return 0;
}

/* Only to get a worker out of a wait. */
static void nothing(int signo)
{
	(void)signo;
}

int main(int argc, char **argv)
{
	const struct sigaction wake = { .sa_handler = nothing };
	struct options o;
	struct rules *rules;
	struct daemon d;

	log_init("cordond", false);
	read_options(&o, argc, argv);
	log_init("cordond", o.verbose);
	if (o.remove)
		return remove_table();
	if (o.load)
		return load_boot(o.config);
	if (o.sockets)
		return leave_sockets();
	rules = load_rules(&o);
	if (o.check)
		return check(rules, &o);

	sigaction(SIGUSR1, &wake, NULL);
	signal(SIGPIPE, SIG_IGN);
	daemon_init(&d, o.config, rules);
	start_open(&d);
	start_drop(&d);
	daemon_run(&d);
	daemon_close(&d);
	return 0;
}
