#!/bin/sh
# ./bulletin-stream.sh BAN_TIN_ID DON_VI_ID TITLE URL SECONDS [CLASS [FROM TO TIME]]: a live programme, passed on for so many seconds.
# CLASS 1 at once, 2 at the time of each day from FROM to TO, 3 (or nothing) into the inbox. LIVE=6 says that it is another station.
. "$(dirname "$0")/call.sh"
when=""
[ $# -lt 9 ] || when=",\"NgayBatDau\":\"$(q "$7")\",\"NgayKetThuc\":\"$(q "$8")\",\"CheDoPhat\":1,\"LichPhat\":{\"KieuLich\":1,\"ThoiDiem\":[\"$(q "$9")\"]}"
call POST /bulletins "{\"BanTin\":{\"BanTinID\":\"$(q "$1")\",\"TieuDe\":\"$(q "$3")\",\"LoaiBanTin\":${LIVE:-5},\"MucDoUuTien\":${6:-3},\"TiepAm\":1,\"NguonTiepAm\":\"$(q "$4")\",\"ThoiLuong\":$5},\"DanhSachDonViID\":[\"$(q "$2")\"]$when}"
