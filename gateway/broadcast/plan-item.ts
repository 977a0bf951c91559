// pure
import { partsOf } from './content.ts';
import type { Planned } from './manner.ts';
import type { StoredProgramme } from './programme-store.ts';
import { exceptionAt } from './quiet-exception.ts';
import { refOf } from './run-ref.ts';
import type { StoredRun } from './run-store.ts';
import { OVERRUN_MS } from './times.ts';

/** A scheduled run as a node's plan carries it: named by its original instant, begun at the one it was moved to. */
export function itemOf(
  run: StoredRun,
  programme: Pick<StoredProgramme, 'id' | 'volume' | 'resume' | 'contentHash' | 'exception'>,
): Planned {
  const excepted = exceptionAt(programme, run.originalAt ?? run.dueAt)?.id;
  return {
    run: refOf(run),
    level: run.level,
    class: run.class,
    startAt: run.dueAt,
    latenessMs: run.latenessMs,
    parts: partsOf(run.contents),
    ...(programme.volume === undefined ? {} : { volume: programme.volume }),
    resume: programme.resume,
    maxMs: run.durationMs + OVERRUN_MS,
    ...(excepted === undefined ? {} : { excepted }),
  };
}
