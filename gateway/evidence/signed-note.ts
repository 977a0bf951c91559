import * as notes from '../../protocol/signed-note.ts';
import { proving } from './proving.ts';
import { sha256 } from './sha256.ts';

export { checkpointText, parseCheckpoint, type TreeHead } from '../../protocol/signed-note.ts';

export type NoteVerdict = ReturnType<typeof openCheckpoint>;

export function noteOf(text: string, name: string, publicKey: string, signature: Uint8Array): string {
  return notes.noteOf(text, name, publicKey, signature, sha256);
}

export function openCheckpoint(note: string, publicKey: string) {
  return notes.openCheckpoint(note, publicKey, proving);
}
