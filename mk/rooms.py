#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""rooms.py OBJECTS: holds the sources against the plan in mk/rooms.

Prints, a line each, what includes against the order of rooms, and circles: of
files by what they include (a .c and its .h are one, and so are names.c and
names_build.c), and of files by what they call, for which the object files in
the folder OBJECTS are asked. A name in a table of functions counts as a call.
With --figures it tells how high the house is instead.
"""

import os
import re
import subprocess
import sys
from collections import defaultdict, deque

COLUMNS = ["lib", "ruleset", "nfq", "tools"]
INCLUDE = re.compile(r'\s*#\s*include\s+"([^"]+)"')


def read_plan(path):
    """The floor of each room, the lowest 0."""
    floors = []
    for line in open(path, encoding="utf-8"):
        if "|" in line and not line.startswith("#"):
            cells = [cell.split() for cell in line.split("|")]
            floors.insert(0, [column if room == "." else f"{column}/{room}"
                              for column, cell in zip(COLUMNS, cells)
                              for room in cell])
    return {room: n for n, floor in enumerate(floors) for room in floor}


def sources():
    return sorted(os.path.join(folder, name) for column in COLUMNS
                  for folder, _, names in os.walk(column)
                  for name in names if name.endswith((".c", ".h")))


def room_of(path, plan):
    """A folder, or a file that stands above the rooms of its folder."""
    folder, stem = os.path.dirname(path), os.path.splitext(path)[0]
    return folder if folder in plan or folder not in COLUMNS else stem


def includes(files):
    """(file, line, included) of our own."""
    for path in files:
        for n, line in enumerate(open(path, encoding="utf-8"), 1):
            found = INCLUDE.match(line)
            if found:
                yield path, n, found.group(1)


def against(edges, plan):
    """Includes that climb, that go to a neighbour or to the right."""
    for path, n, other in edges:
        mine, its = room_of(path, plan), room_of(other, plan)
        if other.split("/")[0] not in COLUMNS:
            yield f"{path}:{n}: includes {other}, which is no part of the house"
        elif mine != its and mine in plan and its in plan and (
                plan[its] >= plan[mine] or
                COLUMNS.index(its.split("/")[0]) >
                COLUMNS.index(mine.split("/")[0])):
            yield (f"{path}:{n}: includes {other} against mk/rooms: "
                   f"{its} is not below {mine}")


def unplanned(files, plan):
    rooms = {room_of(path, plan) for path in files}
    for room in sorted(rooms - set(plan)):
        yield f"{room}: has no place in mk/rooms"
    for room in sorted(set(plan) - rooms):
        yield f"mk/rooms: there is no {room}"


def noun_of(path, stems):
    """names_build.c belongs to names, if there is such a file."""
    stem = os.path.splitext(path)[0]
    folder, name = os.path.split(stem)
    words = name.split("_")
    for n in range(1, len(words)):
        short = os.path.join(folder, "_".join(words[:n]))
        if short in stems:
            return short
    return stem


def include_graph(edges, files):
    stems = {os.path.splitext(path)[0] for path in files}
    graph = defaultdict(dict)
    for path, n, other in edges:
        mine, its = noun_of(path, stems), noun_of(other, stems)
        if mine != its:
            graph[mine].setdefault(its, f"{path}:{n}")
    return graph


def call_graph(objects, files):
    """By symbols: who defines one, and who leaves it to be found."""
    made = {os.path.join(objects, path[:-1] + "o"): path[:-2]
            for path in files if path.endswith(".c")}
    missing = [o for o in made if not os.path.exists(o)]
    if missing:
        sys.exit(f"rooms.py: {missing[0]} is not built")
    out = subprocess.run(["nm", "-A", "-P", *made], check=True, text=True,
                         stdout=subprocess.PIPE).stdout
    owner, wanted = {}, []
    for line in out.splitlines():
        place, symbol, kind = line.split()[:3]
        path = made[place.rstrip(":")]
        if kind == "U":
            wanted.append((path, symbol))
        elif kind in "TDRBVW":
            owner[symbol] = path
    graph = defaultdict(dict)
    for path, symbol in wanted:
        if symbol in owner:
            graph[path].setdefault(owner[symbol], symbol)
    return graph


def reach(graph, start):
    """The way from start to each node that it leads to, shortest first."""
    ways, queue = {}, deque([(start, [start])])
    while queue:
        node, way = queue.popleft()
        for other in sorted(graph.get(node, {})):
            if other not in ways:
                ways[other] = way + [other]
                queue.append((other, ways[other]))
    return ways


def circles(graph):
    """The sets of nodes that lead to each other, each with one way round."""
    ways = {node: reach(graph, node) for node in sorted(graph)}
    seen = set()
    for node in ways:
        if node in seen or node not in ways[node]:
            continue
        circle = {other for other in ways[node]
                  if node in ways.get(other, {})}
        seen |= circle
        yield circle, min((ways[other][other] for other in sorted(circle)),
                          key=len)


def tell(kind, graph):
    for circle, way in circles(graph):
        steps = "".join(f" -> {b} ({graph[a][b]})"
                        for a, b in zip(way, way[1:]))
        yield f"{way[0]}: a circle by {kind} of {len(circle)}: {way[0]}{steps}"


def lengths(files):
    """(lines, where) of each function, its head counted as one."""
    for path in files:
        start = None
        for n, line in enumerate(open(path, encoding="utf-8"), 1):
            if line.startswith("{"):
                start = n
            elif line.startswith("}") and start:
                yield n - start + 2, f"{path}:{start}"
                start = None


def figures(plan, files):
    for column in COLUMNS:
        mine = [room for room in plan if room.split("/")[0] == column]
        folders = [room for room in mine if os.path.isdir(room)]
        count = sum(path.startswith(column + "/") for path in files)
        print(f"{column}: {len(folders)} rooms, {len(mine) - len(folders)} "
              f"files of its own, on {len({plan[m] for m in mine})} floors; "
              f"{count} files")
    found = sorted(lengths(files))
    longest, where = found[-1]
    print(f"in all {len({*plan.values()})} floors; {len(found)} functions of "
          f"{found[len(found) // 2][0]} lines in the middle and {longest} at "
          f"most ({where})")


def main():
    plan = read_plan("mk/rooms")
    files = sources()
    if sys.argv[1:] == ["--figures"]:
        return figures(plan, files)
    edges = list(includes(files))
    findings = [*unplanned(files, plan), *against(edges, plan),
                *tell("includes", include_graph(edges, files)),
                *tell("calls", call_graph(sys.argv[1], files))]
    print(*findings, sep="\n", end="\n" if findings else "")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
