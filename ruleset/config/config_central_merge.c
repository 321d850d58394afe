/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two configurations become one: that of the fleet, and that of a gateway. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/config_central_merge.h"
#include "ruleset/config/config_rows.h"
#include "ruleset/config/source.h"

/* --- settings that stand for themselves ------------------------------ */

static size_t size_of(const struct conf_row *row)
{
	return row->type == &conf_texts ? sizeof(struct conf_list) :
	       row->type == &conf_text ? sizeof(char *) :
	       row->type == &conf_bool ? sizeof(bool) : sizeof(int);
}

static void swap(void *a, void *b, size_t size)
{
	char *one = a, *other = b;

	for (size_t i = 0; i < size; i++) {
		char keep = one[i];

		one[i] = other[i];
		other[i] = keep;
	}
}

/* Of "mode" alone, as only of modes one refuses more than another. */
static bool is_stricter(const struct conf_row *row, const void *mine,
			const void *theirs)
{
	return strcmp(row->key, "mode") == 0 &&
	       *(const int *)mine > *(const int *)theirs;
}

static void take_setting(struct config *c, struct central_set *set,
			 const struct conf_row *row)
{
	char *mine = (char *)c + row->offset;
	char *theirs = (char *)&set->config + row->offset;
	const struct conf_origin *from =
		conf_origin_of(&set->config.report, theirs);
	bool is_set = conf_origin_of(&c->report, mine);
	enum leave leave = set->leave[strcmp(row->key, "mode") == 0 ?
				      LEAVE_MODE : LEAVE_SETTINGS];

	if (!from || (is_set && (leave == LEAVE_ALL ||
				 (leave == LEAVE_ADDITIONS &&
				  is_stricter(row, mine, theirs)))))
		return;
	c->central.passed_over += is_set;
	swap(mine, theirs, size_of(row));
	conf_note_origin(&c->report, mine, from->file, from->line);
}

/* --- what has items -------------------------------------------------- */

/* One item goes from a list to the end of another, which it leaves empty. */
static void append(struct conf_list *to, void *item, size_t size)
{
	to->items = xgrow(to->items, to->n, size);
	memcpy((char *)to->items + to->n++ * size, item, size);
	memset(item, 0, size);
}

static const struct conf_row *list_row(const char *key)
{
	return conf_row_of(config_rows, CONFIG_ROWS, key);
}

/* What of `c` was not taken into the new list goes. */
static void replace(struct config *c, const char *key, struct conf_list *list)
{
	const struct conf_row *row = list_row(key);
	struct conf_list *field = (void *)((char *)c + row->offset);

	row->type->drop(row, field);
	*field = *list;
}

/* Names of files are kept by the report that goes away. */
static void keep_file(struct config *c, const char **file)
{
	if (*file)
		*file = conf_keep_name(&c->report, *file);
}

static void *find(const struct conf_list *list, size_t size, size_t key,
		  const char *id)
{
	for (size_t i = 0; i < list->n; i++) {
		char *item = (char *)list->items + i * size;
		const char *other = *(char *const *)(item + key);

		if (other && id && strcmp(other, id) == 0)
			return item;
	}
	return NULL;
}

/* --- vendors --------------------------------------------------------- */

/* What of an entry of here counts: that it refuses more than the others come
 * to. */
static void raise_mode(struct config *c, struct conf_list *list,
		       const struct config_vendor *mine)
{
	const struct config with = { .mode = c->mode, .vendors = *list };
	enum mode now = config_vendor_mode(&with, mine->id);
	struct config_vendor *v = config_find_vendor(list, mine->id);

	if (mine->mode == MODE_INHERIT || mine->mode <= now) {
		c->central.passed_over++;
		return;
	}
	v->mode = mine->mode;
	v->mode_from = mine->file;
}

static void take_local_vendor(struct config *c, struct conf_list *list,
			      struct config_vendor *mine, enum leave leave)
{
	struct config_vendor *there = config_find_vendor(list, mine->id);

	/* Without a file it is the standard, which stays where nobody says
	 * otherwise. */
	if (!there && (!mine->file || leave != LEAVE_NOTHING))
		append(list, mine, sizeof(*mine));
	else if (mine->file && there && leave == LEAVE_ALL)
		swap(there, mine, sizeof(*mine));
	else if (mine->file && there && leave == LEAVE_ADDITIONS)
		raise_mode(c, list, mine);
	else
		c->central.passed_over += mine->file != NULL;
}

static void add_standard(struct conf_list *list, const char *id)
{
	struct config_vendor v = { .mode = MODE_INHERIT };

	if (!id || !*id || config_find_vendor(list, id))
		return;
	v.id = xstrdup(id);
	append(list, &v, sizeof(v));
}

/* Vendors that are on where nobody says so, by themselves or since a list names
 * them: an entry of here does not take them away. */
static void add_standards(struct conf_list *list,
			  const struct central_set *set)
{
	const struct config_source *s = set->config.sources.items;

	add_standard(list, "kaspersky");
	for (size_t i = 0; i < set->config.sources.n; i++)
		add_standard(list, s[i].vendor);
}

/* What a mode of here is held against. Where all modes are left to a gateway,
 * that it observes at least. */
static void note_floors(struct config *c, const struct conf_list *list)
{
	const struct config_vendor *v = list->items;
	struct conf_list *floors = &c->central.floors;
	enum mode all = c->central.sets_mode ? c->central.mode : MODE_OBSERVE;

	for (size_t i = 0; i < list->n; i++) {
		struct config_vendor floor = {
			.mode = v[i].mode == MODE_INHERIT ? all : v[i].mode,
		};

		if (!v[i].id)
			continue;
		floor.id = (char *)(uintptr_t)conf_keep_name(&c->report,
							     v[i].id);
		append(floors, &floor, sizeof(floor));
	}
}

static void take_vendors(struct config *c, struct central_set *set)
{
	struct config_vendor *theirs = set->config.vendors.items;
	struct config_vendor *mine = c->vendors.items;
	enum leave leave = set->leave[LEAVE_VENDORS];
	struct conf_list list = { 0 };

	for (size_t i = 0; i < set->config.vendors.n; i++) {
		keep_file(c, &theirs[i].file);
		append(&list, &theirs[i], sizeof(*theirs));
	}
	if (leave != LEAVE_ALL)
		add_standards(&list, set);
	note_floors(c, &list);
	for (size_t i = 0; i < c->vendors.n; i++)
		if (mine[i].id)
			take_local_vendor(c, &list, &mine[i], leave);
	replace(c, "vendors", &list);
}

/* --- clients and sources --------------------------------------------- */

static void take_exempt(struct config *c, struct central_set *set)
{
	struct config_exempt *theirs = set->config.exempt.items;
	struct config_exempt *mine = c->exempt.items;
	struct conf_list list = { 0 };

	for (size_t i = 0; i < set->config.exempt.n; i++) {
		keep_file(c, &theirs[i].file);
		append(&list, &theirs[i], sizeof(*theirs));
	}
	for (size_t i = 0; i < c->exempt.n; i++) {
		if (set->leave[LEAVE_EXEMPT] == LEAVE_NOTHING)
			c->central.passed_over++;
		else if (!find(&list, sizeof(*mine),
			       offsetof(struct config_exempt, client),
			       mine[i].client))
			append(&list, &mine[i], sizeof(*mine));
	}
	replace(c, "exempt", &list);
}

/* What is allowed or protected lets more through. */
static bool counts(const struct central_set *set,
		   const struct config_source *s)
{
	bool opens = s->action == SOURCE_ALLOW || s->action == SOURCE_PROTECT;

	return set->leave[LEAVE_SOURCES] != LEAVE_NOTHING &&
	       (!opens || set->leave[LEAVE_ALLOW] != LEAVE_NOTHING);
}

static void take_sources(struct config *c, struct central_set *set)
{
	struct config_source *theirs = set->config.sources.items;
	struct config_source *mine = c->sources.items;
	struct conf_list list = { 0 };
	size_t size = sizeof(*mine);

	for (size_t i = 0; i < set->config.sources.n; i++) {
		keep_file(c, &theirs[i].file);
		append(&list, &theirs[i], size);
	}
	for (size_t i = 0; i < c->sources.n; i++) {
		void *there = find(&list, size,
				   offsetof(struct config_source, id),
				   mine[i].id);

		if (!there && counts(set, &mine[i]))
			append(&list, &mine[i], size);
		else if (there && set->leave[LEAVE_SOURCES] == LEAVE_ALL)
			swap(there, &mine[i], size);
		else
			c->central.passed_over++;
	}
	replace(c, "sources", &list);
}

/* --- together -------------------------------------------------------- */

void config_merge_central(struct config *c, struct central_set *set)
{
	const struct conf_row *row;

	memcpy(c->central.leave, set->leave, sizeof(set->leave));
	c->central.sets_mode = conf_origin_of(&set->config.report,
					      &set->config.mode);
	c->central.mode = set->config.mode;
	for (size_t i = 0; (row = central_set_row(i)); i++)
		take_setting(c, set, row);
	take_vendors(c, set);
	take_exempt(c, set);
	take_sources(c, set);
}

/* The mode of a vendor, or of all, that the policy comes to by itself; false if
 * it says nothing of it. */
static bool floor_of(const struct config_central *x, const char *vendor,
		     enum mode *floor)
{
	const struct config_vendor *v =
		vendor ? config_find_vendor(&x->floors, vendor) : NULL;

	*floor = v ? v->mode : vendor ? MODE_OFF : x->mode;
	return vendor ? v != NULL : x->sets_mode;
}

bool config_admits_mode(const struct config *c, const char *vendor,
			enum mode mode)
{
	const struct config_central *x = &c->central;
	enum leave leave = x->leave[vendor ? LEAVE_VENDORS : LEAVE_MODE];
	enum mode floor;
	bool said = floor_of(x, vendor, &floor);

	if (x->sequence == 0 || leave == LEAVE_ALL || (!said && !vendor))
		return true;
	if (mode == MODE_INHERIT)
		mode = x->sets_mode ? x->mode : MODE_OBSERVE;
	return leave == LEAVE_ADDITIONS ? mode >= floor : mode == floor;
}
