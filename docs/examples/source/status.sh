#!/bin/sh
# What each cluster does now.
. "$(dirname "$0")/call.sh"
call GET "/status?PhanThu=${1:-1}"
