import { generateKeyPairSync } from 'node:crypto';
import { ulid } from 'ulid';
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
