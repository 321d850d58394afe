#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# image.sh FOLDER DEB: a Debian 12 in FOLDER, with its stock kernel and all but
# DEB itself installed, ready for boot.sh. What does not depend on DEB is kept
# there from run to run.
set -eu
cd "$(dirname "$0")/../.." || exit 1
folder=$1
deb=$2

# systemd boots it; the rest is what the suites of tests/netns ask for.
packages=systemd,systemd-sysv,udev,dbus,kmod,procps,iproute2,nftables,iptables
packages+=,conntrack,curl,openssl,bind9-dnsutils,dnsmasq-base,python3,perl
packages+=,util-linux,iputils-ping,ca-certificates,bsdextrautils,minisign
packages+=,knot-dnsutils
# To start from: of the disk, and of its file system.
drivers="virtio_pci virtio_blk ext4"

# The kernel is unpacked, never installed: this machine boots its own. Of its
# modules the disk gets those that a gateway in here can use.
fetch_kernel() {
	local name
	[ ! -e "$folder/kernel/boot" ] || return 0
	rm -rf "$folder/kernel.new"
	mkdir -p "$folder/kernel.new"
	name=$(apt-cache depends linux-image-amd64 |
		awk '/Depends: linux-image/ { print $2; exit }')
	(cd "$folder" && apt-get download -qq -o APT::Sandbox::User=root \
		"$name")
	dpkg -x "$folder/$name"_*.deb "$folder/kernel.new"
	rm "$folder/$name"_*.deb
	(cd "$folder"/kernel.new/lib/modules/*/kernel &&
		rm -rf sound arch drivers/{gpu,media,usb,scsi,infiniband,iio} \
			drivers/net/{wireless,ethernet} net/{bluetooth,mac80211})
	depmod -b "$folder/kernel.new" \
		"$(basename "$folder"/kernel.new/lib/modules/*)"
	mv "$folder/kernel.new" "$folder/kernel"
}

# It needs no library, and its package takes the place of another: so it is not
# installed.
fetch_busybox() {
	local tree=$folder/busybox
	[ ! -x "$tree/bin/busybox" ] || return 0
	rm -rf "$tree" "$tree.new"
	(cd "$folder" && apt-get download -qq -o APT::Sandbox::User=root \
		busybox-static)
	dpkg -x "$folder"/busybox-static_*.deb "$tree.new"
	rm "$folder"/busybox-static_*.deb
	mv "$tree.new" "$tree"
}

# From power on to the disk: its modules in the order they need each other,
# and a shell.
make_initramfs() {
	local root=$folder/initramfs release driver file n=100
	rm -rf "$root"
	mkdir -p "$root"/{bin,dev,proc,sys,new,modules}
	cp "$folder/busybox/bin/busybox" "$root/bin/"
	release=$(basename "$folder"/kernel/lib/modules/*)
	for driver in $drivers; do
		modprobe -d "$folder/kernel" -S "$release" -D "$driver"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' |
		while read -r file; do
			n=$((n + 1))
			cp "$file" "$root/modules/$n.ko"
		done
	cat >"$root/init" <<-'INIT'
	#!/bin/busybox sh
	/bin/busybox mount -t proc proc /proc
	/bin/busybox mount -t devtmpfs dev /dev
	for m in /modules/*.ko; do
		/bin/busybox insmod $m
	done
	while [ ! -b /dev/vda ]; do /bin/busybox sleep 0.1; done
	/bin/busybox mount -t ext4 /dev/vda /new
	exec /bin/busybox switch_root /new /lib/systemd/systemd
	INIT
	chmod +x "$root/init"
	(cd "$root" && find . | cpio -o -H newc --quiet) >"$folder/initramfs.img"
}

# The packages, once.
make_base() {
	[ "$packages" != "$(cat "$folder/base.packages" 2>/dev/null)" ] ||
		return 0
	rm -rf "$folder/base" "$folder/base.new"
	mmdebstrap -q --skip=cleanup/apt --variant=minbase --include="$packages" bookworm \
		"$folder/base.new"
	mv "$folder/base.new" "$folder/base"
	echo "$packages" >"$folder/base.packages"
}

# The package under another version, to upgrade to.
make_next() { # FROM TO
	local tree=$folder/next
	rm -rf "$tree"
	dpkg-deb -R "$1" "$tree"
	sed -i '/^Version:/s/$/+next/' "$tree/DEBIAN/control"
	dpkg-deb -Zgzip -b "$tree" "$2" >/dev/null
	rm -rf "$tree"
}

# A copy with what the package depends on, the package itself beside it, the
# tree of tests and the programs they run.
make_root() {
	local root=$folder/root program
	rm -rf "$root"
	cp -a "$folder/base" "$root"
	cp -a "$folder"/kernel/lib/modules "$root/lib/"
	mkdir -p "$root/src"
	git ls-files -z | xargs -0 cp --parents -t "$root/src"
	cp -a --parents build/cordon build/cordond build/tests/netns \
		build/tests/bench "$root/src/"
	# Of caddy only the program: the package would start a server.
	for program in /usr/bin/caddy build-deps/usr/bin/caddy; do
		[ ! -x $program ] || cp $program "$root/usr/bin/"
	done
	cp "$deb" "$root/cordon.deb"
	make_next "$deb" "$root/cordon-next.deb"
	chroot "$root" apt-get satisfy -qq -y --no-install-recommends \
		-o Acquire::Retries=3 \
		"$(dpkg-deb -f "$deb" Depends)" >"$folder/install.log" 2>&1 ||
		{ tail -20 "$folder/install.log"; exit 1; }
	# There is no network in there to install anything from.
	rm -rf "$root"/var/lib/apt/lists "$root"/var/cache/apt/*
	cp tests/vm/guest.service "$root/etc/systemd/system/"
	ln -sf ../guest.service \
		"$root/etc/systemd/system/multi-user.target.wants/"
	echo gateway >"$root/etc/hostname"
	: >"$root/etc/machine-id"
}

make_disk() {
	rm -f "$folder/disk.img"
	truncate -s 3G "$folder/disk.img"
	mke2fs -q -t ext4 -O ^has_journal -d "$folder/root" "$folder/disk.img"
}

mkdir -p "$folder"
fetch_kernel
fetch_busybox
make_initramfs
make_base
make_root
make_disk
