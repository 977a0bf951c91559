import type { EvidenceStatus } from '../../protocol/api/evidence.ts';
import { findingSentence } from '../../protocol/finding.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import { verifyLog } from './verify-log.ts';

const CHECKED = 'evidence.checked';

export interface SelfCheckParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Keys that may have signed checkpoints (SPKI, base64url). */
  readonly publicKeys: () => readonly string[];
}

/** Every night the whole record is hashed again and held against every checkpoint; what came of it stands beside the audit log. */
export class SelfCheck {
  readonly #parts: SelfCheckParts;

  constructor(parts: SelfCheckParts) {
    this.#parts = parts;
  }

  async nightly(): Promise<void> {
    const { database, clock, log, publicKeys } = this.#parts;
    const { size, findings } = await verifyLog({ read: database.read, publicKeys: publicKeys() });
    const [first] = findings;
    const checked: EvidenceStatus['checked'] = {
      at: clock.now(),
      whole: first === undefined,
      ...(first && { wrong: findingSentence(first, 'vi') }),
    };
    if (first) log.error({ size, findings: findings.slice(0, 10) }, 'the evidence log was changed');
    const row = { key: CHECKED, value: JSON.stringify(checked) };
    await database.write(async (transaction) => {
      await transaction('settings').insert(row).onConflict('key').merge();
    });
  }

  async last(): Promise<EvidenceStatus['checked']> {
    const row = await this.#parts.database.read('settings').where({ key: CHECKED }).first();
    return row && JSON.parse(row.value);
  }
}
