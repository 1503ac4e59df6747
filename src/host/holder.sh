#!/bin/sh
# Keeps an unprivileged user's namespaces alive: started under "unshare -Urnm" with the prefix of the namespaces' names as
# its argument, by which it is found again. Covers /run, so that "ip netns" has a place of its own.
set -e
mount -t tmpfs -o mode=0755 tmpfs /run
mkdir /run/netns
echo ready
exec </dev/null >/dev/null 2>&1
trap 'exit 0' TERM
while :; do
  sleep 2147483 &
  wait $! || :
done
