// pure
import { volumeRange } from '../../protocol/remote.ts';
import { RuleError } from '../errors.ts';
import { distinctManners, type Manner } from './manner.ts';

/**
 * Throws RuleError when a volume of its own (percent) is outside what any of the communes addressed permits: louder than its emergencies, or
 * so quiet that it would count as sound and be none.
 */
export function requireVolumeWithin(manners: readonly Manner[], percent: number | undefined): void {
  if (percent === undefined) return;
  const ranges = distinctManners(manners).map(({ settings }) => volumeRange(settings.volume));
  const min = Math.max(0, ...ranges.map((range) => range.min));
  const max = Math.min(100, ...ranges.map((range) => range.max));
  if (percent < min || percent > max)
    throw new RuleError('volume-range', `The volume there may be ${min} to ${max} %: the communes' settings say so.`);
}
