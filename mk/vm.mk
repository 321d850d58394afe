# SPDX-License-Identifier: GPL-2.0-or-later
# Debian's stock kernel, in an emulated machine without KVM: "make check-vm
# PARTS=suites" runs only those boots, with SUITES=fast,race only these suites;
# the part "fast" is not run otherwise.

DEPS_APT_VM = qemu-system-x86 mmdebstrap e2fsprogs cpio kmod

# Skipped where that cannot be had.
#: make check-vm     the tests in a machine with Debian's stock kernel and package
check-vm: deps
	$Qmk/vm.sh "$(DEPS_APT_VM) $(DEPS_APT_DEB)" || exit 0; \
	$(MAKE) --no-print-directory tests $O/tests/bench/load deb && \
	SUITES=$(SUITES) tests/vm/check.sh build-deb/cordon_$(VERSION)_*.deb $(PARTS)

.PHONY: check-vm
