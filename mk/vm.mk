# SPDX-License-Identifier: GPL-2.0-or-later
# Debian's stock kernel, in an emulated machine without KVM: "make check-vm
# PARTS=suites" runs only those boots.

DEPS_APT_VM = qemu-system-x86 mmdebstrap e2fsprogs cpio busybox-static kmod

deps-vm: deps
	$Qmk/deps.sh apt-get "$(DEPS_APT_VM)"

check-vm: deps-vm
	$Q$(MAKE) --no-print-directory tests $O/tests/bench/load
	$Q$(MAKE) --no-print-directory deb
	$Qtests/vm/check.sh $O build-deb/cordon_$(VERSION)_*.deb $(PARTS)

.PHONY: deps-vm check-vm
