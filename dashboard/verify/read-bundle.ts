import { Unzip, UnzipInflate } from 'fflate';
import { type DossierAnswer, DossierCheck } from '../../protocol/dossier-check.ts';
import { hasher, proving } from './proving.ts';

/** Small enough that what unpacks from it is judged within a moment. */
const CHUNK_BYTES = 64 * 1024;

/** A file that somebody chose; it is read piece by piece and goes nowhere. */
export interface ChosenFile {
  readonly file: Blob;
  readonly name: string;
  /** The log's key that the reader trusts, SPKI base64url. */
  readonly publicKey?: string | undefined;
}

/** Judges a dossier or evidence as its bytes come; `progress` hears of the share done, 0 to 1, and is waited for. */
export async function judgeFile(
  { file, name, publicKey }: ChosenFile,
  progress: (share: number) => void | Promise<void>,
): Promise<DossierAnswer> {
  const check = new DossierCheck({ proving, hasher, publicKey });
  const isZip = new TextDecoder('latin1').decode(await file.slice(0, 4).arrayBuffer()) === 'PK\u0003\u0004';
  const take = isZip ? unzipper(check) : plain(check, name);
  for (let at = 0; at < file.size || at === 0; at += CHUNK_BYTES) {
    const bytes = new Uint8Array(await file.slice(at, at + CHUNK_BYTES).arrayBuffer());
    if (!take(bytes, at + CHUNK_BYTES >= file.size)) break;
    await progress(Math.min(1, (at + CHUNK_BYTES) / Math.max(1, file.size)));
  }
  return check.finish();
}

/** Takes a piece; false when nothing further can be read. */
type Take = (bytes: Uint8Array, last: boolean) => boolean;

function plain(check: DossierCheck, name: string): Take {
  check.begin(name);
  return (bytes, last) => {
    check.chunk(bytes);
    if (last) check.end();
    return true;
  };
}

function unzipper(check: DossierCheck): Take {
  const unzip = new Unzip((entry) => {
    if (entry.name.endsWith('/')) return;
    check.begin(entry.name);
    entry.ondata = (error, bytes, final) => {
      if (error) throw error;
      check.chunk(bytes);
      if (final) check.end();
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  return (bytes, last) => {
    try {
      unzip.push(bytes, last);
      return true;
    } catch {
      check.broken();
      return false;
    }
  };
}
