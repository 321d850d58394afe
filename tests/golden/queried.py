# SPDX-License-Identifier: GPL-2.0-or-later
"""queried.py make EVENTS: a log from what tests/bench/events makes, with hosts
that have more names and addresses than the history keeps apart, and names that
DNS gave to addresses.

queried.py ask LOG SEED N COMMAND...: asks N random questions of the command
line; what it lists and counts must be what going through LOG line by line
comes to. Prints what is not, a line each.
"""
import csv
import fnmatch
import io
import ipaddress
import json
import random
import subprocess
import sys
from collections import defaultdict
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

MAC = "52:54:00:aa:00:0"


def make(path):
    for n, line in enumerate(open(path), 1):
        e = json.loads(line)
        meta = e["alert"]["metadata"]
        if n % 5 == 0 and n % 10000 < 2000:
            e["ether"]["src_mac"] = MAC + "1"
            e["src_ip"] = "10.9.0.1"
            e["tls"] = {"sni": f"n{n}.{meta['vendor'][0]}.example"}
            e["app_proto"] = "tls"
            meta["match_type"] = ["sni-suffix"]
        elif n % 7 == 0:
            e["ether"]["src_mac"] = MAC + "2"
            e["src_ip"] = f"2001:db8:9:9::{n:x}"
        elif n % 11 == 0:
            e.pop("ether")
        elif n % 13 == 0:
            e.pop("tls", None)
            e["app_proto"] = "failed"
            meta["match_type"] = ["ip"]
            e["alert"]["context"]["name"] = f"hint{n % 3}.example"
        elif n % 17 == 0:
            meta["exception"] = ["ex-0001"]
            e["cordon"]["outcome"] = "excepted"
        elif n % 19 == 0:
            e["cordon"]["outcome"] = "logged"
        print(json.dumps(e, separators=(",", ":")))


class Event:
    def __init__(self, line):
        e = json.loads(line)
        meta = e["alert"]["metadata"]
        first = lambda key: meta.get(key, [""])[0]
        self.seq = e["cordon"]["seq"]
        self.time = int(datetime.strptime(
            e["timestamp"], "%Y-%m-%dT%H:%M:%S.%f%z").timestamp())
        self.client = e["src_ip"]
        self.mac = e.get("ether", {}).get("src_mac", "-")
        self.dest = e["dest_ip"]
        self.vendor, self.role = first("vendor"), first("role")
        self.list, self.line = first("list"), first("line")
        self.match = first("match_value")
        app = e["app_proto"]
        self.via = "address" if app == "failed" else app
        self.action = e["cordon"]["outcome"]
        self.n = e["alert"]["context"].get("repeat", 1)
        self.name = (e.get("tls", {}).get("sni") or
                     e["alert"]["context"].get("name") or
                     (self.match if first("match_type") == "ip" else
                      self.dest))


def is_named(name, wanted):
    name, wanted = name.lower(), wanted.lower()
    if "*" in wanted:
        return fnmatch.fnmatchcase(name, wanted)
    return (name == wanted or name.endswith("." + wanted) or
            ("." not in wanted and wanted in name))


def is_client(e, wanted):
    if wanted.count(":") == 5 and "::" not in wanted:
        return e.mac == wanted
    return ipaddress.ip_address(e.client) in ipaddress.ip_network(wanted)


def is_rule(e, wanted):
    base, _, line = wanted.rpartition(":")
    return e.match == wanted or (
        line == e.line and e.list.split("/")[-1] == base + ".conf")


TESTS = {
    "client": is_client,
    "vendor": lambda e, w: e.vendor == w,
    "role": lambda e, w: e.role == w,
    "name": lambda e, w: is_named(e.name, w),
    "dest": lambda e, w: (ipaddress.ip_address(e.dest) in
                          ipaddress.ip_network(w)),
    "action": lambda e, w: e.action == w,
    "via": lambda e, w: e.via == w,
    "list": lambda e, w: e.list.split("/")[-1] == w + ".conf",
    "rule": is_rule,
}


def network(address):
    v4 = ":" not in address
    return str(ipaddress.ip_network(
        f"{address}/{24 if v4 else 48}", strict=False))


def some_value(key, e):
    pick = random.random()
    if key == "client":
        return (e.client if pick < .4 or e.mac == "-" else
                e.mac if pick < .7 else network(e.client))
    if key == "name":
        label, _, rest = e.name.partition(".")
        return (e.name if pick < .4 or "/" in e.name or not rest else
                rest if pick < .6 else label[:4] if pick < .8 else
                "*" + rest[2:])
    if key == "dest":
        return e.dest if pick < .5 else network(e.dest)
    if key == "rule":
        return (e.match if pick < .5 else
                e.list.split("/")[-1][:-5] + ":" + e.line)
    if key == "list":
        return e.list.split("/")[-1][:-5]
    return getattr(e, key)


def some_filter(events):
    chosen = defaultdict(list)
    for key in random.sample(sorted(TESTS), random.choice((0, 1, 1, 2, 3))):
        e = random.choice(events)
        for _ in range(random.choice((1, 1, 2))):
            chosen[key].append(some_value(key, e))
            e = random.choice(events)
    since = until = None
    first, last = events[0].time, events[-1].time
    if random.random() < .6:
        since = random.randint(first - 3600, last)
        if random.random() < .3:
            since -= since % random.choice((3600, 86400))
    if random.random() < .4:
        until = random.randint(since or first, last + 3600)
    return chosen, since, until


def wants(e, chosen, since, until):
    return ((since is None or e.time >= since) and
            (until is None or e.time <= until) and
            all(any(TESTS[key](e, w) for w in values)
                for key, values in chosen.items()))


def options(chosen, since, until):
    out = []
    for key, values in chosen.items():
        for w in values:
            out += ["--" + key, w]
    for key, t in ("--since", since), ("--until", until):
        if t is not None:
            out += [key, datetime.fromtimestamp(t, timezone.utc).strftime(
                "%Y-%m-%dT%H:%M:%SZ")]
    return out


def key_of(e, by, zone):
    if by in ("day", "hour"):
        return datetime.fromtimestamp(e.time, zone).strftime(
            "%Y-%m-%d" if by == "day" else "%Y-%m-%d %H:00")
    return getattr(e, by)


def csv_of(command, env):
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    # Where nothing is found a vendor that is in no catalogue is told.
    if done.returncode == 64 and b'see "cordon vendors"' in done.stderr:
        return []
    if done.returncode or done.stderr:
        print(*command, ":", done.returncode, done.stderr.decode())
    return list(csv.DictReader(io.StringIO(done.stdout.decode())))


def check_list(command, events, opts, env, most):
    got = [row["seq"] for row in csv_of(
        command + ["log", "--csv", "-n", str(most)] + opts, env)]
    want = [str(e.seq) for e in events[-most:]]
    if got != want:
        print("log", *opts, ":", len(got), "events, not", len(want))


def check_counts(command, events, opts, env, zone, verb):
    by = random.choice("client mac vendor role name day hour action list "
                       "via".split())
    want = defaultdict(lambda: defaultdict(int))
    for e in events:
        want[key_of(e, by, zone)][e.action.replace("-", " ")] += e.n
    # What a spreadsheet would take for a formula has a quote before it.
    got = {row[by].lstrip("'"): row for row in csv_of(
        command + [verb, "--by", by, "--csv", "-n", "1000000"] + opts, env)}
    if set(got) != set(want) or any(
            int(got[k][a]) != want[k][a] for k in want
            for a in ("blocked", "would block", "logged", "excepted")):
        odd = sorted(set(got) ^ set(want))[:4]
        print(verb, "--by", by, *opts, env["TZ"], ":", len(got), "rows, not",
              len(want), odd)


# A machine is asked for as a whole: whose it is has tests of its own. Without
# any of the rest, periods are looked at by the hour.
def check_hosts(command, events, chosen, since, until, env):
    chosen = {k: v for k, v in chosen.items() if k != "client"}
    if not set(chosen) - {"vendor", "role"}:
        since = until = None
    want = defaultdict(lambda: [defaultdict(int), []])
    for e in events:
        if wants(e, chosen, since, until):
            of = want[e.client if e.mac == "-" else e.mac]
            of[0][e.action.replace("-", " ")] += e.n
            of[1].append(e.time)
    opts = options(chosen, since, until)
    got = {row["address" if row["mac"].endswith("-") else "mac"]: row
           for row in csv_of(command + ["hosts", "--csv"] + opts, env)}

    def is_so(k):
        return all(int(got[k][a]) == want[k][0][a]
                   for a in ("blocked", "would block", "logged", "excepted")
                   ) and all(
            datetime.fromisoformat(got[k][a].replace("Z", "+00:00")
                                   ).timestamp() == of(want[k][1])
            for a, of in (("first", min), ("last", max)))

    if set(got) != set(want) or not all(is_so(k) for k in want):
        print("hosts", *opts, env["TZ"], ":", len(got), "machines, not",
              len(want), [k for k in want if k not in got or not is_so(k)][:4])


def ask(path, seed, n, command):
    random.seed(seed)
    events = [Event(line) for line in open(path)]
    for _ in range(n):
        chosen, since, until = some_filter(events)
        opts = options(chosen, since, until)
        zone = random.choice(("UTC", "Europe/Berlin", "Asia/Kolkata"))
        env = {"TZ": zone, "PATH": "/usr/bin:/bin", "LC_ALL": "C"}
        of = [e for e in events if wants(e, chosen, since, until)]
        check_list(command, of, opts, env, random.choice((3, 1000000)))
        check_counts(command, of, opts, env, ZoneInfo(zone),
                     random.choice(("top", "log")))
        check_hosts(command, events, chosen, since, until, env)


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    ask(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
