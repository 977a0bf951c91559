import type { PlanItem, QuietPermit } from '../../protocol/messages/downlink.ts';
import { WIRE_VERSION } from '../../protocol/messages/fields.ts';
import { LONGEST_PERMIT_MS } from '../../protocol/quiet-permit.ts';
import { ForbiddenError } from '../errors.ts';
import { type Manner, type Planned, soundingAt } from './manner.ts';
import type { BroadcastParts } from './parts.ts';
import type { QuietException } from './quiet-exception.ts';
import type { QuietExceptions } from './quiet-exceptions.ts';

/** Gives the items of a plan that need it their permits; the signer of commands has the last word on each. */
export class Permits {
  readonly #parts: Pick<BroadcastParts, 'signPermit' | 'log'>;
  readonly #exceptions: QuietExceptions;

  constructor(parts: Pick<BroadcastParts, 'signPermit' | 'log'>, exceptions: QuietExceptions) {
    this.#parts = parts;
    this.#exceptions = exceptions;
  }

  load(): Promise<void> {
    return this.#exceptions.load();
  }

  /** The items with their permits; what may not sound is not there. */
  signed(items: readonly Planned[], hamlet: string, manner: Manner): PlanItem[] {
    return items.flatMap(({ excepted, ...item }): PlanItem[] => {
      if (excepted === undefined || !needsOne(item, manner)) return [item];
      const exception = this.#exceptions.granted(excepted);
      const permit = exception && this.#sign(permitFor(exception, item, hamlet));
      return permit === undefined ? [] : [{ ...item, permit }];
    });
  }

  #sign(permit: QuietPermit): string | undefined {
    try {
      return this.#parts.signPermit?.(permit);
    } catch (error) {
      if (!(error instanceof ForbiddenError)) throw error;
      this.#parts.log.warn({ err: error, exception: permit.id }, 'no permit to sound in quiet hours is signed');
      return undefined;
    }
  }
}

function needsOne(item: PlanItem, manner: Manner): boolean {
  const lengthMs = item.parts.reduce((sum, part) => sum + part.durationMs, 0);
  // The chime is among the parts already.
  const bare = { ...manner, settings: { ...manner.settings, chime: {} } };
  return soundingAt(bare, item.class, item.startAt, lengthMs) < lengthMs;
}

/** Nothing but its inputs decides its bytes, so that a plan that did not change keeps its hash. */
function permitFor({ id, askedBy, confirmed }: QuietException, item: PlanItem, hamlet: string): QuietPermit {
  return {
    ...{ v: WIRE_VERSION, id, hamlet, run: item.run, startAt: item.startAt },
    until: item.startAt + Math.min(item.latenessMs + item.maxMs, LONGEST_PERMIT_MS),
    content: item.parts.map((part) => part.sha256),
    iat: Math.max(...confirmed.map((one) => one.at)),
    by: [askedBy, ...confirmed.map((one) => one.by)],
  };
}
