#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# boot.sh FOLDER PART [SECONDS]: boots what image.sh made, without KVM, and
# prints what tests/vm/guest.sh says in this boot. Fails if that takes longer
# or the machine does not get so far.
set -u
folder=$1
part=$2
limit=${3:-300}
out=$folder/$part.tap

rm -f "$out"
timeout "$limit" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 \
	-m 2048 -nodefaults -display none -no-reboot \
	-kernel "$(echo "$folder"/kernel/boot/vmlinuz-*)" \
	-initrd "$folder/initramfs.img" \
	-append "console=ttyS0 quiet cordon.part=$part systemd.show_status=0" \
	-drive "file=$folder/disk.img,format=raw,if=virtio,cache=unsafe" \
	-serial "file:$folder/$part.console" -serial "file:$out" || {
	echo "# the machine did not end in time; its console:"
	tail -n 15 "$folder/$part.console" | sed 's/^/# /'
}
tr -d '\r' <"$out"
grep -q '^1\.\.[0-9]' "$out"
