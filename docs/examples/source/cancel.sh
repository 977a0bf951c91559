#!/bin/sh
# ./cancel.sh BAN_TIN_ID REASON: an emergency falls silent; a bulletin leaves inbox and timetable, and what sounds of it stops.
. "$(dirname "$0")/call.sh"
call POST /bulletins/cancel "{\"BanTinID\":\"$(q "$1")\",\"LyDo\":\"$(q "$2")\"}"
