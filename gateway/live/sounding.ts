import { outranks, type Party } from '../../protocol/preemption.ts';
import type { Broadcast } from '../broadcast/broadcast.ts';
import type { StoredRun } from '../broadcast/run-store.ts';

/** A run that sounds on some of the nodes asked for. */
export interface Sounding {
  readonly run: StoredRun;
  readonly until: number;
  readonly nodes: readonly string[];
  /** It sounds nowhere else. */
  readonly isWhole: boolean;
}

type Runs = Pick<Broadcast, 'runs' | 'deliveries'>;

/** What sounds on these nodes, as far as runs and receipts say; what somebody speaks live is left out. */
export async function soundingOn(
  { runs, deliveries }: Runs,
  nodes: ReadonlySet<string>,
  now: number,
): Promise<Sounding[]> {
  const onAir = (await runs.inState('on-air')).filter((run) => !run.live && isSounding(run, now));
  const open = await deliveries.openNodesOf(onAir.map(({ id }) => id));
  return onAir.flatMap((run): Sounding[] => {
    const own = open.filter((one) => one.run === run.id).map(({ node }) => node);
    const here = own.filter((node) => nodes.has(node));
    if (here.length === 0) return [];
    return [{ run, until: soundsUntil(run), nodes: here, isWhole: here.length === own.length }];
  });
}

/** The nodes on which something now sounds that goes before the speaker, an emergency or a higher level. */
export async function takenFrom(
  { runs, deliveries }: Runs,
  speaker: Party & { id: string },
  now: number,
): Promise<Set<string>> {
  const higher = (await runs.inState('on-air')).filter(
    (run) => run.id !== speaker.id && run.dueAt <= now && isSounding(run, now) && outranks(run, speaker),
  );
  if (higher.length === 0) return new Set();
  return new Set((await deliveries.openNodesOf(higher.map(({ id }) => id))).map(({ node }) => node));
}

function isSounding(run: StoredRun, now: number): boolean {
  return run.stoppedBy === undefined && soundsUntil(run) > now;
}

function soundsUntil(run: StoredRun): number {
  return run.endsAt ?? run.dueAt + run.durationMs;
}
