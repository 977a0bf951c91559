import type { Rule } from '../../protocol/api/coverage.ts';
import type { Format } from '../format/format.ts';
import type { Say } from '../i18n/say.ts';
import type { RuleField } from './rule-fields.ts';

/** A number of the rule with its unit: «80,0%», «90 ngày», «có». */
export function valueText(field: RuleField, numbers: Rule['numbers'], say: Say, format: Format): string {
  const value = field.read(numbers);
  switch (field.kind) {
    case 'share':
      return format.percent(Number(value));
    case 'minutes':
    case 'seconds':
      return format.duration(Number(value));
    case 'days':
      return say('rules.days', { n: format.number(Number(value)) });
    case 'count':
      return format.number(Number(value));
    case 'yes-no':
      return say(value === true ? 'rules.yes' : 'rules.no');
    case 'inheritance':
      return say(value === 'none' ? 'rules.inheritance.none' : 'rules.inheritance.households');
  }
}
