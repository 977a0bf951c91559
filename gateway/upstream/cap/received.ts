import { createHash } from 'node:crypto';
import type { AlertReason } from '../../../protocol/sources.ts';
import type { CapMessage } from './cap-message.ts';
import { type CapNames, namesOf, readCap } from './cap-reader.ts';
import { Malformed } from './malformed.ts';
import { verifySignature } from './signature.ts';
import { guardedText } from './xml-guard.ts';

/** Bytes of a message, read and verified; nothing of a message that does not verify is trusted. */
export type Received =
  | {
      readonly is: 'good';
      readonly message: CapMessage;
      readonly signed: boolean;
      readonly xml: string;
      /** Of what is read of it: another white space makes no other message. */
      readonly contentHash: string;
    }
  | {
      readonly is: 'refused';
      readonly reason: Extract<AlertReason, 'malformed' | 'unsigned' | 'bad-signature'>;
      readonly detail: string;
      readonly xml: string | undefined;
      /** What it says of itself, unverified. */
      readonly names: CapNames | undefined;
    };

export function receive(bytes: Uint8Array, signers: readonly string[], now: number): Received {
  let xml: string | undefined;
  try {
    xml = guardedText(bytes);
    const verified = signers.length === 0 ? undefined : verifySignature(xml, signers, now);
    if (verified?.is === 'unsigned')
      return refused('unsigned', 'Messages of this source must be signed, and this one is not.', xml);
    if (verified?.is === 'bad-signature')
      return refused('bad-signature', `The signature does not hold: ${verified.why}.`, xml);
    const message = readCap(verified?.text ?? xml);
    const contentHash = sha256(JSON.stringify(message));
    return { is: 'good', message, signed: verified !== undefined, xml, contentHash };
  } catch (error) {
    if (error instanceof Malformed) return refused('malformed', error.message, xml);
    throw error;
  }
}

function refused(
  reason: 'malformed' | 'unsigned' | 'bad-signature',
  detail: string,
  xml: string | undefined,
): Received {
  return { is: 'refused', reason, detail, xml, names: xml === undefined ? undefined : namesOf(xml) };
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}
