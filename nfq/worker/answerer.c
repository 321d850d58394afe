/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Raw sockets, and what goes out through them. */

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nfq/confine/notify.h"
#include "nfq/worker/answerer.h"

/* --- sockets --------------------------------------------------------- */

static int open_raw(int family)
{
	return socket(family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
}

static bool is_raw(int fd, int family)
{
	int domain, type, protocol;
	socklen_t n = sizeof(int);

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &n) == 0 &&
	       getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) == 0 &&
	       getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &n) == 0 &&
	       domain == family && type == SOCK_RAW && protocol == IPPROTO_RAW;
}

static void take_left(struct answerer *a, struct handover *left)
{
	int fd;

	while ((fd = handover_take(left, ANSWERER_SOCKETS)) >= 0) {
		if (a->fd4 < 0 && is_raw(fd, AF_INET))
			a->fd4 = fd;
		else if (a->fd6 < 0 && is_raw(fd, AF_INET6))
			a->fd6 = fd;
		else
			close(fd);
	}
}

int answerer_open(struct answerer *a, uint32_t own_mark, struct handover *left)
{
	*a = (struct answerer) { -1, -1 };
	take_left(a, left);
	if (a->fd4 < 0)
		a->fd4 = open_raw(AF_INET);
	if (a->fd6 < 0)
		a->fd6 = open_raw(AF_INET6);
	if (a->fd4 < 0 && a->fd6 < 0)
		return -errno;
	if ((a->fd4 >= 0 && setsockopt(a->fd4, SOL_SOCKET, SO_MARK, &own_mark,
				       sizeof(own_mark)) < 0) ||
	    (a->fd6 >= 0 && setsockopt(a->fd6, SOL_SOCKET, SO_MARK, &own_mark,
				       sizeof(own_mark)) < 0))
		return -errno;
	return 0;
}

void answerer_close(struct answerer *a)
{
	if (a->fd4 >= 0)
		close(a->fd4);
	if (a->fd6 >= 0)
		close(a->fd6);
	a->fd4 = a->fd6 = -1;
}

void answerer_hand_on(const struct answerer *a, struct handover *to)
{
	handover_put(to, ANSWERER_SOCKETS, a->fd4);
	handover_put(to, ANSWERER_SOCKETS, a->fd6);
}

int answerer_hand_over(const struct notify *manager)
{
	int fds[2] = { open_raw(AF_INET), open_raw(AF_INET6) };
	const int *first = fds[0] < 0 ? fds + 1 : fds;
	size_t n = (fds[0] >= 0) + (fds[1] >= 0);
	int ret = n ? 0 : -errno;

	if (ret == 0)
		ret = notify_store(manager, ANSWERER_SOCKETS, first, n);
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return ret;
}

/* --- sending --------------------------------------------------------- */

union endpoint {
	struct sockaddr sa;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* Returns its length. A link-local address is only reached through the
 * interface it came from. */
static socklen_t set_endpoint(union endpoint *to, const struct address *a,
			      uint32_t interface)
{
	*to = (union endpoint) { .sa.sa_family = AF_UNSPEC };
	if (address_is_v4(a)) {
		to->v4.sin_family = AF_INET;
		memcpy(&to->v4.sin_addr, a->b + 12, 4);
		return sizeof(to->v4);
	}
	to->v6.sin6_family = AF_INET6;
	memcpy(&to->v6.sin6_addr, a->b, 16);
	if (IN6_IS_ADDR_LINKLOCAL(&to->v6.sin6_addr))
		to->v6.sin6_scope_id = interface;
	return sizeof(to->v6);
}

static int fd_for(const struct answerer *s, const struct address *a)
{
	return address_is_v4(a) ? s->fd4 : s->fd6;
}

int answerer_send(const struct answerer *s, const struct packet *p,
		  uint32_t iif, const struct finding *f, const struct answer *a)
{
	uint8_t packet[ANSWER_MAX];
	size_t len = answer_packet(packet, p, f, a);
	union endpoint to;
	socklen_t size = set_endpoint(&to, &p->src, iif);

	if (len == 0)
		return -EMSGSIZE;
	return sendto(fd_for(s, &p->src), packet, len, MSG_DONTWAIT, &to.sa,
		      size) < 0 ? -errno : 0;
}

int answerer_reset(const struct answerer *s, const struct packet *p,
		   uint32_t oif, uint32_t mark)
{
	union {
		struct cmsghdr header;	/* for its alignment */
		char bytes[CMSG_SPACE(sizeof(mark))];
	} control = { .header = {
		.cmsg_len = CMSG_LEN(sizeof(mark)),
		.cmsg_level = SOL_SOCKET, .cmsg_type = SO_MARK,
	} };
	uint8_t packet[ANSWER_MAX];
	struct iovec data = { packet, answer_reset(packet, p) };
	union endpoint to;
	struct msghdr m = {
		.msg_name = &to, .msg_namelen = set_endpoint(&to, &p->dst, oif),
		.msg_iov = &data, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};

	memcpy(CMSG_DATA(&control.header), &mark, sizeof(mark));
	return sendmsg(fd_for(s, &p->dst), &m, MSG_DONTWAIT) < 0 ? -errno : 0;
}
