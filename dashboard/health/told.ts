import type { HealthCheckState } from '../../protocol/api/health.ts';
import type { HealthState } from '../../protocol/health.ts';
import type { Meaning, Told } from '../components/meaning.ts';
import type { Say } from '../i18n/say.ts';

const MEANING: Record<HealthState, Meaning> = {
  well: 'good',
  strained: 'partial',
  bad: 'bad',
  off: 'excused',
  unknown: 'unknown',
};

export function tellHealth(state: HealthState): Told {
  return { meaning: MEANING[state], word: `health.state.${state}` };
}

/** Figure with its unit, and what else the gateway says of it. */
export function valueText(
  { value, unit, detail }: HealthCheckState,
  say: Say,
  number: (value: number) => string,
): string {
  const figure = value === undefined || unit === 'none' ? undefined : say(`health.unit.${unit}`, { n: number(value) });
  return [figure, detail].filter((text) => text !== undefined && text !== '').join(' · ');
}

/** Worth a look. */
export const isTroubled = ({ state }: HealthCheckState) => state === 'bad' || state === 'strained';
