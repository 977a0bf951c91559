import type { DossierManifest } from '../../protocol/api/evidence.ts';
import { noteOf } from './signed-note.ts';

export interface ManifestKeys {
  signBytes(use: 'checkpoint', bytes: Uint8Array): Uint8Array;
  publicKey(use: 'checkpoint'): { readonly publicKey: string };
}

/** `manifest.json`, byte for byte: what is signed. One line a member and never an empty line, so that it can be the text of a note. */
export function manifestText(manifest: DossierManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** `manifest.note`: the manifest's exact text, signed by the checkpoint key under the log's own name. */
export function signManifest(keys: ManifestKeys, manifest: DossierManifest): string {
  const text = manifestText(manifest);
  const { publicKey } = keys.publicKey('checkpoint');
  return noteOf(text, manifest.origin, publicKey, keys.signBytes('checkpoint', Buffer.from(text)));
}
