import { z } from 'zod';
import { check } from './codec.ts';
import { type DecodedJws, decodeJws, MalformedJwsError } from './jws.ts';
import { instant, sha256, version } from './messages/fields.ts';

/** JWS `typ` of what a device signs to enrol: never valid as a log entry. */
export const ENROL_TYP = 'loaxa-enrol+jws';
export const ENROL_KID = 'enrol';

/** Signed with the device's own key: whoever asks in the name of a key holds it. `at` is the device's clock, which may be wrong. */
export const enrolProof = z.object({
  v: version,
  /** SHA-256 in hexadecimal of the plain claim code. */
  codeHash: sha256,
  publicKey: z.string().min(40).max(200),
  at: instant,
});
export type EnrolProof = z.infer<typeof enrolProof>;

/**
 * Takes a proof apart that must be about this code and this key; undefined when it is not of the form or about another. The
 * caller verifies `signature` over `signingInput` with that key. `at` is not judged: a device without a clock enrols too, and
 * a proof repeated by somebody else only lets in the same key.
 */
export function readEnrolProof(jws: string, about: { codeHash: string; publicKey: string }): DecodedJws | undefined {
  try {
    const decoded = decodeJws(jws, ENROL_TYP);
    const proof = check(enrolProof, decoded.payload);
    if (!proof.ok || proof.body.codeHash !== about.codeHash || proof.body.publicKey !== about.publicKey)
      return undefined;
    return decoded;
  } catch (error) {
    if (error instanceof MalformedJwsError) return undefined;
    throw error;
  }
}
