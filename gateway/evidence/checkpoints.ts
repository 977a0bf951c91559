import type { Checkpoint } from '../../protocol/api/evidence.ts';
import { toBase64Url } from '../../protocol/jws.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import { checkpointOf, insertCheckpoint, latestCheckpoint } from './checkpoint-store.ts';
import { readFrontier } from './evidence-store.ts';
import { checkpointText, noteOf, openCheckpoint, parseCheckpoint, type TreeHead } from './signed-note.ts';

export interface CheckpointParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly keys: {
    signBytes(use: 'checkpoint', bytes: Uint8Array): Uint8Array;
    publicKey(use: 'checkpoint'): { publicKey: string };
  };
  /** Name of this log in every checkpoint, for example `loaxa/nghe-an`. */
  readonly origin: string;
}

/** Signed heads of the evidence log (C2SP tlog-checkpoint): once written, nothing before them can change unnoticed. */
export class Checkpoints {
  readonly #parts: CheckpointParts;

  constructor(parts: CheckpointParts) {
    this.#parts = parts;
  }

  /** Signs the log as it stands; gives the last checkpoint again when nothing came since. To be called daily. */
  make(): Promise<Checkpoint> {
    const { database, clock, log, keys, origin } = this.#parts;
    const publicKey = keys.publicKey('checkpoint').publicKey;
    return database.write(async (transaction) => {
      const frontier = await readFrontier(transaction);
      const last = await latestCheckpoint(transaction);
      if (last?.size === frontier.size && openCheckpoint(last.note, publicKey).ok)
        return { ...last, origin: originOf(last.note), publicKey };
      const head = { origin, size: frontier.size, root: frontier.root() };
      const note = this.#noteOf(head, publicKey);
      const made = { size: head.size, rootHash: toBase64Url(head.root), at: clock.now(), note };
      // Since a rotation the head of this size is signed by an older key: the same head, the new signature, no second row.
      if (last?.size === made.size) return { ...made, origin, publicKey };
      await insertCheckpoint(transaction, made);
      log.info({ size: made.size, rootHash: made.rootHash }, 'evidence log: checkpoint signed');
      return { ...made, origin, publicKey };
    });
  }

  /** The last one signed; a new one when there is none, when it is older than `maxAgeMs`, or does not reach `position`. */
  async latest(need: { maxAgeMs?: number; position?: number } = {}): Promise<Checkpoint> {
    const last = await latestCheckpoint(this.#parts.database.read);
    if (!last) return this.make();
    const old = need.maxAgeMs !== undefined && this.#parts.clock.now() - last.at > need.maxAgeMs;
    const short = need.position !== undefined && need.position >= last.size;
    const publicKey = this.#parts.keys.publicKey('checkpoint').publicKey;
    // After a rotation the head is signed anew, so that note and key in one answer belong together.
    if (old || short || !openCheckpoint(last.note, publicKey).ok) return this.make();
    return { ...last, origin: originOf(last.note), publicKey };
  }

  /** The one of this size as it was signed, with the key that holds for it; undefined when there is none. */
  async of(size: number): Promise<Checkpoint | undefined> {
    const stored = await checkpointOf(this.#parts.database.read, size);
    const { publicKey } = this.#parts.keys.publicKey('checkpoint');
    if (!stored) return undefined;
    if (openCheckpoint(stored.note, publicKey).ok) return { ...stored, origin: originOf(stored.note), publicKey };
    // Signed by a key that was replaced since: the same head under the key that people compare with now.
    const head = parseCheckpoint(stored.note);
    return head && { ...stored, origin: head.origin, publicKey, note: this.#noteOf(head, publicKey) };
  }

  #noteOf(head: TreeHead, publicKey: string): string {
    const text = checkpointText(head);
    return noteOf(text, head.origin, publicKey, this.#parts.keys.signBytes('checkpoint', Buffer.from(text)));
  }
}

function originOf(note: string): string {
  return note.slice(0, note.indexOf('\n'));
}
