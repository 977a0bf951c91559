import { BULLETIN_CLASSES, type BulletinClass, SOURCE_LEVELS, type SourceLevel } from './classes.ts';

/** Who speaks, and how urgently. */
export interface Party {
  readonly class: BulletinClass;
  readonly level: SourceLevel;
}

/** What claims a node's horns. */
export interface Claim extends Party {
  /** When it began or asked to sound, ms UTC. */
  readonly since: number;
}

/**
 * How two claims stand to each other when it must be decided. `before`: both are due at the same instant and neither sounds.
 * `during`: the challenger is due while the holder sounds. After an interruption or a wait the horns are free: `held`, the
 * holder was interrupted and wants to go on; `late`, the holder was due earlier and still waits.
 */
export const PHASES = ['before', 'during', 'held', 'late'] as const;
export type Phase = (typeof PHASES)[number];

/**
 * What becomes of the challenger. `begins`: it goes first, the holder waits. `waits`: the holder goes first or goes on; the
 * challenger follows, and is refused when its allowed lateness ends. `interrupts`: the holder falls silent and ends as its
 * resume rule says. `ask-…`: the order is the commune user's (DOMAIN §3.1); until somebody decides, the commune's goes first and
 * an alarm asks.
 */
export const OUTCOMES = ['begins', 'waits', 'interrupts', 'ask-begins', 'ask-waits'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Rule {
  readonly phase: Phase;
  readonly holder: Party;
  readonly challenger: Party;
  readonly outcome: Outcome;
}

/** Rank on one node, larger goes first: emergency > central > province > commune > hamlet (DOMAIN §3.2). */
const EMERGENCY_RANK = 10;
const LEVEL_RANK: Readonly<Record<SourceLevel, number>> = { central: 4, province: 3, commune: 2, hamlet: 1 };
/** Whose priority bulletins meet a commune's own priority bulletin only in the order that the commune gives. */
const FROM_ABOVE: readonly SourceLevel[] = ['central', 'province'];

export function rankOf({ class: bulletinClass, level }: Party): number {
  return bulletinClass === 'emergency' ? EMERGENCY_RANK : LEVEL_RANK[level];
}

/** Does `challenger` take the horns from `holder`? Within the same rank the one that started first continues. */
export function outranks(challenger: Party, holder: Party): boolean {
  return rankOf(challenger) > rankOf(holder);
}

/** A priority bulletin from above against a commune's own: the machine never decides (DOMAIN §3.1). */
export function mustAsk(a: Party, b: Party): boolean {
  return isFromAbove(a) ? isOwn(b) : isOwn(a) && isFromAbove(b);
}

/** A priority bulletin of the central or province level: against a commune's own it does not decide. */
export function isFromAbove(party: Party): boolean {
  return party.class === 'priority' && FROM_ABOVE.includes(party.level);
}

function isOwn(party: Party): boolean {
  return party.class === 'priority' && party.level === 'commune';
}

const PARTIES: readonly Party[] = SOURCE_LEVELS.flatMap((level) =>
  BULLETIN_CLASSES.map((bulletinClass) => ({ class: bulletinClass, level })),
);

/** The one table: every holder × challenger × phase. Node and gateway look up in it; docs/preemption.md prints it. */
export const PREEMPTION: readonly Rule[] = PHASES.flatMap((phase) =>
  PARTIES.flatMap((holder) =>
    PARTIES.map((challenger) => ({ phase, holder, challenger, outcome: decide(phase, holder, challenger) })),
  ),
);

const TABLE: ReadonlyMap<string, Outcome> = new Map(
  PREEMPTION.map(({ phase, holder, challenger, outcome }) => [keyOf(phase, holder, challenger), outcome]),
);

/** Looks up what happens to the challenger. Between equals in the same instant it says `waits` both ways: the smaller id begins. */
export function outcomeOf(phase: Phase, holder: Party, challenger: Party): Outcome {
  return TABLE.get(keyOf(phase, holder, challenger)) as Outcome; // the table is complete over both unions
}

function keyOf(phase: Phase, holder: Party, challenger: Party): string {
  return `${phase} ${holder.class} ${holder.level} ${challenger.class} ${challenger.level}`;
}

function decide(phase: Phase, holder: Party, challenger: Party): Outcome {
  if (mustAsk(holder, challenger)) {
    const neitherBegan = phase === 'before' || phase === 'late';
    return neitherBegan && isOwn(challenger) ? 'ask-begins' : 'ask-waits';
  }
  if (outranks(challenger, holder)) return phase === 'during' ? 'interrupts' : 'begins';
  if (outranks(holder, challenger) || phase === 'during' || phase === 'held') return 'waits';
  return goesFirstInTheProgramme(phase, holder, challenger) ? 'begins' : 'waits';
}

/** Of one rank, and neither began: priority goes before normal; of two that are due together the higher level. */
function goesFirstInTheProgramme(phase: Phase, holder: Party, challenger: Party): boolean {
  const byClass = BULLETIN_CLASSES.indexOf(challenger.class) - BULLETIN_CLASSES.indexOf(holder.class);
  if (byClass !== 0) return byClass < 0;
  return phase === 'before' && LEVEL_RANK[challenger.level] > LEVEL_RANK[holder.level];
}
