import type { FirmwareFault } from '../core/image.ts';
import type { Connection, Dial } from './dial.ts';

const NOTHING: Connection = {
  subscribe: () => new Promise(() => undefined),
  unsubscribe: () => undefined,
  publish: () => Promise.reject(new Error('this firmware has no line')),
  close: () => undefined,
  drop: () => undefined,
};

/** The line as a firmware with that fault has it. */
export function dialWith(fault: FirmwareFault | undefined, dial: Dial): Dial {
  if (fault === 'silent') return () => NOTHING;
  if (fault === 'deaf') return (options, events) => dial(options, { ...events, message: () => undefined });
  return dial;
}
