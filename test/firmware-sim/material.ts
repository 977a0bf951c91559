import { createHash } from 'node:crypto';
import { ulid } from 'ulid';
import { chances } from '../../firmware-sim/scenarios/chance.ts';
import type { PlanItem } from '../../protocol/messages/downlink.ts';

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** A planned run of a programme made up from its instant. */
export function planItemAt(startAt: number, durationMs: number, changes: Partial<PlanItem> = {}): PlanItem {
  return {
    run: { programme: ulid(startAt, chances('programme', startAt)), dueAt: startAt },
    level: 'commune',
    class: 'normal',
    startAt,
    latenessMs: 60_000,
    parts: [{ sha256: sha256('content'), durationMs, opus: sha256('opus') }],
    resume: 'resume',
    maxMs: durationMs + 60_000,
    ...changes,
  };
}
