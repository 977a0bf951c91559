import type { Knex } from 'knex';
import type { ProgrammeInput, Target } from '../../protocol/api/broadcast.ts';
import { InvalidInputError, RuleError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { BulletinStore, StoredBulletin } from './bulletin-store.ts';
import { durationOf, lengthOf, programmeHash } from './content.ts';
import type { GroupPlaces } from './group-places.ts';
import { eventAt } from './occurrences.ts';
import type { BroadcastParts } from './parts.ts';
import type { StoredProgramme } from './programme-store.ts';
import { requireNotTooLong, requireOutsideQuietHours } from './quiet-rule.ts';
import { Reach } from './reach.ts';
import { requireRecurrence, startsToCheck } from './recurrence-check.ts';
import { LONGEST_RUN_MS } from './times.ts';
import { bulletinsOf } from './timetable.ts';
import { mostUrgent } from './urgency.ts';
import { visibleAreas } from './visible.ts';
import { requireVolumeWithin } from './volume-rule.ts';

export type Weighed = Pick<StoredProgramme, 'class' | 'contentHash'>;
/** A programme as somebody wants it, without what belongs to the asking. */
export type CheckedInput = Omit<ProgrammeInput, 'area' | 'draft' | 'version' | 'resolutions' | 'exception' | 'groups'> &
  Weighed &
  Pick<StoredProgramme, 'follows'>;

/** What was checked, and how long its usual run lasts (ms). */
export interface Checked {
  readonly programme: CheckedInput;
  readonly durationMs: number;
}

/** Is what somebody wants to schedule sound in itself: places, bulletins, days, lengths, hours? */
export class ProgrammeCheck {
  readonly #parts: BroadcastParts;
  readonly #bulletins: BulletinStore;
  readonly #places: GroupPlaces;
  readonly #reach: Reach;

  constructor(parts: BroadcastParts, bulletins: BulletinStore, places: GroupPlaces) {
    this.#parts = parts;
    this.#places = places;
    this.#bulletins = bulletins;
    this.#reach = new Reach(parts);
  }

  /** Throws ForbiddenError, InvalidInputError or RuleError with what is wrong and what to do. */
  async check(person: Person, input: ProgrammeInput, area: string): Promise<Checked> {
    const { area: _, draft: _draft, version: _version, resolutions: _resolutions, exception, groups, ...asked } = input;
    const { targets, follows } = await this.#places.of({ targets: asked.targets, groups }, area);
    const given = { ...asked, targets: [...targets], ...(follows ? { follows } : {}) };
    this.#reach.requireTargets(person, given.targets);
    const programme = { ...given, recurrence: requireRecurrence(given.recurrence) };
    const said = bulletinsOf(programme);
    const known = await this.#bulletins.getMany(said);
    // What the person may not look at is as good as not there: somebody else approved it, for other places.
    const bulletins = known.filter(({ area }) => visibleAreas(this.#parts.tree, person, [area]).length > 0);
    if (bulletins.length < said.length || bulletins.some((one) => one.state === 'cancelled'))
      throw new InvalidInputError('no-such-bulletin', 'One of the bulletins does not exist or was cancelled.');
    if (mostUrgent(bulletins.map((bulletin) => bulletin.class)) === 'emergency')
      throw new RuleError(
        'emergency-not-scheduled',
        'An emergency is not put on a timetable; send it when it happens.',
      );
    const starts = startsToCheck(programme.recurrence);
    if (starts.length === 0)
      throw new RuleError('never-sounds', 'No day of the timetable is left; look at days, weekdays and exceptions.');
    const durationMs = await this.#requireAllowed(programme, programme.bulletins, bulletins, exception ? [] : starts);
    for (const one of programme.recurrence.exceptions ?? []) {
      const event = one.do === 'replace' ? eventAt(programme.recurrence, one.at) : undefined;
      const at = event && !exception ? [event.startAt] : [];
      if (event?.bulletins) await this.#requireAllowed(programme, event.bulletins, bulletins, at);
    }
    return { programme: { ...programme, ...weigh(programme, bulletins) }, durationMs };
  }

  /** Class and hash of a programme with its bulletins as they are now. */
  async weighed(programme: StoredProgramme, within?: Knex): Promise<Weighed> {
    return weigh(programme, await this.#bulletins.getMany(bulletinsOf(programme), within));
  }

  /** Throws when a programme that is saved already may not sound at these places as well. */
  async requireAllowedAt(programme: StoredProgramme, targets: readonly Target[]): Promise<void> {
    const bulletins = await this.#bulletins.getMany(bulletinsOf(programme));
    const places = { targets: [...targets], volume: programme.volume };
    // An exception is void with the change; who asks for it again is told then.
    const starts = programme.exception ? [] : startsToCheck(programme.recurrence);
    await this.#requireAllowed(places, programme.bulletins, bulletins, starts);
    for (const one of programme.recurrence.exceptions ?? []) {
      const event = one.do === 'replace' ? eventAt(programme.recurrence, one.at) : undefined;
      if (event?.bulletins) await this.#requireAllowed(places, event.bulletins, bulletins, [event.startAt]);
    }
  }

  /** How long its usual run lasts (ms). */
  async lengthOf({ bulletins }: Pick<StoredProgramme, 'bulletins'>): Promise<number> {
    return this.#durationOf(bulletins, await this.#bulletins.getMany(bulletins));
  }

  /** Throws when what is said at these instants is too long, or reaches into quiet hours; answers how long it is (ms). */
  async #requireAllowed(
    { targets, volume }: Pick<ProgrammeInput, 'targets' | 'volume'>,
    ids: readonly string[],
    bulletins: readonly StoredBulletin[],
    starts: readonly number[],
  ): Promise<number> {
    const durationMs = await this.#durationOf(ids, bulletins);
    if (durationMs > LONGEST_RUN_MS)
      throw new RuleError('programme-too-long', 'Together the bulletins last more than three hours; take some out.');
    const urgency = mostUrgent(bulletins.filter(({ id }) => ids.includes(id)).map((one) => one.class));
    const manners = this.#reach.mannersOf(targets);
    requireVolumeWithin(manners, volume);
    requireNotTooLong(manners, urgency, durationMs);
    // What has no length because its file is away breaks no hours; the preview says what is wrong with it.
    requireOutsideQuietHours(manners, urgency, starts, Math.max(1, durationMs));
    return durationMs;
  }

  async #durationOf(ids: readonly string[], bulletins: readonly StoredBulletin[]): Promise<number> {
    const recordings = await this.#parts.recordings.getMany(bulletins.map((one) => one.recording));
    const lengths = new Map(recordings.map((one) => [one.sha256, one.durationMs]));
    const known = new Map(bulletins.map((one) => [one.id, one]));
    return durationOf(
      ids.map((id) => {
        const bulletin = known.get(id);
        return { durationMs: bulletin ? lengthOf(bulletin, lengths.get(bulletin.recording) ?? 0) : 0 };
      }),
    );
  }
}

function weigh(
  programme: Pick<StoredProgramme, 'bulletins' | 'targets'> & Omit<Parameters<typeof programmeHash>[0], 'targets'>,
  bulletins: readonly StoredBulletin[],
): Weighed {
  const known = new Map(bulletins.map((bulletin) => [bulletin.id, bulletin]));
  const hashOf = (id: string) => known.get(id)?.contentHash ?? '';
  const said = programme.bulletins.flatMap((id) => known.get(id) ?? []);
  return {
    class: mostUrgent(said.map((bulletin) => bulletin.class)),
    contentHash: programmeHash(
      { ...programme, targets: [...programme.targets] },
      programme.bulletins.map(hashOf),
      hashOf,
    ),
  };
}
