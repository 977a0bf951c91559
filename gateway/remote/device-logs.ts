import type { DeviceLog } from '../../protocol/api/remote.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ForbiddenError, RuleError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import type { Actions } from './actions.ts';
import { linesOf } from './log-text.ts';

export const LOG_LIMIT_BYTES = 64 * 1024;
const KEPT_A_NODE = 5;

/** The lines that devices brought when somebody asked for them: the newest five of each, as text and nothing else. */
export class DeviceLogs {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #facts: FactBus;
  readonly #actions: Pick<Actions, 'known'>;

  constructor(parts: { database: Database; clock: Clock; facts: FactBus; actions: Pick<Actions, 'known'> }) {
    this.#database = parts.database;
    this.#clock = parts.clock;
    this.#facts = parts.facts;
    this.#actions = parts.actions;
  }

  /** From the node an action asked. Brought twice, the second counts. Throws ForbiddenError when nobody asked it. */
  async take(node: string, action: string, bytes: Uint8Array): Promise<void> {
    const asked = await this.#actions.known(action);
    if (asked.node !== node || asked.type !== 'fetch-log')
      throw new ForbiddenError('not-asked', 'Nobody asked this node for its log by this action.');
    if (bytes.length > LOG_LIMIT_BYTES)
      throw new RuleError('log-too-large', `A log is at most ${LOG_LIMIT_BYTES} bytes; send the newest lines.`);
    const at = this.#clock.now();
    const lines = JSON.stringify(linesOf(bytes));
    await this.#database.write(async (transaction) => {
      const row = { action_id: action, node_id: node, received_at: at, lines };
      await transaction('device_logs').insert(row).onConflict('action_id').merge();
      const kept = transaction('device_logs')
        .where('node_id', node)
        .orderBy([
          { column: 'received_at', order: 'desc' },
          { column: 'action_id', order: 'desc' },
        ])
        .limit(KEPT_A_NODE)
        .select('action_id');
      const ids = (await kept).map((each: { action_id: string }) => each.action_id);
      await transaction('device_logs').where('node_id', node).whereNotIn('action_id', ids).delete();
    });
    this.#facts.tell('changed', { at, what: 'actions' });
  }

  /** The newest first. */
  async list(node: string): Promise<DeviceLog[]> {
    const rows: { action_id: string; received_at: number; lines: string }[] = await this.#database
      .read('device_logs')
      .where('node_id', node)
      .orderBy([
        { column: 'received_at', order: 'desc' },
        { column: 'action_id', order: 'desc' },
      ]);
    return rows.map((row) => ({ action: row.action_id, at: row.received_at, lines: JSON.parse(row.lines) }));
  }
}
