import { LOUDEST_TEST, type SelfTestSettingsInput, type SelfTestSettings as Shown } from '../../protocol/api/remote.ts';
import type { Config } from '../../protocol/messages/downlink.ts';
import { type QuietWindow, quietVerdict } from '../../protocol/quiet-hours.ts';
import { SELF_TEST_SPAN_MS } from '../../protocol/remote.ts';
import { dayOf, instantAt, timeOf } from '../../protocol/vietnam-time.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ConflictError, RuleError } from '../errors.ts';
import type { Actor, AuditPort } from '../http/ports.ts';

export interface SelfTestSettingsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly tree: AreaTree;
  readonly quietOf: (commune: string) => readonly QuietWindow[];
  /** Configs of its nodes follow; called after the commit. */
  readonly changed: (commune: string) => Promise<void>;
}

interface Timetable {
  readonly enabled: boolean;
  readonly at: string;
  readonly volume: number;
  readonly everyDays: number;
  readonly version: number;
  readonly changedAt: number;
}

/** Off until somebody of the commune answers for it: nothing sounds by itself. */
const DEFAULT: Timetable = { enabled: false, at: '09:00', volume: 20, everyDays: 1, version: 0, changedAt: 0 };

/** When a commune's nodes test their own horns. */
export class SelfTestSettings {
  readonly #parts: SelfTestSettingsParts;
  #known = new Map<string, Timetable>();

  constructor(parts: SelfTestSettingsParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const rows: Row[] = await this.#parts.database.read('self_test_settings').select();
    this.#known = new Map(rows.map((row) => [row.area_id, fromRow(row)]));
  }

  /** At a hamlet or commune: those of its commune. */
  at(area: string): Timetable {
    return this.#known.get(this.#parts.tree.communeOf(area) ?? area) ?? DEFAULT;
  }

  shownAt(area: string): Shown {
    const commune = this.#parts.tree.communeOf(area) ?? area;
    const { changedAt: _, ...timetable } = this.at(commune);
    return { area: commune, ...timetable };
  }

  /** For the config of a node; absent when its commune has none. */
  configAt(commune: string): Config['selfTest'] {
    const { enabled, at, everyDays, volume } = this.at(commune);
    return enabled ? { at, everyDays, volume } : undefined;
  }

  async set(by: Actor, commune: string, input: SelfTestSettingsInput): Promise<Shown> {
    const { database, clock, audit, tree, changed } = this.#parts;
    if (tree.get(commune)?.kind !== 'commune')
      throw new RuleError('not-a-commune', 'Self-tests are set for a commune; name one.');
    this.#requireQuietAndAllowed(commune, input);
    const before = this.shownAt(commune);
    const timetable = { ...input, version: before.version + 1, changedAt: clock.now() };
    await database.write(async (transaction) => {
      // Read in the transaction: of two who change it at once only the first counted from what is there.
      const row = await transaction('self_test_settings').where({ area_id: commune }).first('version');
      const version = row?.version ?? DEFAULT.version;
      if (version !== input.version)
        throw new ConflictError(
          'settings-changed',
          `Version ${version} is there by now; read it before you replace it.`,
        );
      const { everyDays, changedAt, ...same } = timetable;
      const stored = { ...same, every_days: everyDays, changed_at: changedAt, changed_by: by.id, area_id: commune };
      await transaction('self_test_settings').insert(stored).onConflict('area_id').merge();
      const about = { by: by.id, action: 'set-self-test', subject: commune, area: commune, outcome: 'done' as const };
      await audit.record({ ...about, before, after: input }, transaction);
    });
    this.#known.set(commune, timetable);
    await changed(commune);
    return this.shownAt(commune);
  }

  #requireQuietAndAllowed(commune: string, { enabled, at, volume }: SelfTestSettingsInput): void {
    if (volume > LOUDEST_TEST)
      throw new RuleError('test-too-loud', `A test tone is at most ${LOUDEST_TEST} % loud; set less.`);
    if (!enabled) return;
    const start = instantAt(dayOf(this.#parts.clock.now()), at);
    const verdict = quietVerdict(this.#parts.quietOf(commune), 'normal', start, SELF_TEST_SPAN_MS);
    if (verdict.allowed) return;
    const { nextAllowedAt } = verdict;
    throw new RuleError(
      'quiet-hours',
      `Three tries need half an hour outside quiet hours; ${nextAllowedAt === undefined ? 'there is none' : `the next is from ${timeOf(nextAllowedAt)}`}.`,
      nextAllowedAt === undefined ? {} : { nextAllowedAt },
    );
  }
}

interface Row {
  area_id: string;
  enabled: boolean | number;
  at: string;
  volume: number;
  every_days: number;
  version: number;
  changed_at: number;
}

function fromRow({ enabled, at, volume, every_days, version, changed_at }: Row): Timetable {
  return { enabled: Boolean(enabled), at, volume, everyDays: every_days, version, changedAt: changed_at };
}
