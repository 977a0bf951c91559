#!/bin/sh
# ./register.sh CUM_LOA_ID MA_CUM_LOA [DON_VI_ID]: the province's own name for a cluster, found by its code (within a place).
. "$(dirname "$0")/call.sh"
call POST /nodes "{\"DanhSachCumLoa\":[{\"CumLoaID\":\"$(q "$1")\",\"MaCumLoa\":\"$(q "$2")\"${3:+,\"DonViID\":\"$(q "$3")\"}}]}"
