/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_RUN_H
#define TOOLS_RUN_H

/* What the rows of the table of commands run; all return an exit status. Each
 * is in the file, or in the room, of its name. */

struct args;

int status_run(const struct args *a);
int check_run(const struct args *a);
int log_run(const struct args *a);
int hosts_run(const struct args *a);
int log_verify_run(const struct args *a);
int log_index_run(const struct args *a);
int log_key_run(const struct args *a);
int log_export_run(const struct args *a);
int log_erase_run(const struct args *a);
int log_why_run(const struct args *a);
int log_rescan_run(const struct args *a);
int ship_run(const struct args *a);
int fleet_run(const struct args *a);
int publish_run(const struct args *a);
int audit_run(const struct args *a);
int report_run(const struct args *a);
int survey_run(const struct args *a);
int top_run(const struct args *a);
int metrics_run(const struct args *a);
int local_block_run(const struct args *a);
int local_allow_run(const struct args *a);
int local_protect_run(const struct args *a);
int mode_run(const struct args *a);
int mode_confirm_run(const struct args *a);
int mode_reload_run(const struct args *a);
int guard_show_run(const struct args *a);
int guard_off_run(const struct args *a);
int guard_on_run(const struct args *a);
int except_list_run(const struct args *a);
int except_add_run(const struct args *a);
int except_extend_run(const struct args *a);
int except_remove_run(const struct args *a);
int vendors_list_run(const struct args *a);
int vendors_calendar_run(const struct args *a);
int vendors_diff_run(const struct args *a);
int vendors_switch_enable_run(const struct args *a);
int vendors_switch_disable_run(const struct args *a);
int sync_run(const struct args *a);
int config_check_run(const struct args *a);
int config_show_run(const struct args *a);
int doctor_run(const struct args *a);
int inspect_run(const struct args *a);
int completion_run(const struct args *a);
int lists_asns_run(const struct args *a);
int lists_parse_run(const struct args *a);
int lists_status_run(const struct args *a);
int lists_show_run(const struct args *a);
int lists_find_run(const struct args *a);
int lists_diff_run(const struct args *a);
int lists_verify_run(const struct args *a);
int lists_hold_rollback_run(const struct args *a);
int lists_hold_pin_run(const struct args *a);
int lists_hold_freeze_run(const struct args *a);
int lists_import_run(const struct args *a);
int vendors_show_run(const struct args *a);

#endif
