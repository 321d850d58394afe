# SPDX-License-Identifier: GPL-2.0-or-later
# Other machines than this one: 32 bits, the other byte order, another C
# library. Programs run under qemu-user, which has no netfilter, no seccomp and
# no Landlock; tests of these skip.

ARCHES	?= armhf s390x
TRIPLE-armhf = arm-linux-gnueabihf
TRIPLE-s390x = s390x-linux-gnu
QEMU-armhf = qemu-arm-static
QEMU-s390x = qemu-s390x-static
DEPS_APT_ARCH = qemu-user-static musl-tools $(foreach a,$(ARCHES),\
	gcc-$(TRIPLE-$a))
# What is unpacked of each.
DEPS_APT_ROOT = libc6-dev $(filter %-dev,$(DEPS_APT))

#: make check-arch   unit tests and captures on armhf and s390x (qemu-user), and
#:                   whether all compiles with musl; ARCHES=armhf one of them
check-arch: deps
	$Qcommand -v apt-get >/dev/null || \
		{ echo "1..0 # SKIP check-arch: not a Debian"; exit 0; }; \
	mk/deps.sh apt-get "$(DEPS_APT_ARCH)" && \
	$(MAKE) --no-print-directory all $(ARCHES:%=arch-%) musl

arch-%: A = build-arch/$*
arch-%: ROOT = $(CURDIR)/$A/root
arch-%: all
	$Qmk/arch.sh $* $A $(DEPS_APT_ROOT)
	$QPKG_CONFIG_LIBDIR=$(ROOT)/usr/lib/$(TRIPLE-$*)/pkgconfig \
	PKG_CONFIG_SYSROOT_DIR=$(ROOT) \
	$(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS)) \
		O=$A/build CFLAGS='-g -Werror' \
		CC='$(TRIPLE-$*)-gcc --sysroot=$(ROOT)' AR=$(TRIPLE-$*)-ar tests
	$Q$(MAKE) --no-print-directory O=$A/build \
		PROVE="prove --exec '$(QEMU-$*) -L $(ROOT)'" \
		TESTS='$(UNIT:$O/%=$A/build/%)' prove
	$Qmk/captures.sh "$O/cordon" "$(QEMU-$*) -L $(ROOT) $A/build/cordon"

# Only read, with the headers of the libraries (but not of the C library)
# beside those of musl.
musl: $O/tools/scripts.c
	$Qmk/musl.sh $(ALLSRC) $O/tools/scripts.c -- \
		$(filter-out -I/usr/include/%-linux-gnu,$(CPPFLAGS)) -std=gnu11 \
		-O1 $(WARN) -Werror

.PHONY: check-arch musl
