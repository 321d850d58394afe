# SPDX-License-Identifier: GPL-2.0-or-later
# What the package's Makefile uses of OpenWrt's, for "make openwrt-lint".
INCLUDE_DIR := $(TOPDIR)
PKG_BUILD_DIR = $(WORK)/$(PKG_NAME)-$(PKG_VERSION)
CP := cp -fpR
INSTALL_DIR := install -d -m 755
INSTALL_BIN := install -m 755
INSTALL_DATA := install -m 644
