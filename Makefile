# SPDX-License-Identifier: GPL-2.0-or-later
# cordon: see "make help".

VERSION	= 0.1.0
PREFIX	?= /usr
SYSCONFDIR ?= /etc
O	= build$(if $(SAN),-san)

CC	?= cc
PKGS	= libmnl libnetfilter_queue libnftnl libconfig libcap-ng nettle libidn2 \
	  libseccomp
TOOLPKGS = libcurl libsodium zlib liblzma libzstd libpsl libmaxminddb sqlite3 \
	  $(if $(SCREEN),ncursesw)
# The screen of "cordon top"; empty: "cordon top" prints, and needs no ncurses.
SCREEN	?= yes
WARN	= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
X86	:= $(filter x86_64-% i%86-%,$(shell $(CC) -dumpmachine))
FORTIFY	= $(if $(SAN),,-D_FORTIFY_SOURCE=2)
HARDEN	= -fstack-protector-strong -fstack-clash-protection \
	  $(if $(X86),-fcf-protection) -fPIE $(FORTIFY)
SANFLAGS = -fsanitize=address,undefined -fno-omit-frame-pointer \
	  -fno-sanitize-recover=undefined
OPT	= $(if $(SAN),-O1 $(SANFLAGS),-O2)
# Large files, and times after 2038, where a long has 32 bits too.
CPPFLAGS += -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 -I. \
	  -DCORDON_VERSION='"$(VERSION)"' $(PKG_CFLAGS)
CFLAGS	?= -g
ALL_CFLAGS = -std=gnu11 $(OPT) $(WARN) $(HARDEN) $(CFLAGS) -pthread
LDFLAGS	+= -pie -Wl,-z,relro,-z,now,--as-needed $(if $(SAN),$(SANFLAGS)) -pthread
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) $(TOOLPKGS) 2>/dev/null)
LIBS	:= $(shell pkg-config --libs $(PKGS) 2>/dev/null)
TOOLLIBS := $(LIBS) $(shell pkg-config --libs $(TOOLPKGS) 2>/dev/null)

# Everything but the two main()s goes into one archive that both link, and
# the tests too: of it the linker takes what is asked for, so that cordond has
# nothing of the tools.
MAINS	= nfq/main.c tools/main.c
ROOMS	= $(wildcard lib ruleset nfq tools ruleset/*/ nfq/*/ tools/*/)
NOSCREEN = $(if $(SCREEN),,tools/log/topscreen.c tools/log/topdraw.c)
SRC	= $(filter-out $(MAINS) $(NOSCREEN),\
	  $(foreach r,$(ROOMS:%/=%),$(wildcard $r/*.c)))
OBJ	= $(SRC:%.c=$O/%.o) $O/tools/scripts.o
ALLSRC	= $(MAINS) $(SRC) $(wildcard tests/*/*.c tests/unit/*/*.c)

Q	= $(if $(V),,@)
say	= $(if $(V),,@printf '  %-4s %s\n' "$1" "$2";)

#: make              build build/cordond and build/cordon; V=1 shows commands,
#:                   SAN=1 builds and tests with sanitizers in build-san
all: $O/cordond $O/cordon
	@:

$O/cordond: $O/nfq/main.o $O/cordon.a
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

$O/cordon: $O/tools/main.o $O/cordon.a
	$(call say,LD,$@)$(CC) $(LDFLAGS) $(if $(SCREEN),-u topscreen_run) \
		-o $@ $^ $(TOOLLIBS)

$O/cordon.a: $(OBJ) Makefile
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $(OBJ)

$O/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# What "cordon completion" prints, as C.
SCRIPTFILES = $(addprefix packaging/completion/cordon.,bash zsh fish)
$O/tools/scripts.c: mk/scripts.sh $(SCRIPTFILES)
	@mkdir -p $(@D)
	$(call say,GEN,$@)mk/scripts.sh $(SCRIPTFILES) >$@

$O/tools/scripts.o: $O/tools/scripts.c
	$(call say,CC,$<)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

-include $(shell find $O -name '*.d' 2>/dev/null)

include mk/deps.mk
include mk/check.mk
include mk/lint.mk
include mk/fuzz.mk
include mk/bench.mk
include mk/dev.mk
include mk/arch.mk
include mk/vm.mk
include mk/install.mk
include mk/deb.mk
include mk/rpm.mk
include mk/openwrt.mk

#: make clean        remove what was built
clean:
	$Qrm -rf build compile_commands.json $(addprefix build-,san lint debug \
		coverage fuzz arch deb rpm openwrt)

#: make help         this
help:
	@sed -n 's/^#: //p' $(MAKEFILE_LIST)

.PHONY: all clean help
.DEFAULT_GOAL := all
