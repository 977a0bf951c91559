import { createHash, generateKeyPairSync } from 'node:crypto';
import { ulid } from 'ulid';
import { EntrySigner, newPrivateKey } from '../../../firmware-sim/core/signer.ts';
import { plainClaimCode } from '../../../protocol/claim-code.ts';
import type { Birth } from '../../../protocol/messages/uplink.ts';

/** An Ed25519 public key as a node sends it. */
export function newPublicKey(): string {
  return generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
}

export function birthOf(node: string, more: Partial<Birth> = {}): Birth {
  return {
    v: 1,
    node,
    boot: ulid(),
    session: ulid(),
    at: 0,
    firmware: '2.0.0',
    capabilities: { opus: true, mp3: true, sensor: 'microphone', horns: 2 },
    storage: { freeBytes: 1, totalBytes: 2 },
    clock: { state: 'trusted', source: 'ntp' },
    log: { id: ulid(), oldest: 0, next: 0 },
    ...more,
  };
}

/** A device with a key of its own that shows codes. */
export class TestDevice {
  readonly #signer = new EntrySigner(newPrivateKey());

  get publicKey(): string {
    return this.#signer.publicKey;
  }

  /** What it sends; `about` makes it say something else than it should. */
  enrolBody(code: string, about: { codeHash?: string; publicKey?: string; v?: 1 } = {}) {
    const codeHash = createHash('sha256').update(plainClaimCode(code)).digest('hex');
    const { publicKey } = this;
    const proof = this.#signer.proveKey({ v: 1, codeHash, publicKey, at: 0, ...about });
    return { code, publicKey, firmware: '1.0.0', proof };
  }
}
