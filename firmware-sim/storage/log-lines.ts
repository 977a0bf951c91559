// pure
import { z } from 'zod';
import { counter, instant, jws, ulid } from '../../protocol/messages/fields.ts';
import type { StoredEntry } from '../core/node-store.ts';

const entry = z.object({
  seq: counter,
  at: instant,
  kind: z.enum(['receipt', 'boot', 'power', 'clock', 'fault', 'refusal', 'self-test', 'update', 'listening']),
  run: z.string().optional(),
  jws,
  ackedAt: z.number().optional(),
});

/** One line of a log file: what happened to the log, in order. */
export const logLine = z.union([
  z.object({ log: ulid }),
  z.object({ entry }),
  z.object({ acked: z.array(counter), at: z.number().optional() }),
  z.object({ forgotten: z.array(counter) }),
]);
export type LogLine = z.infer<typeof logLine>;

/** The log as its lines leave it. Throws when a line is not one. */
export class LogImage {
  logId: string | undefined;
  readonly entries = new Map<number, StoredEntry>();

  apply(line: LogLine): void {
    if ('log' in line) this.logId = line.log;
    else if ('entry' in line) this.entries.set(line.entry.seq, line.entry);
    else if ('forgotten' in line) for (const seq of line.forgotten) this.entries.delete(seq);
    else this.markAcked(line.acked, line.at);
  }

  markAcked(sequences: readonly number[], at: number | undefined): void {
    for (const seq of sequences) {
      const held = this.entries.get(seq);
      if (held) this.entries.set(seq, { ...held, ackedAt: at });
    }
  }

  /** The shortest file that says the same. */
  lines(): LogLine[] {
    const head = this.logId === undefined ? [] : [{ log: this.logId }];
    return [...head, ...[...this.entries.values()].map((each) => ({ entry: each }))];
  }
}
