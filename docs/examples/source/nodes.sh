#!/bin/sh
# The loudspeaker clusters this source reaches: CumLoaID, our own id (ThietBiID), code, place.
. "$(dirname "$0")/call.sh"
call GET "/nodes?PhanThu=${1:-1}"
