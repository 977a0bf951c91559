// pure
import type { Rule } from '../../protocol/api/coverage.ts';
import type { RuleDraftInput } from '../../protocol/api/periods.ts';
import { dayText, parseDay } from '../format/date.ts';
import { ALL_FIELDS, RULE_POINTS, typedOf, withTyped } from './rule-fields.ts';

/** Steps of the editor: what it is called and rests on, the points, the reason. */
export const DRAFT_STEPS = ['name', 'basis', ...RULE_POINTS.map(({ step }) => step), 'reason'] as const;
export type DraftStep = (typeof DRAFT_STEPS)[number];

/** What stands in the fields of the editor, as typed. */
export interface TypedRule {
  readonly name: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly set: string;
  readonly level: string;
  readonly code: string;
  readonly basis: string;
  readonly region: string;
  readonly reason: string;
  readonly numbers: Readonly<Record<string, string>>;
}

export function typedRule(rule: Rule, reason: string): TypedRule {
  const { criterion } = rule;
  return {
    name: rule.name,
    validFrom: dayText(rule.validFrom),
    validTo: rule.validTo ? dayText(rule.validTo) : '',
    set: criterion.set,
    level: criterion.level,
    code: criterion.code,
    basis: criterion.basis,
    region: criterion.region,
    reason,
    numbers: Object.fromEntries(ALL_FIELDS.map((field) => [field.name, typedOf(field, rule.numbers)])),
  };
}

export interface DraftFault {
  readonly step: DraftStep;
  readonly field: string;
  readonly what: 'number' | 'name' | 'valid-from' | 'valid-to' | 'set' | 'reason';
  readonly name?: string;
}

/** The draft to be sent, or what is wrong with it and in which step. */
export function readDraft(base: Rule, typed: TypedRule): { draft: RuleDraftInput } | { faults: DraftFault[] } {
  const faults: DraftFault[] = [];
  let numbers = base.numbers;
  for (const { step, fields } of RULE_POINTS)
    for (const field of fields) {
      const after = withTyped(field, numbers, typed.numbers[field.name] ?? '');
      if (after === undefined) faults.push({ step, field: `rule-${field.name}`, what: 'number', name: field.name });
      else numbers = after;
    }
  const from = parseDay(typed.validFrom);
  const to = typed.validTo.trim() === '' ? undefined : parseDay(typed.validTo);
  if (!typed.name.trim()) faults.push({ step: 'name', field: 'rule-name', what: 'name' });
  if (!from) faults.push({ step: 'name', field: 'rule-from', what: 'valid-from' });
  if (typed.validTo.trim() !== '' && (!to || (from && to < from)))
    faults.push({ step: 'name', field: 'rule-to', what: 'valid-to' });
  if (!typed.set.trim()) faults.push({ step: 'basis', field: 'rule-set', what: 'set' });
  if (typed.reason.trim().length < 3) faults.push({ step: 'reason', field: 'rule-reason', what: 'reason' });
  if (faults.length > 0 || !from) return { faults };
  return {
    draft: {
      name: tidy(typed.name),
      criterion: {
        set: tidy(typed.set),
        level: levelOf(typed.level),
        code: tidy(typed.code),
        basis: tidy(typed.basis),
        region: tidy(typed.region),
      },
      validFrom: from,
      ...(to ? { validTo: to } : {}),
      numbers,
      reason: tidy(typed.reason),
    },
  };
}

const tidy = (text: string) => text.trim().normalize('NFC');
const LEVELS = ['base', 'advanced', 'model'] as const;
const levelOf = (text: string) => LEVELS.find((level) => level === text) ?? 'advanced';
