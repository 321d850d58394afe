/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moments, read and written. */

#include <stdio.h>
#include <string.h>

#include "lib/duration.h"
#include "lib/moment.h"
#include "lib/phrase.h"

static time_t midnight(time_t now, int days_back)
{
	struct tm tm;

	localtime_r(&now, &tm);
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_mday -= days_back;
	tm.tm_isdst = -1;
	return mktime(&tm);
}

/* "+02:00" or "+0200", in seconds east. */
static bool offset_parse(const char *p, int *seconds)
{
	int sign = *p == '-' ? -1 : 1, n[4];

	if (*p != '+' && *p != '-')
		return false;
	p++;
	for (int i = 0; i < 4; i++, p++) {
		if (i == 2 && *p == ':')
			p++;
		if (*p < '0' || *p > '9')
			return false;
		n[i] = *p - '0';
	}
	if (*p != '\0' || n[0] * 10 + n[1] > 14 || n[2] > 5)
		return false;
	*seconds = sign * ((n[0] * 10 + n[1]) * 3600 +
			   (n[2] * 10 + n[3]) * 60);
	return true;
}

/* strptime(3) takes the 31st of February. */
static bool is_day(const struct tm *tm)
{
	struct tm copy = *tm;

	timegm(&copy);
	return copy.tm_mday == tm->tm_mday;
}

/* What follows the seconds: a fraction, then Z, an offset, or local time. */
static bool zone_parse(const char *p, struct tm *tm, time_t *out)
{
	int east = 0;

	if (!is_day(tm))
		return false;
	if (*p == '.')
		p += 1 + strspn(p + 1, "0123456789");
	if (*p == '\0') {
		tm->tm_isdst = -1;
		*out = mktime(tm);
		return true;
	}
	if (strcmp(p, "Z") != 0 && strcmp(p, "z") != 0 &&
	    !offset_parse(p, &east))
		return false;
	*out = timegm(tm) - east;
	return true;
}

/* "14:00" or "14:00:30", of today. */
static bool today_at(const char *text, time_t now, time_t *out)
{
	struct tm clock = { 0 }, tm;
	const char *end = strptime(text, "%H:%M:%S", &clock);

	if (!end)
		end = strptime(text, "%H:%M", &clock);
	if (!end || *end)
		return false;
	localtime_r(&now, &tm);
	tm.tm_hour = clock.tm_hour;
	tm.tm_min = clock.tm_min;
	tm.tm_sec = clock.tm_sec;
	tm.tm_isdst = -1;
	*out = mktime(&tm);
	return true;
}

bool moment_parse(const char *text, time_t now, time_t *out)
{
	struct tm tm = { 0 };
	uint64_t back;
	const char *p;

	if (strcmp(text, "now") == 0)
		*out = now;
	else if (strcmp(text, "today") == 0)
		*out = midnight(now, 0);
	else if (strcmp(text, "yesterday") == 0)
		*out = midnight(now, 1);
	else if (duration_parse(text, &back))
		*out = now - (time_t)back;
	else if (strlen(text) <= 8 && strchr(text, ':'))
		return today_at(text, now, out);
	else if ((p = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm)) ||
		 (p = strptime(text, "%Y-%m-%d %H:%M:%S", &tm)) ||
		 (p = strptime(text, "%Y-%m-%d %H:%M", &tm)) ||
		 (p = strptime(text, "%Y-%m-%d", &tm)))
		return zone_parse(p, &tm, out);
	else
		return false;
	return true;
}

char *moment_format(time_t t, char text[MOMENT_TEXT])
{
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(text, MOMENT_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return text;
}

static void put_two(struct phrase *p, const char *before, int n)
{
	phrase_text(p, before);
	phrase_digits(p, (uint64_t)n, 2);
}

char *moment_format_eve(const struct timespec *t, char text[MOMENT_TEXT])
{
	struct phrase p = phrase_over(text, MOMENT_TEXT);
	struct tm tm;

	gmtime_r(&t->tv_sec, &tm);
	/* A year of more digits, or before all counting, is nobody's clock. */
	phrase_digits(&p, (uint64_t)(tm.tm_year + 1900), 4);
	put_two(&p, "-", tm.tm_mon + 1);
	put_two(&p, "-", tm.tm_mday);
	put_two(&p, "T", tm.tm_hour);
	put_two(&p, ":", tm.tm_min);
	put_two(&p, ":", tm.tm_sec);
	phrase_text(&p, ".");
	phrase_digits(&p, (uint64_t)t->tv_nsec / 1000, 6);
	phrase_text(&p, "+0000");
	return text;
}
