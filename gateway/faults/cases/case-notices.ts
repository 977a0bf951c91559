// pure
import { HOUR_MS } from '../../../protocol/units.ts';
import { dayOf } from '../../../protocol/vietnam-time.ts';
import type { Notice } from '../../notices.ts';
import { aboutNotice, type CasePlace, isOpen, isRepair, type StoredCase, type StoredEvent } from './case-record.ts';
import { opened } from './case-steps.ts';

/** The same again within this long after a repair is the same case. */
export const RECURRENCE_MS = 24 * HOUR_MS;

/** What the gateway writes into a case, in the language of those who read it beside people's own notes. */
export const FAULT_NOTES = {
  over: 'Hết sự cố theo tin của cụm loa',
  again: 'Sự cố xuất hiện lại',
  grew: 'Số cụm bị ảnh hưởng:',
} as const;

/** What is known before: the cases of these notices by their incident, and the newest case of each kind and thing. */
export interface Known {
  readonly byIncident: ReadonlyMap<string, StoredCase>;
  readonly byAbout: ReadonlyMap<string, StoredCase>;
}

export interface Taking extends Known {
  readonly now: number;
  readonly newId: () => string;
  /** The next number of a commune in a year. */
  readonly nextSerial: (commune: string, year: number) => number;
  /** In whose book it stands: the commune of the area, or of most of its hamlets. */
  readonly communeOf: (notice: Notice) => string | undefined;
  readonly placesOf: (notice: Notice) => readonly CasePlace[];
}

export interface Taken {
  readonly cases: readonly StoredCase[];
  readonly places: readonly { readonly case: string; readonly places: readonly CasePlace[] }[];
  readonly events: readonly StoredEvent[];
}

/** What notices do to the cases: open one, open one again, note what grew or ended. A notice told twice changes nothing. */
export function takeNotices(notices: readonly Notice[], taking: Taking): Taken {
  const cases = new Map<string, StoredCase>();
  const byIncident = new Map(taking.byIncident);
  const byAbout = new Map(taking.byAbout);
  const places: { case: string; places: readonly CasePlace[] }[] = [];
  const events: StoredEvent[] = [];
  const join = (one: StoredCase, notice: Notice) => {
    cases.set(one.id, one);
    byAbout.set(one.about, one);
    byIncident.set(notice.incident, one);
  };
  const keep = (one: StoredCase, notice: Notice, kind: StoredEvent['kind'], note: string) => {
    join(one, notice);
    const said = { kind, note, photos: [], body: notice.id };
    events.push({ case: one.id, key: taking.newId(), at: taking.now, by: 'system', happenedAt: notice.at, ...said });
  };
  for (const notice of notices) {
    if (!isRepair(notice.cause)) continue;
    const known = byIncident.get(notice.incident);
    if (notice.what === 'over') {
      if (!known || known.faultUntil !== undefined) continue;
      keep(ended(known, notice.until ?? notice.at), notice, 'fault', FAULT_NOTES.over);
      continue;
    }
    if (known) {
      if (notice.nodes <= known.nodes) continue;
      const grown = { ...known, nodes: notice.nodes, version: known.version + 1 };
      keep(grown, notice, 'fault', `${FAULT_NOTES.grew} ${notice.nodes}`);
      places.push({ case: known.id, places: taking.placesOf(notice) });
      continue;
    }
    const earlier = byAbout.get(aboutNotice(notice));
    const again = earlier && recurrence(earlier, notice.since);
    if (earlier && again !== undefined) {
      const { faultUntil: _, ...open } = again === 'reopened' ? opened(earlier) : earlier;
      const about = { incident: notice.incident, nodes: Math.max(notice.nodes, earlier.nodes) };
      const kept = { ...open, ...about, version: earlier.version + 1 };
      // What residents reported becomes a fault by our own word: nothing new happened.
      if (again === 'fault' && earlier.incident === undefined) join(kept, notice);
      else keep(kept, notice, again, FAULT_NOTES.again);
      places.push({ case: earlier.id, places: taking.placesOf(notice) });
      continue;
    }
    const fresh = newCase(notice, taking);
    if (!fresh) continue;
    keep(fresh, notice, 'opened', notice.detail ?? '');
    places.push({ case: fresh.id, places: taking.placesOf(notice) });
  }
  return { cases: [...cases.values()], places, events };
}

/**
 * The fault is over by the node's own word. What nobody had taken on resolves itself: a mast that was away for three minutes
 * leaves nothing to be driven to. What somebody works on stays theirs to finish.
 */
export function ended(before: StoredCase, until: number): StoredCase {
  const over = { ...before, faultUntil: until, version: before.version + 1 };
  return before.state === 'new' ? { ...over, state: 'resolved', resolved: { at: until, by: 'system' } } : over;
}

/** What the same trouble does to an earlier case: it is still open, is open again, or (undefined) is another case. */
export function recurrence(earlier: StoredCase, since: number): 'fault' | 'reopened' | undefined {
  if (isOpen(earlier)) return 'fault';
  const mendedAt = Math.max(earlier.resolved?.at ?? 0, earlier.closed?.at ?? 0);
  return since - mendedAt < RECURRENCE_MS ? 'reopened' : undefined;
}

function newCase(notice: Notice, { now, newId, nextSerial, communeOf, placesOf }: Taking): StoredCase | undefined {
  const commune = communeOf(notice);
  if (commune === undefined) return undefined;
  const year = Number(dayOf(now).slice(0, 4));
  const [only, ...others] = new Set(placesOf(notice).map(({ hamlet }) => hamlet));
  return {
    ...{ id: newId(), commune, year, serial: nextSerial(commune, year), state: 'new' },
    ...{ kind: notice.cause, severity: notice.severity, about: aboutNotice(notice) },
    ...(notice.node === undefined ? { incidentName: notice.name } : { node: notice.node }),
    ...(only !== undefined && others.length === 0 ? { hamlet: only } : {}),
    ...{ incident: notice.incident, nodes: notice.nodes, since: notice.since },
    ...(notice.detail === undefined ? {} : { detail: notice.detail }),
    ...{ opened: { at: now, by: 'system' }, reopened: 0, measure: '', parts: '', version: 1 },
  };
}
