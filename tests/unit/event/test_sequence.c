/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers of lines: without a hole, whatever ends when. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "nfq/event/sequence.h"
#include "tests/unit/tap.h"

static struct sequence s;
static char *log_path;

static void begin(const char *folder)
{
	char *path = xasprintf("%s/%s", scratch(), folder);

	free(log_path);
	log_path = xasprintf("%s/eve.json", path);
	folder_make(path, 0755);
	free(path);
	sequence_open(&s, log_path);
}

static void again(void)
{
	sequence_close(&s);
	sequence_open(&s, log_path);
}

/* The log's last line, as eve.c writes it, and a name that pretends. */
static void put_log(const char *path, unsigned long long seq)
{
	char text[400];

	snprintf(text, sizeof(text), "{\"cordon\":{\"stream\":\"%s\",\"seq\":"
		 "%llu},\"tls\":{\"sni\":\"\\\"stream\\\":\\\"%s\\\","
		 "\\\"seq\\\":999\"}}\n", s.stream, seq, s.stream);
	file_write(path, text, strlen(text), 0644);
}

static void test_start(void)
{
	char first[SEQUENCE_STREAM];

	begin("start");
	is_number((long long)s.next, 1, "the first line is 1");
	is_number((long long)strspn(s.stream, "0123456789abcdef"), 32,
		  ": of a stream of 32 digits");
	memcpy(first, s.stream, sizeof(first));
	s.next = 42;
	sequence_store(&s);
	again();
	is_text(s.stream, first, "the same stream goes on");
	is_number((long long)s.next, 42, ": where it was");
	s.next = 50;
	again();
	is_number((long long)s.next, 42, "what was not stored is not known");
	put_log(log_path, 77);
	again();
	is_number((long long)s.next, 78, ": but to the log itself");
	put_log(log_path, 12);
	again();
	is_number((long long)s.next, 78, "an older line takes nothing back");
	sequence_close(&s);
}

static void test_rotated(void)
{
	char *before;

	begin("rotated");
	before = xasprintf("%s.1", log_path);
	file_write(log_path, "", 0, 0644);
	put_log(before, 900);
	again();
	is_number((long long)s.next, 901, "a log just rotated has its last "
		  "number in the one before");
	free(before);
	sequence_close(&s);
}

static void test_other(void)
{
	char first[SEQUENCE_STREAM], *path;

	begin("other");
	memcpy(first, s.stream, sizeof(first));
	s.next = 9;
	sequence_store(&s);
	ok(!sequence_check(&s, log_path), "the file is where it was");
	unlink(s.path);
	ok(sequence_check(&s, log_path), "taken away, another begins");
	ok(strcmp(first, s.stream) != 0 && s.next == 1,
	   ": a stream of its own");
	path = xstrdup(s.path);
	sequence_close(&s);
	file_write(path, "rubbish\n", 8, 0644);
	sequence_open(&s, log_path);
	ok(strlen(s.stream) == 32 && s.next == 1, "rubbish is no stream");
	again();
	ok(s.next == 1 && strlen(s.stream) == 32, ": and is written anew");
	free(path);
	sequence_close(&s);
}

static void test_nowhere(void)
{
	sequence_open(&s, "/nonexistent/eve.json");
	ok(s.next == 1 && s.fd < 0,
	   "where it cannot be made there are numbers");
	s.next = 5;
	sequence_store(&s);
	ok(!sequence_check(&s, "/nonexistent/eve.json") && s.next == 5,
	   ": which go on");
	sequence_close(&s);
}

int main(void)
{
	test_start();
	test_rotated();
	test_other();
	test_nowhere();
	free(log_path);
	return done_testing();
}
