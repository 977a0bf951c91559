# To be sourced: call METHOD PATH [JSON] asks LoaXã as the source system.
# LOAXA_URL, LOAXA_CLIENT_ID and LOAXA_CLIENT_SECRET come from the environment; the token is fetched for each call.
set -eu
: "${LOAXA_URL:?say where LoaXã is, for example https://loaxa.lan:8443}"
SOURCE="$LOAXA_URL/api/v1/source"

token() {
  : "${LOAXA_CLIENT_ID:?the id of the source, from the page Hệ thống nguồn}"
  : "${LOAXA_CLIENT_SECRET:?its secret, shown once when it was made}"
  # The secret goes in by stdin: it must not stand in the list of processes.
  answer=$(printf '{"client_id":"%s","client_secret":"%s"}' "$LOAXA_CLIENT_ID" "$LOAXA_CLIENT_SECRET" |
    curl --silent --show-error --fail-with-body -X POST "$SOURCE/token" -H 'content-type: application/json' --data-binary @-) || {
    echo "no token: $answer" >&2
    return 1
  }
  printf '%s\n' "$answer" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p'
}

# A text as it stands within a JSON string.
q() { printf '%s' "$1" | tr '\n' ' ' | sed 's/\\/\\\\/g; s/"/\\"/g'; }

call() {
  bearer="${LOAXA_TOKEN:-}"
  [ -n "$bearer" ] || bearer=$(token)
  if [ $# -ge 3 ]; then
    printf '%s' "$3" | curl --silent --show-error -X "$1" "$SOURCE$2" -H "authorization: Bearer $bearer" \
      -H 'content-type: application/json' --data-binary @-
  else
    curl --silent --show-error -X "$1" "$SOURCE$2" -H "authorization: Bearer $bearer"
  fi
  echo
}
