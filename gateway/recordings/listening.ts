import { createHash } from 'node:crypto';
import type { Recording } from '../../protocol/api/broadcast.ts';
import type { Listened } from '../../protocol/api/library.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { RuleError } from '../errors.ts';
import { allowanceOf, lengthOf, missing, requiredOf, type Stretch, taken } from './listening-rule.ts';
import { heardBy, paceOf, saveHeard, savePace } from './listening-store.ts';

type Sound = Pick<Recording, 'sha256' | 'durationMs'>;

const MOST_STRETCHES = 500;
const RANDOM_PARTS = 3;

/** Who heard what of which recording. Named by content: another byte of sound is another recording, heard by nobody. */
export class Listening {
  readonly #parts: { readonly database: Database; readonly clock: Clock };

  constructor(parts: { readonly database: Database; readonly clock: Clock }) {
    this.#parts = parts;
  }

  /** Takes what a player played since it reported last, at the pace of listening; an empty stretch says that it starts. */
  async report(account: string, sound: Sound, reported: readonly Stretch[]): Promise<Listened> {
    const { database, clock } = this.#parts;
    const heard = await database.write(async (transaction) => {
      const now = clock.now();
      const before = (await heardBy(transaction, account, [sound.sha256])).get(sound.sha256) ?? [];
      const allowanceMs = allowanceOf(await paceOf(transaction, account), now);
      const after = taken(before, reported, { durationMs: sound.durationMs, allowanceMs, now });
      if (after.heard.length > MOST_STRETCHES)
        throw new RuleError('too-scattered', 'Play longer stretches; so many small pieces are not listening.');
      await saveHeard(transaction, account, sound.sha256, after.heard);
      await savePace(transaction, account, after.pace);
      return after.heard;
    });
    return listenedOf(account, sound, heard);
  }

  /** In the order asked for. */
  async of(account: string, sounds: readonly Sound[]): Promise<Listened[]> {
    const names = sounds.map(({ sha256 }) => sha256);
    const heard = await heardBy(this.#parts.database.read, account, names);
    return sounds.map((sound) => listenedOf(account, sound, heard.get(sound.sha256) ?? []));
  }
}

function listenedOf(account: string, { sha256, durationMs }: Sound, heard: readonly Stretch[]): Listened {
  const required = requiredOf(durationMs, picksOf(account, sha256));
  const leftMs = Math.round(lengthOf(missing(required, heard)));
  return { recording: sha256, ranges: [...heard], required, leftMs, enough: leftMs === 0 };
}

/** Which parts of a long one are to be heard: other ones for everybody, the same at every look. */
function picksOf(account: string, recording: string): number[] {
  const hash = createHash('sha256').update(`listen ${account} ${recording}`).digest();
  return Array.from({ length: RANDOM_PARTS }, (_, index) => hash.readUInt32BE(index * 4) / 2 ** 32);
}
