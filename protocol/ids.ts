/** Crockford base 32 in lower case, as ULID uses it: no i, l, o, u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

export const NODE_ID = /^n[0-9a-hjkmnp-tv-z]{16}$/;
export const AREA_ID = /^a[0-9a-hjkmnp-tv-z]{16}$/;
export const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
export const GATEWAY_ID = /^[a-z0-9][a-z0-9-]{0,31}$/;
export const SHA256_HEX = /^[0-9a-f]{64}$/;

/** A node's immutable identity: "n" and 80 random bits. Takes at least 10 random bytes; a place name is never part of it (communes merge). */
export function nodeIdFrom(random: Uint8Array): string {
  return `n${base32(random)}`;
}

/** An area's stable identity, which is also its MQTT group. Takes at least 10 random bytes. */
export function areaIdFrom(random: Uint8Array): string {
  return `a${base32(random)}`;
}

function base32(random: Uint8Array): string {
  if (random.length < 10) throw new RangeError('an id needs 10 random bytes');
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of random.subarray(0, 10)) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return text;
}
