/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_CONFINE_SYSCALLS_H
#define NFQ_CONFINE_SYSCALLS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * From here on only the system calls that cordond has a use for; any other
 * ends the process by SIGSYS: no program can be run, no memory made
 * executable, no process started, and of sockets only netlink's to the packet
 * filter and the routes, and local ones that name interfaces. It holds for
 * this thread and those it starts. 0 or -errno, -ENOSYS where the kernel, or
 * who started us, does not have it.
 *
 * With `runs` it may run the program that takes its place, and that may do what
 * a program does when it begins: map the code of files. Which files is for
 * Landlock to say. A thread that is not to takes that from itself with
 * syscalls_narrow().
 */
int syscalls_filter(bool runs);
int syscalls_narrow(void);

/* What the filter allows, in a number: another program whose number is the
 * same gets along with it. */
uint64_t syscalls_digest(void);

#endif
