# SPDX-License-Identifier: GPL-2.0-or-later
# Where things go. Configuration that is there already stays.

UNITS = $(notdir $(wildcard packaging/systemd/*))
INSTALLED = $(PREFIX)/sbin/cordond $(PREFIX)/bin/cordon \
	$(UNITS:%=$(UNITDIR)/%) $(PREFIX)/lib/sysusers.d/cordon.conf \
	$(PREFIX)/lib/tmpfiles.d/cordon.conf
SHARE = $(PREFIX)/share/cordon
MANUALS = $(wildcard packaging/man/*.[1-8])
MANDIR ?= $(PREFIX)/share/man
UNITDIR ?= $(PREFIX)/lib/systemd/system
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
# What completes the command line, where a shell looks for it.
COMPLETE = $(wildcard packaging/completion/cordon.*)
COMPLETED = $(COMPLETE:packaging/completion/cordon.%=completed-%)
completed-bash = $(BASHDIR)/cordon
completed-zsh = $(ZSHDIR)/_cordon
completed-fish = $(FISHDIR)/cordon.fish

# Into this machine itself: the user, and the folder of logs. Without systemd
# cordond makes the folder, and stays root without the user.
MAKE_USER = if command -v systemd-sysusers >/dev/null; then \
		systemd-sysusers $(PREFIX)/lib/sysusers.d/cordon.conf && \
		systemd-tmpfiles --create $(PREFIX)/lib/tmpfiles.d/cordon.conf; \
	fi

#: make install      install under DESTDIR and PREFIX; make uninstall takes it back
install: all
	install -D -m 755 $O/cordond $(DESTDIR)$(PREFIX)/sbin/cordond
	install -D -m 755 $O/cordon $(DESTDIR)$(PREFIX)/bin/cordon
	install -D -m 644 -t $(DESTDIR)$(SHARE)/vendors ruleset/vendors/*.conf
	install -D -m 644 -t $(DESTDIR)$(SHARE)/examples packaging/examples/*
	for m in $(MANUALS); do \
		install -D -m 644 -t $(DESTDIR)$(MANDIR)/man$${m##*.} $$m || \
			exit 1; \
	done
	$(foreach c,$(COMPLETED),install -D -m 644 \
		packaging/completion/cordon.$(c:completed-%=%) \
		$(DESTDIR)$($c) &&) :
	install -d -m 755 $(DESTDIR)$(UNITDIR)
	for f in $(UNITS); do \
		sed 's|/usr/\(s\?bin\)/|$(PREFIX)/\1/|' packaging/systemd/$$f \
			>$(DESTDIR)$(UNITDIR)/$$f || exit 1; \
	done
	install -D -m 644 packaging/debian/cordon.sysusers \
		$(DESTDIR)$(PREFIX)/lib/sysusers.d/cordon.conf
	install -D -m 644 packaging/debian/cordon.tmpfiles \
		$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/cordon.conf
	install -D -m 644 -t $(DESTDIR)$(SHARE) packaging/schema/*
	install -d -m 755 $(DESTDIR)/var/lib/cordon
	install -D -m 644 -t $(DESTDIR)$(SHARE)/grafana packaging/grafana/*
	install -D -m 644 -t $(DESTDIR)$(SHARE)/fleet \
		packaging/fleet/README.md
	install -D -m 644 -t $(DESTDIR)$(SHARE)/fleet/clickhouse \
		packaging/fleet/clickhouse/*.sql
	install -m 755 -t $(DESTDIR)$(SHARE)/fleet/clickhouse \
		packaging/fleet/clickhouse/*.sh
	install -D -m 644 -t $(DESTDIR)$(SHARE)/fleet/pair \
		packaging/fleet/pair/*.conf
	install -m 755 -t $(DESTDIR)$(SHARE)/fleet/pair \
		packaging/fleet/pair/notify
	install -D -m 644 -t $(DESTDIR)$(SHARE)/fleet/front \
		packaging/fleet/front/*.c*
	cd packaging/fleet && find ansible -type f -exec install -D -m 644 \
		{} $(abspath $(DESTDIR)$(SHARE))/fleet/{} \;
	install -d -m 755 $(DESTDIR)$(SYSCONFDIR)/cordon/conf.d \
		$(DESTDIR)$(SYSCONFDIR)/cordon/vendors
	for f in cordon.conf block.list allow.list protect.list; do \
		to=$(DESTDIR)$(SYSCONFDIR)/cordon/$$f; \
		test -e $$to || sed 's|/usr/share/cordon|$(SHARE)|' \
			packaging/examples/$$f >$$to || exit 1; \
	done
	$(if $(DESTDIR),,$(MAKE_USER))

uninstall:
	rm -f $(INSTALLED:%=$(DESTDIR)%)
	for m in $(MANUALS:packaging/man/%=%); do \
		rm -f $(DESTDIR)$(MANDIR)/man$${m##*.}/$$m; \
	done
	rm -f $(foreach c,$(COMPLETED),$(DESTDIR)$($c))
	rm -rf $(DESTDIR)$(SHARE)
	@echo "$(SYSCONFDIR)/cordon, /var/lib/cordon and /var/log/cordon stay"

.PHONY: install uninstall
