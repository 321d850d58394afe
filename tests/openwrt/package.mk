# SPDX-License-Identifier: GPL-2.0-or-later
# Builds with the compiler of this machine, and installs below WORK/root.
define Build/Compile/Default
	$(MAKE) -C $(PKG_BUILD_DIR) $(1)
endef

define BuildPackage
.PHONY: prepare compile install conffiles depends
prepare:
	$$(call Build/Prepare)
compile: prepare
	$$(call Build/Compile)
install: compile
	$$(call Package/$(1)/install,$(WORK)/root)
conffiles:
	@:$$(info $$(Package/$(1)/conffiles))
endef
