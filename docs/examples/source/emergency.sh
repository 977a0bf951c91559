#!/bin/sh
# ./emergency.sh BAN_TIN_ID DON_VI_ID TITLE TEXT: at once, day or night, repeated for ten minutes (600 s) or until it is cancelled.
. "$(dirname "$0")/call.sh"
call POST /bulletins "{\"BanTin\":{\"BanTinID\":\"$(q "$1")\",\"TieuDe\":\"$(q "$3")\",\"LoaiBanTin\":1,\"MucDoUuTien\":1,\"LoaiKhanCap\":\"LU_LUT\",\"NoiDung\":\"$(q "$4")\",\"ThoiLuong\":600},\"DanhSachDonViID\":[\"$(q "$2")\"]}"
