/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bind, read bursts, answer them: all messages of nfnetlink_queue. */

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "lib/alloc.h"
#include "nfq/worker/queue.h"

enum {
	/* Bytes cut off an accepted super-packet never come back: as much as
	 * an attribute holds. */
	COPY_RANGE = 0xffff - 4,
	/* And its attributes beside; each of many buffers is aligned. */
	MESSAGE_SIZE = NLMSG_ALIGN(COPY_RANGE + 1024),
	/* A verdict message is 40 bytes and one mark is 8. */
	VERDICT_SIZE = 64,
	CONFIG_SIZE = 512,
	QUEUES_MAX = 8,		/* of a socket */
};

struct queue {
	struct mnl_socket *nl;
	int fd;
	uint32_t seq;
	struct queue_stats stats;

	struct mmsghdr messages[QUEUE_BURST];
	struct iovec vectors[QUEUE_BURST];
	uint8_t (*buffers)[MESSAGE_SIZE];
	int early;		/* packets that came while binding */
	uint32_t adopting;	/* sequence number of the last adoption */
	/* Adopted, and no packet of it has come yet. */
	uint16_t adopted[QUEUES_MAX];
	unsigned nadopted;

	/* Verdicts not sent yet; the last packets may share one. */
	char out[QUEUE_BURST * VERDICT_SIZE];
	size_t out_len;
	struct {
		uint32_t first, last, mark;
		uint16_t queue;
		int verdict;
		bool open;
	} run;
};

/* --- opening --------------------------------------------------------- */

/* A reader looks up from waiting once a second. The kernel charges a packet's
 * true size, so the default buffer of 208 KiB would hold a few hundred. */
static void set_options(struct queue *q)
{
	const struct timeval timeout = { .tv_sec = 1 };
	int size = QUEUE_RECEIVE_BUFFER, on = 1;

	setsockopt(q->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	if (setsockopt(q->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size,
		       sizeof(size)) == 0)
		q->stats.forced_buffer = true;
	else
		setsockopt(q->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	/* An overrun is in the queue's counters; it must not stop reading. */
	setsockopt(q->fd, SOL_NETLINK, NETLINK_NO_ENOBUFS, &on, sizeof(on));
}

static struct mnl_socket *open_socket(void)
{
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_NETFILTER,
						 SOCK_CLOEXEC);

	if (nl && mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0) {
		mnl_socket_close(nl);
		return NULL;
	}
	return nl;
}

struct queue *queue_new(int fd)
{
	struct queue *q = xcalloc(1, sizeof(*q));

	q->nl = fd >= 0 ? mnl_socket_fdopen(fd) : open_socket();
	if (!q->nl) {
		queue_free(q);
		return NULL;
	}
	q->fd = mnl_socket_get_fd(q->nl);
	set_options(q);
	q->buffers = xcalloc(QUEUE_BURST, sizeof(*q->buffers));
	for (size_t i = 0; i < QUEUE_BURST; i++) {
		q->vectors[i] = (struct iovec) {
			q->buffers[i], sizeof(q->buffers[i])
		};
		q->messages[i].msg_hdr = (struct msghdr) {
			.msg_iov = &q->vectors[i], .msg_iovlen = 1,
		};
	}
	return q;
}

void queue_free(struct queue *q)
{
	if (!q)
		return;
	if (q->nl)
		mnl_socket_close(q->nl);
	free(q->buffers);
	free(q);
}

int queue_fd(const struct queue *q)
{
	return q->fd;
}

static bool is_type(const struct nlmsghdr *nlh, size_t len, uint16_t type)
{
	return mnl_nlmsg_ok(nlh, (int)len) && nlh->nlmsg_type == type;
}

enum { PACKET = NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_PACKET };

/* Sends a configuration message and waits for its answer. Where rules are in
 * force already, packets of a queue just bound come before it: they are kept
 * for the first queue_read(). */
static int configure(struct queue *q, struct nlmsghdr *nlh)
{
	nlh->nlmsg_flags |= NLM_F_ACK;
	nlh->nlmsg_seq = ++q->seq;
	if (mnl_socket_sendto(q->nl, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	for (;;) {
		const struct nlmsghdr *in = (void *)q->buffers[q->early];
		ssize_t len = recv(q->fd, q->buffers[q->early], MESSAGE_SIZE,
				   0);

		if (len < 0 && errno != EINTR)
			return -errno;
		if (len < 0)
			continue;
		if (is_type(in, (size_t)len, NLMSG_ERROR) &&
		    in->nlmsg_seq == q->seq)
			return ((const struct nlmsgerr *)
				mnl_nlmsg_get_payload(in))->error;
		if (!is_type(in, (size_t)len, PACKET))
			continue;
		q->messages[q->early].msg_len = (unsigned)len;
		if (q->early < QUEUE_BURST - 1)
			q->early++;
	}
}

static int bind_with(struct queue *q, uint16_t number, uint32_t length,
		     uint32_t flags)
{
	char buf[CONFIG_SIZE];
	struct nlmsghdr *nlh = nfq_nlmsg_put(buf, NFQNL_MSG_CONFIG, number);

	nfq_nlmsg_cfg_put_cmd(nlh, AF_UNSPEC, NFQNL_CFG_CMD_BIND);
	nfq_nlmsg_cfg_put_params(nlh, NFQNL_COPY_PACKET, COPY_RANGE);
	nfq_nlmsg_cfg_put_qmaxlen(nlh, length);
	mnl_attr_put_u32(nlh, NFQA_CFG_FLAGS, htonl(flags));
	mnl_attr_put_u32(nlh, NFQA_CFG_MASK, htonl(flags));
	return configure(q, nlh);
}

/* All in one message: between a bind and its parameters a queue would drop
 * what comes. One flag that the kernel lacks refuses the whole message. */
int queue_bind(struct queue *q, uint16_t number, uint32_t length, bool gso)
{
	uint32_t flags = NFQA_CFG_F_FAIL_OPEN | (gso ? NFQA_CFG_F_GSO : 0);
	int ret = bind_with(q, number, length, flags);

	if (ret == -EOPNOTSUPP)
		ret = bind_with(q, number, length, NFQA_CFG_F_FAIL_OPEN);
	return ret == -EPERM ? -EBUSY : ret;
}

int queue_unbind(struct queue *q, uint16_t number)
{
	char buf[CONFIG_SIZE];
	struct nlmsghdr *nlh = nfq_nlmsg_put(buf, NFQNL_MSG_CONFIG, number);

	nfq_nlmsg_cfg_put_cmd(nlh, AF_UNSPEC, NFQNL_CFG_CMD_UNBIND);
	return configure(q, nlh);
}

int queue_adopt(struct queue *q, uint16_t number, uint32_t length)
{
	char buf[CONFIG_SIZE];
	struct nlmsghdr *nlh = nfq_nlmsg_put(buf, NFQNL_MSG_CONFIG, number);

	nfq_nlmsg_cfg_put_params(nlh, NFQNL_COPY_PACKET, COPY_RANGE);
	nfq_nlmsg_cfg_put_qmaxlen(nlh, length);
	nlh->nlmsg_seq = q->adopting = ++q->seq;
	if (q->nadopted < QUEUES_MAX)
		q->adopted[q->nadopted++] = number;
	return mnl_socket_sendto(q->nl, nlh, nlh->nlmsg_len) < 0 ? -errno : 0;
}

/* --- reading --------------------------------------------------------- */

static void take_mac(struct queue_packet *p, const struct nlattr *attr)
{
	const struct nfqnl_msg_packet_hw *hw = mnl_attr_get_payload(attr);

	if (mnl_attr_get_payload_len(attr) < sizeof(*hw) ||
	    ntohs(hw->hw_addrlen) != sizeof(p->mac))
		return;
	memcpy(p->mac, hw->hw_addr, sizeof(p->mac));
	p->has_mac = true;
}

static bool take_header(struct queue_packet *p, const struct nlattr *attr)
{
	const struct nfqnl_msg_packet_hdr *h = mnl_attr_get_payload(attr);

	if (mnl_attr_get_payload_len(attr) < sizeof(*h))
		return false;
	p->id = ntohl(h->packet_id);
	p->hook = h->hook;
	return true;
}

static uint32_t be32(const struct nlattr *attr)
{
	return ntohl(mnl_attr_get_u32(attr));
}

/* One packet message; false if it has no id to answer to. */
static bool take_packet(struct queue_packet *p, const struct nlmsghdr *nlh)
{
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;
	size_t whole = 0;
	bool has_id = false;

	*p = (struct queue_packet) { .queue = ntohs(nfg->res_id) };
	mnl_attr_for_each(attr, nlh, sizeof(*nfg)) {
		switch (mnl_attr_get_type(attr)) {
		case NFQA_PACKET_HDR:
			has_id = take_header(p, attr);
			break;
		case NFQA_MARK:
			p->mark = be32(attr);
			break;
		case NFQA_IFINDEX_INDEV:
			p->iif = be32(attr);
			break;
		case NFQA_IFINDEX_OUTDEV:
			p->oif = be32(attr);
			break;
		case NFQA_HWADDR:
			take_mac(p, attr);
			break;
		case NFQA_SKB_INFO:
			p->unverified = be32(attr) & NFQA_SKB_CSUM_NOTVERIFIED;
			break;
		case NFQA_CAP_LEN:
			whole = be32(attr);
			break;
		case NFQA_PAYLOAD:
			p->data.p = mnl_attr_get_payload(attr);
			p->data.len = mnl_attr_get_payload_len(attr);
			break;
		}
	}
	p->whole = whole > p->data.len ? whole : p->data.len;
	return has_id;
}

/* The kernel's word that a queue we went on with is not ours: -errno, or 0 for
 * what answers a verdict. */
static int refused(const struct queue *q, const struct nlmsghdr *nlh,
		   size_t len)
{
	if (!is_type(nlh, len, NLMSG_ERROR) || nlh->nlmsg_seq == 0 ||
	    nlh->nlmsg_seq > q->adopting)
		return 0;
	return ((const struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))->error;
}

/*
 * The one before may have ended with packets that it had read and not answered:
 * all before the first that comes to us. They go through the chains once more
 * and come anew. Without that they would wait for ever, or for our first batch
 * verdict, which takes all up to its packet.
 */
static void renew(struct queue *q, const struct queue_packet *p)
{
	char buf[VERDICT_SIZE];
	struct nlmsghdr *nlh;
	unsigned i = 0;

	while (i < q->nadopted && q->adopted[i] != p->queue)
		i++;
	if (i == q->nadopted)
		return;
	q->adopted[i] = q->adopted[--q->nadopted];
	nlh = nfq_nlmsg_put(buf, NFQNL_MSG_VERDICT_BATCH, p->queue);
	nfq_nlmsg_verdict_put(nlh, (int)(p->id - 1), NF_REPEAT);
	if (mnl_socket_sendto(q->nl, nlh, nlh->nlmsg_len) < 0)
		q->stats.errors++;
}

/* The packets among `n` messages. What is none answers a verdict: only an
 * error, such as ENOENT for a packet that the kernel has dropped meanwhile. */
static int take_burst(struct queue *q, int n, struct queue_packet *out)
{
	int have = 0, ret = 0;

	for (int i = 0; i < n; i++) {
		const struct nlmsghdr *nlh = (void *)q->buffers[i];
		size_t len = q->messages[i].msg_len;

		if (is_type(nlh, len, PACKET))
			have += take_packet(&out[have], nlh);
		else if ((ret = refused(q, nlh, len)) < 0)
			return ret;
		else
			q->stats.errors++;
	}
	for (int i = 0; q->nadopted > 0 && i < have; i++)
		renew(q, &out[i]);
	q->stats.bursts++;
	q->stats.packets += (uint64_t)have;
	return have;
}

int queue_read(struct queue *q, struct queue_packet out[QUEUE_BURST])
{
	int n = q->early;

	if (n > 0) {
		q->early = 0;
		return take_burst(q, n, out);
	}
	n = recvmmsg(q->fd, q->messages, QUEUE_BURST, MSG_WAITFORONE, NULL);
	if (n >= 0)
		return take_burst(q, n, out);
	if (errno == ENOBUFS)
		q->stats.overruns++;
	return errno == EINTR || errno == EAGAIN || errno == ENOBUFS ?
	       0 : -errno;
}


/* --- answering ------------------------------------------------------- */

/* Writes the run of equal verdicts as one message: for several packets a
 * batch verdict, which takes all of the queue up to the last. */
static void end_run(struct queue *q)
{
	struct nlmsghdr *nlh;

	if (!q->run.open)
		return;
	nlh = nfq_nlmsg_put(q->out + q->out_len,
			    q->run.first == q->run.last ? NFQNL_MSG_VERDICT :
			    NFQNL_MSG_VERDICT_BATCH, q->run.queue);
	nfq_nlmsg_verdict_put(nlh, (int)q->run.last, q->run.verdict);
	nfq_nlmsg_verdict_put_mark(nlh, q->run.mark);
	q->out_len += MNL_ALIGN(nlh->nlmsg_len);
	q->run.open = false;
}

void queue_verdict(struct queue *q, const struct queue_packet *p, int verdict,
		   uint32_t mark)
{
	if (q->run.open && q->run.queue == p->queue &&
	    q->run.verdict == verdict && q->run.mark == mark) {
		q->run.last = p->id;
		return;
	}
	end_run(q);
	q->run.first = q->run.last = p->id;
	q->run.queue = p->queue;
	q->run.verdict = verdict;
	q->run.mark = mark;
	q->run.open = true;
}

void queue_flush(struct queue *q)
{
	end_run(q);
	if (q->out_len > 0 &&
	    mnl_socket_sendto(q->nl, q->out, q->out_len) < 0)
		q->stats.errors++;
	q->out_len = 0;
}

void queue_replace(struct queue *q, const struct queue_packet *p,
		   uint32_t mark, const void *data, size_t len)
{
	char buf[QUEUE_REPLACE_MAX + 2 * VERDICT_SIZE];
	struct nlmsghdr *nlh;

	queue_flush(q);
	nlh = nfq_nlmsg_put(buf, NFQNL_MSG_VERDICT, p->queue);
	nfq_nlmsg_verdict_put(nlh, (int)p->id, NF_ACCEPT);
	nfq_nlmsg_verdict_put_mark(nlh, mark);
	nfq_nlmsg_verdict_put_pkt(nlh, data, (uint32_t)len);
	if (mnl_socket_sendto(q->nl, nlh, nlh->nlmsg_len) < 0)
		q->stats.errors++;
}

bool queue_has_early(const struct queue *q)
{
	return q->early > 0;
}

const struct queue_stats *queue_stats(const struct queue *q)
{
	return &q->stats;
}
