#!/bin/sh
# Writes kernel settings, one "key value" per line of standard input, in the network namespace that it is started in.
# A leading "-" on the key forgives a kernel that lacks the setting or refuses to change it.
status=0
while read -r key value; do
  case $key in
    -*) path=/proc/sys/${key#-}; [ -w "$path" ] && { echo "$value" > "$path"; } 2>/dev/null ;;
    *) echo "$value" > "/proc/sys/$key" || status=1 ;;
  esac
done
exit $status
