# SPDX-License-Identifier: GPL-2.0-or-later
# An RPM, built from what is committed. Where the distribution is not one of
# RPM's, macros.elsewhere stands in for systemd's macros, and the libraries are
# not looked for in its database: what comes out is only to be looked at.

DEPS_APT_RPM = rpm rpmlint
DEPS_DNF_RPM = rpm-build rpmlint systemd-rpm-macros
RPMTOP	= $(CURDIR)/build-rpm
RPMBUILD = rpmbuild -D '_topdir $(RPMTOP)' $(if $(wildcard \
	/usr/lib/rpm/macros.d/macros.systemd),,--nodeps \
	--load packaging/rpm/macros.elsewhere)

deps-rpm: deps-build
	$Qmk/deps.sh apt-get "$(DEPS_APT_RPM)" dnf "$(DEPS_DNF_RPM)"

#: make rpm          build an RPM in build-rpm; make rpm-lint checks it
rpm: deps-rpm
	$Qrm -rf $(RPMTOP) && mkdir -p $(RPMTOP)/SOURCES
	$Qgit archive --prefix=cordon-$(VERSION)/ HEAD | \
		gzip >$(RPMTOP)/SOURCES/cordon-$(VERSION).tar.gz
	$Q$(RPMBUILD) -ba packaging/rpm/cordon.spec >$(RPMTOP)/build.log 2>&1 || \
		{ tail -n 30 $(RPMTOP)/build.log; exit 1; }
	$Qls build-rpm/RPMS/*/*.rpm

rpm-lint: rpm
	$Qrpmlint --strict -r packaging/rpm/cordon.rpmlintrc \
		packaging/rpm/cordon.spec build-rpm/RPMS/*/*.rpm \
		build-rpm/SRPMS/*.rpm

.PHONY: deps-rpm rpm rpm-lint
