/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_CATALOGUE_H
#define RULESET_CONFIG_CATALOGUE_H

/*
 * All vendors there are: those of the package, updates that were fetched and
 * verified, those of the fleet's policy, and the admin's own, in this order.
 */

#include "ruleset/config/vendor.h"

struct config;

struct catalogue {
	struct vendor *vendors;
	size_t n;
	struct buffer refused;	/* updates that were passed over, and why */
};

/*
 * Reads every *.conf of `folder` and then of `local` (which may be missing):
 * a vendor there replaces the one of the same id. Mistakes go to `report`;
 * false if there was one. catalogue_done() frees in either case.
 */
bool catalogue_read(struct catalogue *c, const char *folder, const char *local,
		    struct conf_report *report);

/*
 * Reads what the configuration names: its catalogue, then the updates, then
 * the vendors of the policy of the fleet, then its local catalogue, as far as
 * the policy leaves that to it (config_central.h). An update is a file of one
 * vendor, or of many ("catalogue = ( ... );"), in STATE/catalogue or the last
 * good copy of a source whose format is "catalogue". A vendor in it replaces
 * the packaged one of its id if its as_of, a date, is newer. An update with a
 * mistake is passed over whole and said in `refused`: what comes over the
 * network must not keep the gateway from starting.
 */
bool catalogue_load(struct catalogue *c, const struct config *config,
		    struct conf_report *report);

/* The files of the updates, in the order they are read; folder_list_free(). */
void catalogue_updates(const struct config *config, char ***names, size_t *n);

/* The vendors of an update, a list of struct vendor that the caller frees; all
 * of them are good. False and none otherwise, and mistakes go to `report`: for
 * whoever fetches one, before it takes the place of the last good copy. */
bool catalogue_read_update(struct conf_list *list, const char *path,
			   struct conf_report *report);
void catalogue_free_update(struct conf_list *list);

/* The AS numbers that may be enforced whole, in order; the caller frees. */
size_t catalogue_asns(const struct catalogue *c, uint32_t **out);

/* STATE/asns.tsv, which "cordon sync" makes of asn_database: what those AS
 * numbers announce. NULL if there is none; the caller frees. */
char *catalogue_asn_file(const struct config *config);

void catalogue_done(struct catalogue *c);

const struct vendor *catalogue_find(const struct catalogue *c, const char *id);

#endif
