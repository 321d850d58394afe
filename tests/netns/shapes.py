# SPDX-License-Identifier: GPL-2.0-or-later
# shapes.py PAGE < JSON: every line is an object that names its schema, and
# PAGE has that schema with every key in it. Prints the schemas.
import json
import re
import sys

# What is below these depends on lists, settings or the kernel.
FREE = {"counters", "labels", "settings", "origins"}


def documented(page):
    shapes, keys = {}, None
    for line in open(page):
        if m := re.match(r"\.It Cm (cordon\.[a-z.]+/\d+)", line):
            keys = shapes.setdefault(m[1], set())
        elif line.startswith(".Sh"):
            keys = None
        elif keys is not None and (m := re.match(r"\.(Pq )?Ic ", line)):
            keys.update(re.findall(r"[a-z0-9_]+", line[m.end():]))
    return shapes


def named_on(keys):
    """Beginnings of keys that go on with an id, as the page says."""
    return tuple(key for key in keys if key.endswith("_")) or ("\0",)


def keys_of(value):
    if isinstance(value, list):
        for v in value:
            yield from keys_of(v)
    elif isinstance(value, dict):
        for k, v in value.items():
            yield k
            if k not in FREE:
                yield from keys_of(v)


def objects(text):
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        yield value
        at += len(text[at:]) - len(text[at:].lstrip())


def schema_of(value):
    if value.get("event_type") == "alert":
        return value["alert"]["context"]["schema"]
    return value["schema"]


shapes = documented(sys.argv[1])
seen = set()
for value in objects(sys.stdin.read()):
    name = schema_of(value)
    seen.add(name)
    if name == "cordon.eve/2":      # cordon-eve(5), which eve.sh checks
        continue
    if name not in shapes:
        sys.exit(f"{name} is in no manual")
    missing = {key for key in set(keys_of(value)) - shapes[name] - {"schema"}
               if not key.startswith(named_on(shapes[name]))}
    if missing:
        sys.exit(f"{name}: not in the manual: {' '.join(sorted(missing))}")
if not seen:
    sys.exit("no JSON at all")
print(*sorted(seen))
