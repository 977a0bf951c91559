#!/bin/sh
# ./reschedule.sh BAN_TIN_ID FROM TO TIME
. "$(dirname "$0")/call.sh"
call POST /bulletins/reschedule "{\"BanTinID\":\"$(q "$1")\",\"NgayBatDau\":\"$(q "$2")\",\"NgayKetThuc\":\"$(q "$3")\",\"LichPhat\":{\"KieuLich\":1,\"ThoiDiem\":[\"$(q "$4")\"]}}"
