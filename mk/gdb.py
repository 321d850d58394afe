# SPDX-License-Identifier: GPL-2.0-or-later
"""Shows addresses, spans and names as people write them, in gdb:

    make debug && gdb -x mk/gdb.py build-debug/cordond
"""

import ipaddress

import gdb
import gdb.printing

SPAN_SHOWN = 200  # bytes; a list may have millions


def octets(array):
    return bytes(int(array[i]) for i in range(array.type.range()[1] + 1))


def address(value):
    """(its text, the bits that an IPv4 address does not have)"""
    v6 = ipaddress.IPv6Address(octets(value["b"]))
    return (str(v6.ipv4_mapped), 96) if v6.ipv4_mapped else (str(v6), 0)


class Address:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return address(self.value)[0]


class Prefix(Address):
    def to_string(self):
        text, less = address(self.value["addr"])
        return f"{text}/{int(self.value['len']) - less}"


class Range(Address):
    def to_string(self):
        return "-".join(address(self.value[end])[0]
                        for end in ("first", "last"))


class Span(Address):
    def to_string(self):
        size, at = int(self.value["len"]), int(self.value["p"])
        if not size:
            return "0 bytes"
        try:
            read = gdb.selected_inferior().read_memory(
                at, min(size, SPAN_SHOWN))
        except gdb.MemoryError:
            return f"{size} bytes that cannot be read at {at:#x}"
        more = "..." if size > SPAN_SHOWN else ""
        return f"{size} bytes {repr(bytes(read))[1:]}{more}"


class Name(Address):
    def to_string(self):
        return self.value["text"].string(length=int(self.value["len"]))

    def display_hint(self):
        return "string"


printers = gdb.printing.RegexpCollectionPrettyPrinter("cordon")
for name, printer in (("address", Address), ("prefix", Prefix),
                      ("range", Range), ("span", Span), ("name", Name)):
    printers.add_printer(name, f"^{name}$", printer)
gdb.printing.register_pretty_printer(gdb.current_objfile(), printers,
                                     replace=True)
