import { Readable } from 'node:stream';
import { type ChimeKind, chimeSound } from '../audio/chimes.ts';
import type { StoredRecording } from './recording-store.ts';
import type { Recordings } from './recordings.ts';

const TITLES: Readonly<Record<ChimeKind, string>> = {
  siren: 'Còi báo động',
  drill: 'Chuông diễn tập',
  chime: 'Nhạc hiệu',
};

/** The system's own chimes as recordings, made when they are first wanted. */
export class ChimeRecordings {
  readonly #recordings: Pick<Recordings, 'receive' | 'add'>;
  readonly #made = new Map<ChimeKind, Promise<StoredRecording>>();

  constructor(recordings: Pick<Recordings, 'receive' | 'add'>) {
    this.#recordings = recordings;
  }

  /** `area`: whose library it goes to if it is not there yet; every node may fetch it. */
  get(kind: ChimeKind, area: string): Promise<StoredRecording> {
    const known = this.#made.get(kind);
    if (known) return known;
    const making = this.#make(kind, area);
    this.#made.set(kind, making);
    // The next one who asks tries again.
    making.catch(() => this.#made.delete(kind));
    return making;
  }

  async #make(kind: ChimeKind, area: string): Promise<StoredRecording> {
    const upload = await this.#recordings.receive(Readable.from([chimeSound(kind)], { objectMode: false }));
    return this.#recordings.add({ id: 'system' }, upload, { title: TITLES[kind], area, lane: 'urgent' });
  }
}
