/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_PUBLISH_PASSWORD_H
#define TOOLS_PUBLISH_PASSWORD_H

/*
 * The password of a key file: the first line of `path`, or what is typed at the
 * terminal, which does not show it. NULL where there is neither; ends the
 * program where the file cannot be read. password_free() forgets it.
 */
char *password_read(const char *path, const char *prompt);
void password_free(char *password);

#endif
