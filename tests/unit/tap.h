/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_TAP_H
#define TESTS_UNIT_TAP_H

/*
 * The Test Anything Protocol for tests in C, and inputs that end at a page
 * that nobody may read, so that one byte too far is a crash.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Where a test stands. */
struct tap_place {
	const char *file, *function;
	int line;
};
#define TAP_HERE (struct tap_place) { __FILE__, __func__, __LINE__ }

/*
 * One test: prints "ok" or "not ok" with its name and, if it failed, where. The
 * name begins with the noun of the program and, of a function that begins with
 * "test_" or "check_", with the rest of it: "names, find: ". A text that begins
 * with ": " or ", " goes on with the last that did not, so that each can be
 * read alone.
 */
#define ok(condition, ...) tap_ok((condition), TAP_HERE, __VA_ARGS__)
bool tap_ok(bool good, struct tap_place at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for equal strings and numbers; prints both if they differ. */
#define is_text(got, want, ...) \
	tap_is_text((got), (want), TAP_HERE, __VA_ARGS__)
bool tap_is_text(const char *got, const char *want, struct tap_place at,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));
#define is_number(got, want, ...) \
	tap_is_number((long long)(got), (long long)(want), TAP_HERE, \
		      __VA_ARGS__)
bool tap_is_number(long long got, long long want, struct tap_place at,
		   const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* What explains a failure; on stderr, where prove lets it through. */
void diag(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* What cannot be tested here, and why; "make check" lists it. */
void skip_one(const char *what, const char *reason);

/* Ends the whole program as skipped, likewise. */
void skip_all(const char *reason) __attribute__((noreturn));

/* The same where there is no filter of system calls (seccomp(2)): an emulator
 * of programs (qemu-user) has none. */
void need_seccomp(void);

/* Ends it as failed: what the tests need could not be made. */
void give_up(const char *fmt, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* The plan, and what main() returns. */
int done_testing(void);

/* A copy of `len` bytes that ends at a guard page. Good until guard_free();
 * with len 0 it points to the guard page itself. */
struct guard {
	uint8_t *p;
	size_t len;
	void *map;
	size_t map_len;
};

struct guard guard_copy(const void *bytes, size_t len);
void guard_free(struct guard *g);

/* A folder of this test's own, removed at the end. It is in memory where that
 * may be, since what is tested syncs what it writes. */
const char *scratch(void);

/* The path of `name` in it, good for three more calls; and a file there. */
const char *scratch_in(const char *name);
void scratch_put(const char *name, const char *text);

/* A small random number generator with a fixed seed: every run is the same. */
uint64_t random_next(void);
void random_seed(uint64_t seed);

#endif
