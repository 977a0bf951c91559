import type { BroadcastSettingsInput, BroadcastSettings as Settings } from '../../protocol/api/broadcast-settings.ts';
import { LONGEST_RUN_MINUTES } from '../../protocol/api/broadcast-settings.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { RuleError } from '../errors.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import type { AreaTree } from './area-tree.ts';
import { loadSettings, saveSettings } from './broadcast-settings-store.ts';

/** A recording that sounds before a bulletin, as a plan or command carries it. */
export interface Chime {
  readonly sha256: string;
  readonly durationMs: number;
  readonly opus: string;
  readonly mp3: string;
}

/** The settings of a commune with its chimes at hand: plans for thousands of nodes ask no database. */
export interface PlaceSettings extends Omit<Settings, 'chime'> {
  readonly chime: { readonly priority?: Chime | undefined; readonly normal?: Chime | undefined };
}

export const DEFAULT_SETTINGS: PlaceSettings = {
  volume: { emergency: 100, priority: 90, normal: 80 },
  chime: {},
  overrun: 'refuse',
  maxRunMinutes: LONGEST_RUN_MINUTES,
  stagger: { seconds: 0 },
};

/** Longest chime: what sounds before a bulletin is no bulletin. */
const LONGEST_CHIME_MS = 60_000;

export interface BroadcastSettingsParts {
  readonly database: Database;
  readonly audit: AuditPort;
  readonly clock: Clock;
  readonly tree: AreaTree;
  /** `recordings` implements it. */
  readonly recordingOf: (sha256: string) => Promise<Chime | undefined>;
  /** Configs and plans of its nodes follow; called after the commit. */
  readonly changed?: (commune: string) => Promise<void>;
}

/** How each commune's loudspeakers speak: volume and chime of a class, loudest by the hour, longest run, overrun, stagger. */
export class BroadcastSettings {
  readonly #parts: BroadcastSettingsParts;
  #known = new Map<string, PlaceSettings>();

  constructor(parts: BroadcastSettingsParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    this.#known = await loadSettings(this.#parts.database.read);
  }

  /** At a hamlet or commune: those of its commune. */
  at(area: string): PlaceSettings {
    return this.#known.get(this.#parts.tree.communeOf(area) ?? area) ?? DEFAULT_SETTINGS;
  }

  shownAt(area: string): Settings {
    return shown(this.at(area));
  }

  async set(by: Actor, commune: string, { reason, chime, ...input }: BroadcastSettingsInput): Promise<void> {
    const { database, audit, clock, tree, changed } = this.#parts;
    if (tree.get(commune)?.kind !== 'commune')
      throw new RuleError('not-a-commune', 'Volume, chime and order are set for a commune; name one.');
    const [priority, normal] = await Promise.all([this.#chime(chime.priority), this.#chime(chime.normal)]);
    const settings: PlaceSettings = { ...input, chime: { ...(priority && { priority }), ...(normal && { normal }) } };
    const before = this.shownAt(commune);
    await database.write(async (transaction) => {
      await saveSettings(transaction, commune, settings, { by: by.id, at: clock.now(), reason });
      const entry = { by: by.id, action: 'set-broadcast-settings', subject: commune, area: commune };
      const after = { ...shown(settings), reason };
      await audit.record({ ...entry, outcome: 'done', before, after }, transaction);
    });
    this.#known.set(commune, settings);
    await changed?.(commune);
  }

  async #chime(sha256: string | undefined): Promise<Chime | undefined> {
    if (sha256 === undefined) return undefined;
    const recording = await this.#parts.recordingOf(sha256);
    if (!recording) throw new RuleError('no-such-recording', 'There is no such recording; upload the chime first.');
    if (recording.durationMs > LONGEST_CHIME_MS)
      throw new RuleError('chime-too-long', 'A chime lasts at most a minute; choose a shorter recording.');
    const { durationMs, opus, mp3 } = recording;
    return { sha256, durationMs, opus, mp3 };
  }
}

function shown({ chime, ...settings }: PlaceSettings): Settings {
  return {
    ...settings,
    chime: {
      ...(chime.priority && { priority: chime.priority.sha256 }),
      ...(chime.normal && { normal: chime.normal.sha256 }),
    },
  };
}
