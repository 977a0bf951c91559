// pure
import type { Rule } from '../../protocol/api/coverage.ts';

/** How a number of the rule is typed and said. `share` 0 to 1 is typed in percent, `minutes` and `seconds` are kept in ms. */
export type FieldKind = 'days' | 'count' | 'share' | 'minutes' | 'seconds' | 'yes-no' | 'inheritance';
type Numbers = Rule['numbers'];
type Value = number | boolean | string;

export interface RuleField {
  readonly name: FieldName;
  readonly kind: FieldKind;
  readonly least: number;
  readonly most: number;
  readonly read: (numbers: Numbers) => Value;
  readonly write: (numbers: Numbers, value: Value) => Numbers;
}
export type FieldName =
  | 'window-days'
  | 'session-minutes'
  | 'horns'
  | 'early'
  | 'vouch'
  | 'floor-normal'
  | 'floor-region'
  | 'floor-decision'
  | 'sessions'
  | 'misses'
  | 'live'
  | 'cancel-ahead'
  | 'cancelled'
  | 'excluded'
  | 'deadline'
  | 'solar'
  | 'visits'
  | 'apart'
  | 'visit-horns'
  | 'log'
  | 'unannounced'
  | 'outside'
  | 'during'
  | 'least-sessions'
  | 'look-back'
  | 'inheritance'
  | 'commune';

const num = (value: Value) => Number(value);
const flat = <Key extends keyof Numbers>(
  name: FieldName,
  kind: FieldKind,
  key: Key,
  [least, most]: readonly [number, number] = [0, 1],
): RuleField => ({
  name,
  kind,
  least,
  most,
  read: (numbers) => numbers[key] as Value, // the nested two have functions of their own
  write: (numbers, value) => ({ ...numbers, [key]: value }),
});
const floor = (name: FieldName, key: keyof Numbers['floorPerWeek']): RuleField => ({
  ...{ name, kind: 'count', least: 0, most: 21 },
  read: (numbers) => numbers.floorPerWeek[key],
  write: (numbers, value) => ({ ...numbers, floorPerWeek: { ...numbers.floorPerWeek, [key]: num(value) } }),
});
const visit = (
  name: FieldName,
  kind: FieldKind,
  key: keyof Numbers['inspection'],
  [least, most]: readonly [number, number] = [0, 1],
): RuleField => ({
  ...{ name, kind, least, most },
  read: (numbers) => numbers.inspection[key],
  write: (numbers, value) => ({ ...numbers, inspection: { ...numbers.inspection, [key]: value } }),
});

export interface RulePoint {
  /** The point of the rule as it is printed; a step may hold half of one. */
  readonly point: number;
  readonly step: PointStep;
  readonly fields: readonly RuleField[];
}
export type PointStep =
  | 'unit'
  | 'heard'
  | 'floor'
  | 'met'
  | 'live'
  | 'cancelled'
  | 'excluded'
  | 'solar'
  | 'visits'
  | 'visit-terms'
  | 'few'
  | 'mergers'
  | 'commune';

const DAY_MS = 86_400_000;

/** Every number of a rule under the eleven points of the default rule (DOMAIN §4), at most six a step; the commune's result is last. */
export const RULE_POINTS: readonly RulePoint[] = [
  { point: 1, step: 'unit', fields: [flat('window-days', 'days', 'windowDays', [1, 731])] },
  {
    point: 2,
    step: 'heard',
    fields: [
      flat('session-minutes', 'share', 'sessionMinutesShare'),
      flat('horns', 'share', 'hornsShare'),
      flat('early', 'seconds', 'earlyMs', [0, 600_000]),
      flat('vouch', 'days', 'vouchDays', [0, 731]),
    ],
  },
  {
    point: 3,
    step: 'floor',
    fields: [
      floor('floor-normal', 'normal'),
      floor('floor-region', 'regionIII'),
      floor('floor-decision', 'byDecision'),
    ],
  },
  {
    point: 4,
    step: 'met',
    fields: [flat('sessions', 'share', 'sessionsShare'), flat('misses', 'count', 'minConsecutiveMisses', [0, 100])],
  },
  { point: 5, step: 'live', fields: [flat('live', 'seconds', 'liveEndsSilenceMs', [0, 3_600_000])] },
  {
    point: 6,
    step: 'cancelled',
    fields: [
      flat('cancel-ahead', 'minutes', 'cancelAheadMs', [0, DAY_MS]),
      flat('cancelled', 'share', 'cancelledShare'),
    ],
  },
  {
    point: 7,
    step: 'excluded',
    fields: [flat('excluded', 'share', 'excludedShare'), flat('deadline', 'days', 'exclusionDeadlineDays', [0, 90])],
  },
  { point: 8, step: 'solar', fields: [flat('solar', 'yes-no', 'solarFailureCounts')] },
  {
    point: 9,
    step: 'visits',
    fields: [
      visit('visits', 'count', 'visits', [1, 12]),
      visit('apart', 'days', 'apartDays', [0, 180]),
      visit('visit-horns', 'share', 'hornsShare'),
      visit('log', 'share', 'logShare'),
    ],
  },
  {
    point: 9,
    step: 'visit-terms',
    fields: [
      visit('unannounced', 'yes-no', 'unannounced'),
      visit('outside', 'yes-no', 'fromOutside'),
      visit('during', 'yes-no', 'duringSession'),
    ],
  },
  {
    point: 10,
    step: 'few',
    fields: [
      flat('least-sessions', 'count', 'minSessions', [0, 1_000]),
      flat('look-back', 'days', 'lookBackDays', [1, 731]),
    ],
  },
  { point: 11, step: 'mergers', fields: [flat('inheritance', 'inheritance', 'inheritance')] },
  { point: 12, step: 'commune', fields: [flat('commune', 'share', 'communeShare')] },
];

export const ALL_FIELDS: readonly RuleField[] = RULE_POINTS.flatMap(({ fields }) => fields);

const PER: Partial<Record<FieldKind, number>> = { share: 0.01, minutes: 60_000, seconds: 1_000 };

/** As it is typed: 0.6666… → «66,67», 3,600,000 ms → «60». */
export function typedOf(field: RuleField, numbers: Numbers): string {
  const value = field.read(numbers);
  if (typeof value !== 'number') return String(value);
  const shown = Math.round((value / (PER[field.kind] ?? 1)) * 100) / 100;
  return String(shown).replace('.', ',');
}

/**
 * The rule's numbers with what was typed into one field. What was not touched keeps its full precision (two thirds are not 66,67 %).
 * Undefined when it is no number within the field's bounds.
 */
export function withTyped(field: RuleField, numbers: Numbers, typed: string): Numbers | undefined {
  if (field.kind === 'yes-no') return field.write(numbers, typed === 'true');
  if (field.kind === 'inheritance') return field.write(numbers, typed);
  if (typed.trim() === typedOf(field, numbers)) return numbers;
  if (!/^\d+([.,]\d+)?$/.test(typed.trim())) return undefined;
  const value = Number(typed.trim().replace(',', '.')) * (PER[field.kind] ?? 1);
  const kept = field.kind === 'share' ? Math.round(value * 10_000) / 10_000 : value;
  if (field.kind !== 'share' && !Number.isInteger(kept)) return undefined;
  return kept >= field.least && kept <= field.most ? field.write(numbers, kept) : undefined;
}

/** Fields in which two versions differ. */
export function differing(one: Numbers, other: Numbers): RuleField[] {
  return ALL_FIELDS.filter((field) => field.read(one) !== field.read(other));
}
