# SPDX-License-Identifier: GPL-2.0-or-later
# schema.py SCHEMA < LINES: every line is what the JSON schema says, and has no
# member that it does not name: readers are to let such pass, but lines of ours
# are to have none. Knows the words of JSON Schema that ours uses.
import json
import re
import sys

schema = json.load(open(sys.argv[1]))
TYPES = {"object": dict, "array": list, "string": str, "integer": int,
         "boolean": bool}
WORDS = {"type", "properties", "required", "items", "enum", "const", "pattern",
         "minimum", "maximum", "minItems", "maxItems", "oneOf", "$ref", "$defs",
         "$schema", "title"}


def wrong(s, v, at="line"):
    unknown = set(s) - WORDS
    if unknown:
        sys.exit(f"this test does not know {unknown}")
    if "$ref" in s:
        return wrong(schema["$defs"][s["$ref"].split("/")[-1]], v, at)
    if "oneOf" in s:
        found = [wrong(one, v, at) for one in s["oneOf"]]
        if sum(not f for f in found) == 1:
            return None
        # Told of the one that is of this type of event.
        return next((f for f in found if f and "event_type" not in f),
                    f"{at} is not just one of {len(found)}")
    if "type" in s and (not isinstance(v, TYPES[s["type"]]) or
                        (s["type"] == "integer" and isinstance(v, bool))):
        return f"{at} is no {s['type']}: {v!r}"
    if "const" in s and v != s["const"] or "enum" in s and v not in s["enum"]:
        return f"{at} cannot be {v!r}"
    if "pattern" in s and not re.search(s["pattern"], v):
        return f"{at} does not look like {s['pattern']}: {v!r}"
    if not s.get("minimum", v if isinstance(v, int) else 0) <= \
            (v if isinstance(v, int) else 0) <= \
            s.get("maximum", v if isinstance(v, int) else 0):
        return f"{at} is out of bounds: {v}"
    if isinstance(v, list):
        if not s.get("minItems", 0) <= len(v) <= s.get("maxItems", len(v)):
            return f"{at} has {len(v)} items"
        for i, one in enumerate(v):
            w = wrong(s.get("items", {}), one, f"{at}[{i}]")
            if w:
                return w
    if isinstance(v, dict) and "properties" in s:
        for k in s["required"]:
            if k not in v:
                return f"{at} has no {k}"
        for k, one in v.items():
            if k not in s["properties"]:
                return f"{at} has {k}, of which the schema says nothing"
            w = wrong(s["properties"][k], one, f"{at}.{k}")
            if w:
                return w
    return None


n = bad = 0
for line in sys.stdin:
    if '"schema":"cordon.eve' not in line:
        continue
    n += 1
    w = wrong(schema, json.loads(line))
    if w:
        print(w)
        bad += 1
if n == 0:
    print("nothing to compare")
sys.exit(bad > 0 or n == 0)
