import { createHash } from 'node:crypto';
import type { Programme } from '../../protocol/api/broadcast.ts';
import type { ApprovalItem } from '../../protocol/api/library.ts';
import type { RelayedStation } from './content.ts';

export type Facet = ApprovalItem['changes'][number]['what'];
/** A hash of each part of an item that people speak of. */
export type Facets = Readonly<Partial<Record<Facet, string>>>;

export function bulletinFacets(bulletin: {
  readonly title: string;
  readonly class: string;
  readonly field: string;
  readonly language: string;
  readonly recording: string;
  readonly text?: string | undefined;
  readonly expiresOn?: string | undefined;
  readonly relay?: RelayedStation | undefined;
}): Facets {
  const { title, class: urgency, field, language, recording, text, expiresOn, relay } = bulletin;
  return {
    title: hashOf(title),
    // What sounds: a station with its fallback is another sound than the fallback alone.
    recording: hashOf(relay ? [recording, relay.station, relay.minutes, relay.source] : recording),
    text: hashOf(text ?? null),
    other: hashOf([urgency, field, language, expiresOn ?? null]),
  };
}

export function programmeFacets(
  programme: Pick<Programme, 'title' | 'recurrence' | 'resume' | 'registered'> & {
    readonly targets: readonly object[];
    readonly volume?: number | undefined;
  },
  bulletinHashes: readonly string[],
): Facets {
  const { title, targets, recurrence, resume, volume, registered } = programme;
  const { times, weekdays, except, ...when } = recurrence;
  return {
    title: hashOf(title),
    bulletins: hashOf(bulletinHashes),
    targets: hashOf(targets.map((target) => JSON.stringify(target)).sort()),
    times: hashOf([when, [...times].sort(), [...weekdays].sort(), [...except].sort()]),
    other: hashOf([resume, volume ?? null, registered]),
  };
}

/** What differs from what was judged; nothing when nobody judged it yet. */
export function changesSince(judged: Facets | undefined, now: Facets): Facet[] {
  if (!judged) return [];
  return (Object.keys(now) as Facet[]).filter((facet) => judged[facet] !== now[facet]);
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}
