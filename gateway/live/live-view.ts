import type { LiveSession as ShownLive } from '../../protocol/api/live.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Reach } from '../broadcast/reach.ts';
import type { Person } from '../http/app.ts';
import { saidMs } from './course.ts';
import type { StoredLive } from './live-store.ts';
import type { LiveSession } from './session.ts';

export interface ViewParts {
  readonly tree: AreaTree;
  readonly reach: Reach;
  readonly nameOf: (account: string) => string | undefined;
}

/** The address for players, with its key (protocol/api/live.ts, `listen`). */
export function listenPath(session: string, key: string): string {
  return `/api/v1/live/${session}/listen.mp3?key=${key}`;
}

/** A session as the API shows it; `open` is it while it lasts. */
export function shownLive(
  { tree, reach, nameOf }: ViewParts,
  person: Person,
  stored: StoredLive,
  open: LiveSession | undefined,
): ShownLive {
  const areas = reach.areasOf(stored.targets);
  const mayListen = open && !open.isOver && tree.isWithin(stored.area, person.areas);
  const { end, endedAt, durationMs } = endOf(stored, open);
  const partsStopped = (open?.partsStopped ?? stored.partsStopped ?? []).map(({ at, by, hamlets, nodes }) => ({
    ...{ at, byName: nameOf(by) ?? by, nodes: nodes.length },
    areaNames: hamlets.map((hamlet) => tree.get(hamlet)?.name ?? hamlet),
  }));
  return {
    ...{ id: stored.id, run: stored.id, title: stored.title, class: stored.class, area: stored.area },
    areaNames: areas.map((area) => tree.get(area)?.name ?? area),
    state: open?.state ?? 'ended',
    ...{ byName: nameOf(stored.by) ?? stored.by, own: stored.by === person.id },
    ...{ createdAt: stored.createdAt, soundsAt: stored.soundsAt, startsAt: stored.startsAt, endsAt: stored.endsAt },
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(end === undefined ? {} : { end }),
    ...(partsStopped.length === 0 ? {} : { partsStopped }),
    ...{ nodes: open?.nodes.size ?? reach.nodesOf(stored.targets).length, playing: open?.playing() ?? 0 },
    ...(stored.recording === undefined ? {} : { recording: stored.recording }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(mayListen ? { listen: listenPath(stored.id, open.keyFor(person.id)) } : {}),
  };
}

/** Over is over, though it may not be written yet. */
function endOf(stored: StoredLive, open: LiveSession | undefined): Pick<StoredLive, 'end' | 'endedAt' | 'durationMs'> {
  if (!open?.isOver) return stored;
  const { end, endedAt } = open.course;
  return { end, endedAt, durationMs: saidMs(open.course) };
}
