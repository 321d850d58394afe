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

# Only what belongs together sees what the boot before left on the disk.
keep=on
processors="-accel tcg,thread=multi -smp 2"
case $part in
package | reboot) keep=off ;;
# The clock counts instructions, whatever else this machine does.
bulk) processors="-icount shift=0,sleep=off -smp 1" ;;
esac

rm -f "$out"
# A busy machine cannot give the timer interrupts that the kernel checks for.
# shellcheck disable=SC2086 # a list of words
timeout "$limit" qemu-system-x86_64 $processors -cpu max \
	-m 2048 -nodefaults -display none -no-reboot \
	-kernel "$(echo "$folder"/kernel/boot/vmlinuz-*)" \
	-initrd "$folder/initramfs.img" \
	-append "console=ttyS0 quiet no_timer_check cordon.part=$part cordon.suites=${SUITES-} systemd.show_status=0" \
	-drive "file=$folder/disk.img,format=raw,if=virtio,cache=unsafe,snapshot=$keep" \
	-serial "file:$folder/$part.console" -serial "file:$out" || {
	echo "# the machine did not end in time; its console:"
	tail -n 15 "$folder/$part.console" | sed 's/^/# /'
}
tr -d '\r' <"$out"
grep -q '^1\.\.[0-9]' "$out"
