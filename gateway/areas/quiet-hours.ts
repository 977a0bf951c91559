import type { z } from 'zod';
import type { allowedWindow } from '../../protocol/api/schedule.ts';
import { DEFAULT_QUIET_WINDOWS, joinedWindows, outsideOf, type QuietWindow } from '../../protocol/quiet-hours.ts';
import type { Database } from '../database/database.ts';
import { RuleError } from '../errors.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import type { AreaTree } from './area-tree.ts';
import { type HoursKind, loadHours, saveHours } from './quiet-hours-store.ts';

export interface QuietHoursParts {
  readonly database: Database;
  readonly audit: AuditPort;
  readonly tree: AreaTree;
  /** The commune's nodes must learn their new windows; called after the commit. */
  readonly changed?: (commune: string) => Promise<void>;
}

/** Hours in which a commune may be spoken to; with none, any that is not quiet. */
export type AllowedWindow = z.infer<typeof allowedWindow>;

/** Most windows a node's configuration holds (protocol config). */
const MOST_WINDOWS = 16;
const ACTIONS = { 'quiet-hours': 'set-quiet-hours', 'allowed-hours': 'set-allowed-hours' } as const;

/**
 * When a commune's loudspeakers keep silent for all but emergencies: in its quiet hours, and outside its allowed hours where it
 * has set some. A commune that has set nothing has our default, 21:00–05:00; it edits its own windows with a reason on record
 * (DOMAIN §3.3).
 */
export class QuietHours {
  readonly #parts: QuietHoursParts;
  #quiet = new Map<string, readonly QuietWindow[]>();
  #allowed = new Map<string, readonly AllowedWindow[]>();
  readonly #silent = new Map<string, readonly QuietWindow[]>();

  constructor(parts: QuietHoursParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const { read } = this.#parts.database;
    this.#quiet = await loadHours(read, 'quiet-hours');
    this.#allowed = await loadHours<AllowedWindow>(read, 'allowed-hours');
    this.#silent.clear();
  }

  /** When nothing but an emergency may sound at a hamlet or commune, whichever rule of its commune says so. */
  windowsOf(area: string): readonly QuietWindow[] {
    const commune = this.#parts.tree.communeOf(area) ?? area;
    const known = this.#silent.get(commune);
    if (known) return known;
    const silent = silentHours(this.quietOf(commune), this.allowedOf(commune));
    this.#silent.set(commune, silent);
    return silent;
  }

  /** The quiet hours as they were set. */
  quietOf(area: string): readonly QuietWindow[] {
    return this.#quiet.get(this.#parts.tree.communeOf(area) ?? area) ?? DEFAULT_QUIET_WINDOWS;
  }

  allowedOf(area: string): readonly AllowedWindow[] {
    return this.#allowed.get(this.#parts.tree.communeOf(area) ?? area) ?? [];
  }

  async set(by: Actor, commune: string, windows: readonly QuietWindow[], reason: string): Promise<void> {
    requireFewWindows(silentHours(windows, this.allowedOf(commune)));
    await this.#change(by, 'quiet-hours', commune, { before: this.quietOf(commune), windows, reason });
    this.#quiet.set(commune, windows);
    await this.#tell(commune);
  }

  async setAllowed(by: Actor, commune: string, windows: readonly AllowedWindow[], reason: string): Promise<void> {
    requireFewWindows(silentHours(this.quietOf(commune), windows));
    await this.#change(by, 'allowed-hours', commune, { before: this.allowedOf(commune), windows, reason });
    this.#allowed.set(commune, windows);
    await this.#tell(commune);
  }

  async #change(
    by: Actor,
    kind: HoursKind,
    commune: string,
    { before, windows, reason }: { before: readonly QuietWindow[]; windows: readonly QuietWindow[]; reason: string },
  ): Promise<void> {
    const { database, audit, tree } = this.#parts;
    if (tree.get(commune)?.kind !== 'commune')
      throw new RuleError('not-a-commune', 'Quiet and allowed hours are set for a commune; name one.');
    await database.write(async (transaction) => {
      await saveHours(transaction, kind, commune, windows);
      const entry = { by: by.id, action: ACTIONS[kind], subject: commune, area: commune, outcome: 'done' as const };
      await audit.record({ ...entry, before, after: { windows, reason } }, transaction);
    });
  }

  async #tell(commune: string): Promise<void> {
    this.#silent.delete(commune);
    await this.#parts.changed?.(commune);
  }
}

function silentHours(quiet: readonly QuietWindow[], allowed: readonly QuietWindow[]): readonly QuietWindow[] {
  return allowed.length === 0 ? quiet : joinedWindows([...quiet, ...outsideOf(allowed)]);
}

function requireFewWindows(windows: readonly QuietWindow[]): void {
  if (windows.length > MOST_WINDOWS)
    throw new RuleError(
      'too-many-windows',
      `Quiet and allowed hours together make ${windows.length} windows; a loudspeaker keeps ${MOST_WINDOWS}. Join some.`,
    );
}
