#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# image.sh FOLDER DEB: a Debian 12 in FOLDER, with its stock kernel and DEB
# installed, ready for boot.sh. What does not depend on DEB is kept there from
# run to run.
set -eu
cd "$(dirname "$0")/../.." || exit 1
folder=$1
deb=$2

# systemd boots it; the rest is what the suites of tests/netns ask for.
packages=systemd,systemd-sysv,udev,dbus,kmod,procps,iproute2,nftables,iptables
packages+=,conntrack,curl,openssl,bind9-dnsutils,dnsmasq-base,python3,perl
packages+=,util-linux,iputils-ping,ca-certificates,bsdextrautils

# The kernel is unpacked, never installed: this machine boots its own.
fetch_kernel() {
	local name
	[ ! -e "$folder/kernel/boot" ] || return 0
	name=$(apt-cache depends linux-image-cloud-amd64 |
		awk '/Depends: linux-image/ { print $2; exit }')
	mkdir -p "$folder/kernel"
	(cd "$folder" && apt-get download -q "$name" 2>/dev/null)
	dpkg -x "$folder/$name"_*.deb "$folder/kernel"
	rm "$folder/$name"_*.deb
}

# From power on to the disk: the modules of the disk, and a shell.
make_initramfs() {
	local root=$folder/initramfs modules module
	rm -rf "$root"
	mkdir -p "$root"/{bin,dev,proc,sys,new,modules}
	cp /bin/busybox "$root/bin/"
	modules=$(echo "$folder"/kernel/lib/modules/*)
	# In the order they need each other.
	for module in virtio_ring virtio virtio_pci_modern_dev \
		virtio_pci_legacy_dev virtio_pci virtio_blk; do
		find "$modules" -name "$module.ko" \
			-exec cp {} "$root/modules/" \;
	done
	cat >"$root/init" <<-'INIT'
	#!/bin/busybox sh
	/bin/busybox mount -t proc proc /proc
	/bin/busybox mount -t devtmpfs dev /dev
	for m in virtio_ring virtio virtio_pci_modern_dev \
		virtio_pci_legacy_dev virtio_pci virtio_blk; do
		[ ! -e /modules/$m.ko ] || /bin/busybox insmod /modules/$m.ko
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
	[ ! -e "$folder/base" ] || return 0
	mmdebstrap -q --skip=cleanup/apt --variant=minbase --include="$packages" bookworm \
		"$folder/base.new"
	mv "$folder/base.new" "$folder/base"
}

# A copy with the package, the tree of tests and the programs they run.
make_root() {
	local root=$folder/root
	rm -rf "$root"
	cp -a "$folder/base" "$root"
	cp -a "$folder"/kernel/lib/modules "$root/lib/"
	chroot "$root" depmod "$(basename "$root"/lib/modules/*)"
	mkdir -p "$root/src"
	git ls-files -z | xargs -0 cp --parents -t "$root/src"
	cp -a --parents build/cordon build/cordond build/tests "$root/src/"
	cp "$deb" "$root/cordon.deb"
	# No service starts in here; the package's does when it has booted.
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod +x "$root/usr/sbin/policy-rc.d"
	chroot "$root" apt-get install -qq -y --no-install-recommends \
		/cordon.deb >"$folder/install.log" 2>&1 ||
		{ tail -20 "$folder/install.log"; exit 1; }
	rm "$root/usr/sbin/policy-rc.d"
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
make_initramfs
make_base
make_root
make_disk
