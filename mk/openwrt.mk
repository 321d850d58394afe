# SPDX-License-Identifier: GPL-2.0-or-later
# OpenWrt's package is built in OpenWrt's tree; here it is only tried.

#: make openwrt-lint try the package of OpenWrt with stand-ins for its makefiles
openwrt-lint: deps-build
	$Qtests/openwrt/check.sh build-openwrt

.PHONY: openwrt-lint
