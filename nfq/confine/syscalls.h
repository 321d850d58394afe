/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_CONFINE_SYSCALLS_H
#define NFQ_CONFINE_SYSCALLS_H

/*
 * From here on only the system calls that cordond has a use for; any other
 * ends the process by SIGSYS: no program can be run, no memory made
 * executable, no process started, and of sockets only netlink's to the packet
 * filter and the routes, and local ones that name interfaces. It holds for
 * this thread and those it starts. 0 or -errno, -ENOSYS where the kernel, or
 * who started us, does not have it.
 */
int syscalls_filter(void);

#endif
