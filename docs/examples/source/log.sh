#!/bin/sh
# ./log.sh [AFTER]: what was played, oldest word first; AFTER is the BanGhiCuoi of the page before.
. "$(dirname "$0")/call.sh"
call GET "/log${1:+?SauBanGhi=$1}"
