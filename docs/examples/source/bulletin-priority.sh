#!/bin/sh
# ./bulletin-priority.sh BAN_TIN_ID DON_VI_ID TITLE TEXT FROM TO TIME: every day from FROM to TO (YYYY-MM-DD) at TIME (HH:MM).
. "$(dirname "$0")/call.sh"
call POST /bulletins "{\"BanTin\":{\"BanTinID\":\"$(q "$1")\",\"TieuDe\":\"$(q "$3")\",\"LoaiBanTin\":1,\"MucDoUuTien\":2,\"LoaiLinhVuc\":5,\"NoiDung\":\"$(q "$4")\"},\"DanhSachDonViID\":[\"$(q "$2")\"],\"NgayBatDau\":\"$(q "$5")\",\"NgayKetThuc\":\"$(q "$6")\",\"CheDoPhat\":1,\"LichPhat\":{\"KieuLich\":1,\"ThoiDiem\":[\"$(q "$7")\"]}}"
