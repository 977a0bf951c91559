import { check } from './codec.ts';
import { FIRMWARE_TYP, type UpdateReason } from './firmware.ts';
import { type DecodedJws, decodeJws } from './jws.ts';
import type { Proving } from './key-list.ts';
import type { ReleaseKey } from './messages/downlink.ts';
import { type FirmwareManifest, firmwareManifest } from './messages/firmware.ts';

export type OpenedManifest =
  | { readonly ok: true; readonly manifest: FirmwareManifest; readonly kid: string }
  | { readonly ok: false; readonly reason: Extract<UpdateReason, 'not-signed' | 'bad-manifest'>; readonly why: string };

/**
 * Reads a manifest by the release keys that may be believed now: type, signature, form. Whether a device may take it is another
 * question (`firmwareFault`). A key of commands signs no firmware: `keyOf` knows release keys alone.
 */
export function openManifest(
  jws: string,
  keyOf: (kid: string) => Pick<ReleaseKey, 'publicKey'> | undefined,
  proving: Pick<Proving, 'verify'>,
): OpenedManifest {
  let decoded: DecodedJws;
  try {
    decoded = decodeJws(jws, FIRMWARE_TYP);
  } catch (error) {
    return { ok: false, reason: 'not-signed', why: error instanceof Error ? error.message : 'malformed' };
  }
  const { kid } = decoded.header;
  const key = keyOf(kid);
  if (!key) return { ok: false, reason: 'not-signed', why: `no trusted release key ${kid.slice(0, 64)}` };
  if (!proving.verify(key.publicKey, decoded.signingInput, decoded.signature))
    return { ok: false, reason: 'not-signed', why: 'the signature of the release key does not verify' };
  const body = check(firmwareManifest, decoded.payload);
  return body.ok ? { ok: true, manifest: body.body, kid } : { ok: false, reason: 'bad-manifest', why: body.why };
}
