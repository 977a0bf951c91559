#!/bin/sh
# ./volume.sh CUM_LOA_ID PERCENT
. "$(dirname "$0")/call.sh"
call POST /volume "{\"DanhSachCumLoaID\":[\"$(q "$1")\"],\"AmLuong\":$2}"
