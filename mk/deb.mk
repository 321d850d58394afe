# SPDX-License-Identifier: GPL-2.0-or-later
# Packages. A Debian package is built from what is committed, since that is
# what others have; dpkg wants its folder at the top, which it is in a copy.

DEPS_APT_DEB = build-essential debhelper dpkg-dev fakeroot
DEPS_APT_DEB_LINT = lintian

deps-deb: deps-build
	$Qmk/deps.sh apt-get "$(DEPS_APT_DEB)"

deps-deb-lint:
	$Qmk/deps.sh apt-get "$(DEPS_APT_DEB_LINT)"

#: make deb          build a Debian package in build-deb; make deb-lint checks it
deb: deps-deb
	$Qrm -rf build-deb && mkdir -p build-deb/cordon-$(VERSION)
	$Qgit archive HEAD | tar -x -C build-deb/cordon-$(VERSION)
	$Qcp -r packaging/debian build-deb/cordon-$(VERSION)/
	$Qcd build-deb/cordon-$(VERSION) && dpkg-buildpackage -us -uc -b \
		>../build.log 2>&1 || { tail -n 30 ../build.log; exit 1; }
	$Qls build-deb/*.deb

deb-lint: deb deps-deb-lint
	$Qlintian --fail-on error,warning --tag-display-limit 0 build-deb/*.changes

# For lint: what the descriptions of packages have to agree with.
print-packages:
	@echo $(VERSION) $(PKGS) $(TOOLPKGS)

.PHONY: deps-deb deps-deb-lint deb deb-lint print-packages
