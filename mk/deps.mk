# SPDX-License-Identifier: GPL-2.0-or-later
# What the build and the tests need, by the names of four package managers.
# Nothing is asked, and nothing done where all is there.

DEPS_APT = gcc make pkg-config libmnl-dev libnetfilter-queue-dev libnftnl-dev \
	libconfig-dev libcap-ng-dev nettle-dev libidn2-dev \
	libcurl4-openssl-dev libsodium-dev zlib1g-dev \
	liblzma-dev libzstd-dev libpsl-dev libseccomp-dev libmaxminddb-dev libsqlite3-dev \
	libncurses-dev
DEPS_APT_TEST = nftables iproute2 iptables conntrack curl openssl \
	bind9-dnsutils dnsmasq-base procps perl python3 util-linux \
	mandoc valgrind minisign xz-utils zstd zsh fish shellcheck less \
	jq lnav
DEPS_DNF = gcc make pkgconf libmnl-devel libnetfilter_queue-devel \
	libnftnl-devel libconfig-devel libcap-ng-devel nettle-devel \
	libidn2-devel libcurl-devel \
	libsodium-devel zlib-devel xz-devel libzstd-devel libpsl-devel \
	libseccomp-devel libmaxminddb-devel sqlite-devel ncurses-devel
DEPS_DNF_TEST = nftables iproute iptables-nft conntrack-tools curl openssl \
	bind-utils dnsmasq procps-ng perl-Test-Harness python3 util-linux \
	mandoc valgrind minisign xz zstd zsh fish ShellCheck less
DEPS_APK = gcc make musl-dev linux-headers pkgconf libmnl-dev \
	libnetfilter_queue-dev libnftnl-dev libconfig-dev libcap-ng-dev \
	nettle-dev libidn2-dev curl-dev \
	libsodium-dev zlib-dev xz-dev zstd-dev libpsl-dev libseccomp-dev \
	libmaxminddb-dev sqlite-dev ncurses-dev
DEPS_APK_TEST = nftables iproute2 iptables conntrack-tools curl openssl \
	bind-tools dnsmasq procps perl-utils python3 util-linux bash \
	mandoc valgrind minisign xz zstd zsh fish shellcheck less
DEPS_PACMAN = gcc make pkgconf libmnl libnetfilter_queue libnftnl libconfig \
	libcap-ng nettle libidn2 curl libsodium zlib xz \
	zstd libpsl libseccomp libmaxminddb sqlite ncurses
DEPS_PACMAN_TEST = nftables iproute2 iptables-nft conntrack-tools curl \
	openssl bind dnsmasq procps-ng perl python mandoc valgrind minisign \
	zsh fish shellcheck less

# What not every distribution has, and some tests skip without.
DEPS_APT_EXTRA = gdb chromium knot-dnsutils iprange unpack:nginx unpack:caddy \
	unpack:prometheus
DEPS_DNF_EXTRA = gdb chromium knot-utils nginx caddy
DEPS_APK_EXTRA = gdb chromium knot-utils nginx caddy
DEPS_PACMAN_EXTRA = gdb chromium knot nginx caddy

# For make demo.
DEPS_APT_DEMO = nftables iproute2 curl openssl bind9-dnsutils dnsmasq-base \
	python3 util-linux
DEPS_DNF_DEMO = nftables iproute curl openssl bind-utils dnsmasq python3 \
	util-linux
DEPS_APK_DEMO = nftables iproute2 curl openssl bind-tools dnsmasq python3 \
	util-linux bash
DEPS_PACMAN_DEMO = nftables iproute2 curl openssl bind dnsmasq python

# For make lint.
DEPS_APT_LINT = shellcheck cppcheck clang
DEPS_DNF_LINT = ShellCheck cppcheck clang
DEPS_LINT = shellcheck cppcheck clang

# For make bench: who asks, and who answers.
DEPS_APT_BENCH = unpack:dnsperf unpack:nsd
DEPS_DNF_BENCH = dnsperf nsd

# For make check-fleet. Files alone of what would start a server, and what they
# are linked with; the client brings the libraries of ClickHouse's.
DEPS_APT_FLEET = clickhouse-client unpack:clickhouse-server unpack:haproxy \
	liblua5.3-0 libopentracing-c-wrapper0 unpack:stunnel4 tinyproxy-bin \
	zookeeper keepalived conntrack libnetfilter-cthelper0 \
	libnetfilter-cttimeout1 unpack:conntrackd \
	ansible-core python3-apt

# For make fuzz: a compiler with libFuzzer.
DEPS_APT_FUZZ = clang libclang-rt-dev
DEPS_FUZZ = clang compiler-rt

#: make deps         install what the build and the tests need
deps:
	$Qmk/deps.sh apt-get "$(DEPS_APT) $(DEPS_APT_TEST)" \
		dnf "$(DEPS_DNF) $(DEPS_DNF_TEST)" \
		apk "$(DEPS_APK) $(DEPS_APK_TEST)" \
		pacman "$(DEPS_PACMAN) $(DEPS_PACMAN_TEST)"
	$Qmk/extras.sh apt-get "$(DEPS_APT_EXTRA)" dnf "$(DEPS_DNF_EXTRA)" \
		apk "$(DEPS_APK_EXTRA)" pacman "$(DEPS_PACMAN_EXTRA)"

deps-demo: deps-build
	$Qmk/deps.sh apt-get "$(DEPS_APT_DEMO)" dnf "$(DEPS_DNF_DEMO)" \
		apk "$(DEPS_APK_DEMO)" pacman "$(DEPS_PACMAN_DEMO)"

deps-build:
	$Qmk/deps.sh apt-get "$(DEPS_APT)" dnf "$(DEPS_DNF)" \
		apk "$(DEPS_APK)" pacman "$(DEPS_PACMAN)"

deps-bench: deps
	$Qmk/extras.sh apt-get "$(DEPS_APT_BENCH)" dnf "$(DEPS_DNF_BENCH)"

deps-fleet: deps
	$Qmk/extras.sh apt-get "$(DEPS_APT_FLEET)"

deps-lint: deps
	$Qmk/deps.sh apt-get "$(DEPS_APT_LINT)" dnf "$(DEPS_DNF_LINT)" \
		apk "$(DEPS_LINT)" pacman "$(DEPS_LINT)"

deps-fuzz: deps-build
	$Qmk/deps.sh apt-get "$(DEPS_APT_FUZZ)" dnf "$(DEPS_FUZZ)" \
		apk "$(DEPS_FUZZ)" pacman "$(DEPS_FUZZ)"

.PHONY: deps deps-demo deps-build deps-bench deps-fleet deps-lint deps-fuzz
