#!/bin/sh
# ./log.sh [AFTER] [PER]: what was played, oldest word first; AFTER is the BanGhiCuoi of the page before ('' for the first page).
# PER: 1 each cluster (as without it), 2 each hamlet, 3 each commune, 4 each run as a whole.
. "$(dirname "$0")/call.sh"
after=$(printf %s "${1:-}" | sed 's/ /%20/g')
call GET "/log?${after:+SauBanGhi=$after&}MucNhatKy=${2:-1}"
