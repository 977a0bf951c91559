import { DEFAULT_QUIET_WINDOWS, type QuietWindow } from '../../protocol/quiet-hours.ts';
import type { Database } from '../database/database.ts';
import { RuleError } from '../errors.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import type { AreaTree } from './area-tree.ts';
import { loadQuietWindows, saveQuietWindows } from './quiet-hours-store.ts';

export interface QuietHoursParts {
  readonly database: Database;
  readonly audit: AuditPort;
  readonly tree: AreaTree;
  /** The commune's nodes must learn their new windows; called after the commit. */
  readonly changed?: (commune: string) => Promise<void>;
}

/**
 * When a commune's loudspeakers keep silent for all but emergencies. A commune that has set nothing has our default,
 * 21:00–05:00; it edits its own windows with a reason on record (DOMAIN §3.3).
 */
export class QuietHours {
  readonly #parts: QuietHoursParts;
  #windows = new Map<string, readonly QuietWindow[]>();

  constructor(parts: QuietHoursParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    this.#windows = await loadQuietWindows(this.#parts.database.read);
  }

  /** The windows at a hamlet or commune: those of its commune. */
  windowsOf(area: string): readonly QuietWindow[] {
    const commune = this.#parts.tree.communeOf(area);
    return (commune !== undefined && this.#windows.get(commune)) || DEFAULT_QUIET_WINDOWS;
  }

  async set(by: Actor, commune: string, windows: readonly QuietWindow[], reason: string): Promise<void> {
    const { database, audit, tree, changed } = this.#parts;
    if (tree.get(commune)?.kind !== 'commune')
      throw new RuleError('not-a-commune', 'Quiet hours are set for a commune; name one.');
    const before = this.windowsOf(commune);
    await database.write(async (transaction) => {
      await saveQuietWindows(transaction, commune, windows);
      await audit.record(
        {
          by: by.id,
          action: 'set-quiet-hours',
          subject: commune,
          area: commune,
          outcome: 'done',
          before,
          after: { windows, reason },
        },
        transaction,
      );
    });
    this.#windows.set(commune, windows);
    await changed?.(commune);
  }
}
