#!/bin/sh
# A token for an hour: export LOAXA_TOKEN="$(./token.sh)" spares the other scripts asking each time.
. "$(dirname "$0")/call.sh"
token
