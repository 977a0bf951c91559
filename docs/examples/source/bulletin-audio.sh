#!/bin/sh
# ./bulletin-audio.sh BAN_TIN_ID DON_VI_ID TITLE FILE: a sound file (MP3, WAV, Opus, …) as a normal bulletin.
. "$(dirname "$0")/call.sh"
bearer="${LOAXA_TOKEN:-}"
[ -n "$bearer" ] || bearer=$(token)
curl --silent --show-error -X POST "$SOURCE/bulletins" -H "authorization: Bearer $bearer" \
  -F "BanTin={\"BanTin\":{\"BanTinID\":\"$(q "$1")\",\"TieuDe\":\"$(q "$3")\",\"LoaiBanTin\":3,\"MucDoUuTien\":3},\"DanhSachDonViID\":[\"$(q "$2")\"]}" \
  -F "file=@$4"
echo
