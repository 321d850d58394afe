/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TAP for tests in C. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <linux/magic.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "lib/file.h"
#include "tests/unit/tap.h"

enum { NAME_MAX_LEN = 1024 };

static int tests, failures;
static uint64_t random_state = 0x9e3779b97f4a7c15;
static char scratch_folder[64];

/* The noun that the program tests, and what of it the function: "names, find"
 * of test_find() in test_names. */
static void print_about(char name[NAME_MAX_LEN], const char *function)
{
	const char *noun = program_invocation_short_name;
	const char *of = NULL;

	if (strncmp(noun, "test_", 5) == 0)
		noun += 5;
	if (strncmp(function, "test_", 5) == 0)
		of = function + 5;
	else if (strncmp(function, "check_", 6) == 0)
		of = function + 6;
	snprintf(name, NAME_MAX_LEN, "%s%s%s: ", noun, of ? ", " : "",
		 of ? of : "");
	for (char *p = name; *p; p++)
		if (*p == '_')
			*p = ' ';
}

/* What a test is called, into `name`: what it is about, and the text, behind
 * the last whole one where it goes on. */
static void name_it(char name[NAME_MAX_LEN], const char *function,
		    const char *fmt, va_list ap)
{
	static char subject[NAME_MAX_LEN];
	static const char *of = "";
	char text[NAME_MAX_LEN];
	const char *own = text;

	vsnprintf(text, sizeof(text), fmt, ap);
	if ((text[0] == ':' || text[0] == ',') && text[1] == ' ') {
		if (strcmp(of, function) == 0) {
			snprintf(name, NAME_MAX_LEN, "%.500s%.500s", subject,
				 text);
			return;
		}
		own += 2;
	}
	print_about(name, function);
	snprintf(name + strlen(name), NAME_MAX_LEN - strlen(name), "%s", own);
	strcpy(subject, name);
	of = function;
}

static bool report(bool good, struct tap_place at, const char *fmt, va_list ap)
{
	char name[NAME_MAX_LEN];

	name_it(name, at.function, fmt, ap);
	tests++;
	failures += !good;
	printf("%sok %d - %s\n", good ? "" : "not ", tests, name);
	fflush(stdout);
	if (!good)
		diag("%d - %s, at %s:%d", tests, name, at.file, at.line);
	return good;
}

bool tap_ok(bool good, struct tap_place at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(good, at, fmt, ap);
	va_end(ap);
	return good;
}

bool tap_is_text(const char *got, const char *want, struct tap_place at,
		 const char *fmt, ...)
{
	bool good = got && want ? strcmp(got, want) == 0 : got == want;
	va_list ap;

	va_start(ap, fmt);
	report(good, at, fmt, ap);
	va_end(ap);
	if (!good)
		diag("got \"%s\", want \"%s\"", got ? got : "(null)",
		     want ? want : "(null)");
	return good;
}

bool tap_is_number(long long got, long long want, struct tap_place at,
		   const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(got == want, at, fmt, ap);
	va_end(ap);
	if (got != want)
		diag("got %lld, want %lld", got, want);
	return got == want;
}

void diag(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "# %s: ", program_invocation_short_name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

static void note_skip(const char *what, const char *reason)
{
	const char *list = getenv("CORDON_SKIPS");
	FILE *f = list ? fopen(list, "a") : NULL;

	if (!f)
		return;
	fprintf(f, "%s: %s%s%s\n", program_invocation_short_name,
		what ? what : "", what ? ": " : "", reason);
	fclose(f);
}

void skip_one(const char *what, const char *reason)
{
	ok(true, "%s # SKIP %s", what, reason);
	note_skip(what, reason);
}

void skip_all(const char *reason)
{
	note_skip(NULL, reason);
	printf("1..0 # SKIP %s\n", reason);
	exit(0);
}

void need_seccomp(void)
{
	/* A filter of no address is refused as that, if one is known at all. */
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) < 0 &&
	    errno != EFAULT)
		skip_all("no seccomp here");
}

void give_up(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(false, TAP_HERE, fmt, ap);
	va_end(ap);
	exit(done_testing());
}

int done_testing(void)
{
	printf("1..%d\n", tests);
	if (failures)
		diag("%d of %d failed", failures, tests);
	return failures != 0;
}

struct guard guard_copy(const void *bytes, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t room = (len + page - 1) / page * page;
	struct guard g = { .len = len, .map_len = room + page };

	g.map = mmap(NULL, g.map_len, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (g.map == MAP_FAILED ||
	    mprotect((char *)g.map + room, page, PROT_NONE) < 0)
		abort();
	g.p = (uint8_t *)g.map + room - len;
	if (len)
		memcpy(g.p, bytes, len);
	return g;
}

void guard_free(struct guard *g)
{
	munmap(g->map, g->map_len);
	*g = (struct guard) { 0 };
}

static void remove_scratch(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", scratch_folder);
	if (system(command) != 0)
		diag("%s stays", scratch_folder);
}

/* Is this folder in memory, ours to write to, and large enough? */
static bool is_good_scratch(const char *folder)
{
	enum { ROOM = 256 * 1024 * 1024 };
	struct statfs s;

	return folder && access(folder, W_OK | X_OK) == 0 &&
	       statfs(folder, &s) == 0 && s.f_type == TMPFS_MAGIC &&
	       s.f_bavail * (uint64_t)s.f_bsize >= ROOM;
}

static const char *scratch_parent(void)
{
	const char *run = getenv("XDG_RUNTIME_DIR"), *tmp = getenv("TMPDIR");

	return is_good_scratch("/dev/shm") ? "/dev/shm" :
	       is_good_scratch(run) ? run : tmp ? tmp : "/tmp";
}

const char *scratch(void)
{
	if (!scratch_folder[0]) {
		snprintf(scratch_folder, sizeof(scratch_folder),
			 "%s/cordon-test.XXXXXX", scratch_parent());
		if (!mkdtemp(scratch_folder))
			give_up("%s: %s", scratch_folder, strerror(errno));
		atexit(remove_scratch);
	}
	return scratch_folder;
}

const char *scratch_in(const char *name)
{
	static char paths[4][256];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", scratch(), name);
	return path;
}

void scratch_put(const char *name, const char *text)
{
	const char *path = scratch_in(name);

	if (file_write(path, text, strlen(text), 0644) < 0)
		give_up("cannot write %s", path);
}

/* xorshift64* */
uint64_t random_next(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * 0x2545f4914f6cdd1d;
}

void random_seed(uint64_t seed)
{
	random_state = seed ? seed : 1;
}
