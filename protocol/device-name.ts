import { CLAIM_ALPHABET } from './claim-code.ts';

export const DEVICE_NAME = /^LX-[0-9A-HJKMNP-TV-Z]{4}$/;

/** What a device without a name is called, by screen and console alike: `LX-8F2H`, from the SHA-256 of its public key (SPKI). */
export function deviceName(fingerprint: Uint8Array): string {
  const [a = 0, b = 0, c = 0] = fingerprint;
  const bits = (a << 16) | (b << 8) | c;
  return `LX-${[19, 14, 9, 4].map((shift) => CLAIM_ALPHABET[(bits >> shift) & 31]).join('')}`;
}
