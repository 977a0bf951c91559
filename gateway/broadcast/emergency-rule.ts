// pure
import type { EmergencyInput, EmergencyState, EmergencyStatus } from '../../protocol/api/emergency.ts';
import type { BulletinClass, ResumeRule } from '../../protocol/classes.ts';
import { MAY_CONFIRM } from '../../protocol/roles.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import { ConflictError, ForbiddenError, InvalidInputError, RuleError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { StoredEmergency } from './emergency-store.ts';
import { OVERRUN_MS } from './times.ts';

/** Between the decision and the siren, so that all nodes of a place begin together. */
export const EMERGENCY_LEAD_MS = SECOND_MS;
/** A stop takes a moment to every node: so long before the first word nothing can be called off silently any more. */
export const CANCEL_MARGIN_MS = 500;
/** What went on the air without approval is reviewed within this (issue 4). */
export const REVIEW_WITHIN_MS = DAY_MS;
/** DOMAIN §3.9. */
export const LEAST_ROUNDS = 2;
/** With what every drill begins, in its words and in its sound. */
export const DRILL_WORDS = 'Đây là diễn tập';

/** How often and until when something is repeated (instants in ms UTC). */
export interface Schedule {
  readonly startAt: number;
  /** The last instant at which `cancel` still leaves no words. */
  readonly speaksAt: number;
  /** No repetition begins after it. */
  readonly expiresAt: number;
  readonly repeat: number;
  /** When a node that began in time is done. */
  readonly endsAt: number;
  readonly maxMs: number;
}

/** `chimeMs` of siren and the whole round with it; never without an end, never less often than `leastRounds`. */
export function scheduleOf(
  now: number,
  chimeMs: number,
  roundMs: number,
  forMinutes: number,
  leastRounds = LEAST_ROUNDS,
): Schedule {
  const startAt = now + EMERGENCY_LEAD_MS;
  const expiresAt = startAt + forMinutes * MINUTE_MS;
  const repeat = Math.min(1_000, Math.max(leastRounds, Math.ceil((expiresAt - startAt) / roundMs)));
  const speaksAt = startAt + Math.max(0, chimeMs - CANCEL_MARGIN_MS);
  return {
    startAt,
    speaksAt,
    expiresAt,
    repeat,
    endsAt: startAt + repeat * roundMs,
    maxMs: repeat * roundMs + OVERRUN_MS,
  };
}

/** A drill is no emergency on the wire: it keeps quiet hours, and gives way to a real one for good. */
export function onTheWire(status: EmergencyStatus): { class: BulletinClass; resume: ResumeRule } {
  return status === 'actual' ? { class: 'emergency', resume: 'resume' } : { class: 'priority', resume: 'drop' };
}

export function stateAt(
  emergency: Pick<StoredEmergency, 'endedHow' | 'speaksAt' | 'expiresAt'>,
  now: number,
): EmergencyState {
  if (emergency.endedHow !== undefined) return emergency.endedHow;
  if (now >= emergency.expiresAt) return 'expired';
  return now < emergency.speaksAt ? 'siren' : 'speaking';
}

/** What ended early was to be heard only until then: who heard all of a siren that was called off heard it. */
export function untilItsEnd<T extends { readonly expectedMs: number }>(
  delivery: T,
  { startedAt, endedAt = Infinity }: Pick<StoredEmergency, 'startedAt' | 'endedAt'>,
): T {
  return { ...delivery, expectedMs: Math.max(1, Math.min(delivery.expectedMs, endedAt - startedAt)) };
}

export function isOpen(state: EmergencyState): boolean {
  return state === 'siren' || state === 'speaking';
}

/** Called off before a word was said, ended, or taken back: which of them the state still allows. */
export function requireMayEnd(how: 'cancelled' | 'cleared' | 'retracted', state: EmergencyState): void {
  if (how === 'cancelled' && state === 'speaking')
    throw new ConflictError('already-spoken', 'It is being spoken already: clear it, or take it back as a mistake.');
  // A mistake may be noticed when it is over: the correction is spoken all the same.
  if (how === 'retracted' && ['expired', 'cleared'].includes(state)) return;
  if (!isOpen(state)) throw new ConflictError('emergency-over', `It is over already (${state}).`);
}

/** So long after its end a mistake is still put right aloud; later it would wake people for what nobody remembers. */
export const CORRECT_WITHIN_MS = DAY_MS;

/** Throws ConflictError when a person takes something back that is over for longer. */
export function requireStillRemembered(
  { endedAt, expiresAt }: Pick<StoredEmergency, 'endedAt' | 'expiresAt'>,
  now: number,
): void {
  if (now - (endedAt ?? expiresAt) > CORRECT_WITHIN_MS)
    throw new ConflictError(
      'too-late-to-correct',
      'It was over more than a day ago, and a correction sounds like an emergency. Say what is true in a bulletin.',
    );
}

/** Somebody else than who raised it reads it again, once, and only what was real. */
export function requireMayReview(emergency: StoredEmergency, person: Person): void {
  if (emergency.reviewDueAt === undefined) throw new ConflictError('no-review', 'A drill needs no review.');
  if (emergency.createdBy === person.id)
    throw new ForbiddenError('own-item', 'Somebody else than who raised it must review it.');
  if (emergency.reviewedAt !== undefined) throw new ConflictError('reviewed', 'It was reviewed already.');
}

/** UX §2: who may raise an emergency or a drill, and end one. */
export function requireMayRaise(person: Person): void {
  if (!MAY_CONFIRM.includes(person.role))
    throw new ForbiddenError('role', `Only these roles may put an emergency on the air: ${MAY_CONFIRM.join(', ')}.`);
}

/** Beyond one commune nobody does it alone. */
export function needsSecondPerson(communes: readonly string[]): boolean {
  return communes.length > 1;
}

export function beginsAsDrill(text: string): boolean {
  return text.normalize('NFC').trim().toLocaleLowerCase('vi').startsWith(DRILL_WORDS.toLocaleLowerCase('vi'));
}

/** A text for the one can never be used for the other: throws RuleError. */
export function requireWordsFor(status: EmergencyStatus, text: string): void {
  if (status === 'exercise' && !beginsAsDrill(text))
    throw new RuleError('drill-words', `The words of a drill begin with «${DRILL_WORDS}».`);
  if (status === 'actual' && beginsAsDrill(text))
    throw new RuleError('drill-words', 'These are the words of a drill; an emergency needs its own.');
}

export function requireOneSource({ template, text, recording }: EmergencyInput): void {
  if ([template, text, recording].filter((source) => source !== undefined).length !== 1)
    throw new InvalidInputError('one-source', 'Give exactly one of template, text and recording.');
}
