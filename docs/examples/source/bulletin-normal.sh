#!/bin/sh
# ./bulletin-normal.sh BAN_TIN_ID DON_VI_ID TITLE TEXT: lies in the commune's inbox, the commune chooses when.
. "$(dirname "$0")/call.sh"
call POST /bulletins "{\"BanTin\":{\"BanTinID\":\"$(q "$1")\",\"TieuDe\":\"$(q "$3")\",\"LoaiBanTin\":1,\"MucDoUuTien\":3,\"LoaiLinhVuc\":1,\"NoiDung\":\"$(q "$4")\"},\"DanhSachDonViID\":[\"$(q "$2")\"]}"
