// pure
import { addDays, isRealDay, startOfDay } from '../../protocol/vietnam-time.ts';
import type { LogQuery } from './ask.ts';

/** What can be chosen of «Việc»: the first word of an action. */
export const KINDS = [
  'session',
  'account',
  'deputy',
  'area',
  'station',
  'node',
  'label',
  'recording',
  'bulletin',
  'programme',
  'run',
  'emergency',
  'set',
  'rule',
  'period',
  'exclusion',
  'round',
  'visit',
  'conclusion',
  'inspection',
  'dossier',
] as const;
export type Kind = (typeof KINDS)[number];

/** The address's words as the gateway asks for them; days are Vietnamese, the last one is taken in. */
export function logQuery(address: URLSearchParams): LogQuery {
  const [from, to] = [address.get('tu') ?? '', address.get('den') ?? ''];
  const about = (address.get('doi-tuong') ?? '').trim();
  return {
    by: address.get('nguoi') || undefined,
    kind: KINDS.find((one) => one === address.get('viec')),
    about: about.length >= 2 ? about : undefined,
    from: isDay(from) ? startOfDay(from) : undefined,
    to: isDay(to) ? startOfDay(addDays(to, 1)) : undefined,
  };
}

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isRealDay(text);
