#!/bin/sh
# The first process of an instance, started in mount, process-id and host-name namespaces of its own: puts the instance's
# files over the machine's, hides what it must not see, then does nothing but collect finished processes.
# What hides a directory is a small one of the instance's own, in memory, gone with the instance.
# Arguments: host name, then "bind SOURCE TARGET" and "hide DIRECTORY" in any number.
set -e
hostname=$1
shift
# The file is the real root's, the system call anybody's who made the namespace.
hostname "$hostname" 2>/dev/null || echo "$hostname" 2>/dev/null > /proc/sys/kernel/hostname || :
while [ $# -gt 0 ]; do
  case $1 in
    bind) mount --bind "$2" "$3"; shift 3 ;;
    hide) mount -t tmpfs -o mode=0755,size=64k tmpfs "$2"; shift 2 ;;
    *) echo "unknown word: $1" >&2; exit 2 ;;
  esac
done
mount -t proc proc /proc 2>/dev/null || :
echo ready
exec </dev/null >/dev/null 2>&1
trap 'exit 0' TERM
while :; do
  sleep 2147483 &
  wait $! || :
done
