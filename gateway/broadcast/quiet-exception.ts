// pure
import type { ProgrammeInput } from '../../protocol/api/broadcast.ts';
import type { Role } from '../../protocol/roles.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { ConflictError, ForbiddenError, RuleError } from '../errors.ts';
import type { Approvable } from './approval.ts';
import { isMaker } from './approval.ts';

/** A run that may sound in quiet hours: its names in time, and what it says, recording by recording. */
export interface ExceptedRun {
  readonly at: number;
  readonly startAt: number;
  readonly content: readonly string[];
}

/** Somebody asks that some runs of a programme sound in quiet hours, and two others confirm (UX §2). */
export interface QuietException {
  readonly id: string;
  readonly programme: string;
  readonly area: string;
  /** What it is asked for: bound to it as an approval is. */
  readonly contentHash: string;
  readonly reason: string;
  readonly runs: readonly ExceptedRun[];
  /** The end of the last run (ms UTC). */
  readonly until: number;
  readonly askedBy: string;
  readonly askedAt: number;
  /** None, one or two, in their order. */
  readonly confirmed: readonly { readonly by: string; readonly at: number }[];
}

/** The leader's word, and a second one. */
export const CONFIRMATIONS = 2;
const ASKING: readonly Role[] = ['operator', 'approver', 'administrator'];
export const CONFIRMING = ['approver', 'administrator'] as const satisfies readonly Role[];
/** An exception is for some nights, not a habit: after this another leader's word is needed. */
const LONGEST_SPAN_MS = 31 * DAY_MS;
const MOST_RUNS = 31;

interface Excepting {
  readonly contentHash: string;
  readonly exception?: QuietException | undefined;
}

/** Both have confirmed, and the programme is still what they confirmed. */
export function isGranted({ contentHash, exception }: Excepting): boolean {
  return exception?.contentHash === contentHash && exception.confirmed.length === CONFIRMATIONS;
}

/** The exception by which the run of an original instant may sound in quiet hours; undefined when it may not. */
export function exceptionAt(programme: Excepting, at: number): QuietException | undefined {
  const { exception } = programme;
  return exception && isGranted(programme) && exception.runs.some((run) => run.at === at) ? exception : undefined;
}

/** Throws unless this role may ask, and for a span that has an end. `runs` are those in quiet hours, in order of time. */
export function requireMayAsk(role: Role, { to }: ProgrammeInput['recurrence'], runs: readonly ExceptedRun[]): void {
  if (!ASKING.includes(role))
    throw new ForbiddenError('exception-role', 'Only an operator or an approver asks for an exception to quiet hours.');
  if (to === undefined)
    throw new RuleError('exception-endless', 'An exception to quiet hours has an end: choose the last day.');
  const [first, last] = [runs[0], runs.at(-1)];
  if (!first || !last)
    throw new RuleError('exception-needless', 'None of these runs lies in quiet hours; no exception is needed.');
  if (runs.length > MOST_RUNS || last.startAt - first.startAt > LONGEST_SPAN_MS)
    throw new RuleError(
      'exception-too-long',
      `An exception is for ${MOST_RUNS} runs within ${LONGEST_SPAN_MS / DAY_MS} days at most; ask again after that.`,
    );
}

/** Throws unless this person may confirm it now: neither who asked nor who made it, nobody twice, and one of the two an approver. */
export function requireMayConfirm(
  programme: Pick<Approvable, 'state' | 'createdBy' | 'changedBy'> & Excepting,
  person: { readonly id: string; readonly role: Role },
  readHash: string | undefined,
  roleOf: (account: string) => Role | undefined,
  now: number,
): QuietException {
  const { exception, contentHash, state } = programme;
  if (!exception || exception.contentHash !== contentHash)
    throw new ConflictError('no-exception', 'Nobody asks for an exception for this programme as it is now.');
  if (!CONFIRMING.some((role) => role === person.role))
    throw new ForbiddenError('exception-role', 'An approver confirms an exception, together with a second one.');
  if (exception.askedBy === person.id || isMaker(programme, person.id))
    throw new ForbiddenError('own-item', 'Somebody else must confirm the exception you asked for.');
  if (state !== 'pending' && state !== 'approved')
    throw new ConflictError('not-submitted', 'It lies with its maker and was not sent for approval.');
  if (readHash !== undefined && readHash !== contentHash)
    throw new ConflictError('content-changed', 'The content was changed meanwhile; read it again before you confirm.');
  if (exception.until <= now) throw new ConflictError('exception-over', 'The last of these runs is over.');
  if (exception.confirmed.length >= CONFIRMATIONS)
    throw new ConflictError('confirmed-already', 'Two have confirmed it already.');
  if (exception.confirmed.some((one) => one.by === person.id))
    throw new ConflictError('second-person', 'You have confirmed it; a second person does the rest.');
  const [first] = exception.confirmed;
  if (first && person.role !== 'approver' && roleOf(first.by) !== 'approver')
    throw new ForbiddenError('exception-leader', 'One of the two who confirm must be an approver of the place.');
  return exception;
}
