// pure
import { check } from './codec.ts';
import { type PlanItem, type QuietPermit, quietPermit } from './messages/downlink.ts';
import { runKey } from './messages/fields.ts';
import { HOUR_MS } from './units.ts';

/** No permit reaches farther from its beginning, whoever signed it: the longest run, and what may go before it. */
export const LONGEST_PERMIT_MS = 4 * HOUR_MS;

export type ReadPermit =
  | { readonly ok: true; readonly permit: QuietPermit }
  | { readonly ok: false; readonly why: string };

/**
 * The node's own look at a permit whose signature is proved: is it for this very item and for the hamlet the node hangs in?
 * `payload` is what was signed, `groups` are the node's areas, the hamlet first. Says why not.
 */
export function readPermit(
  payload: unknown,
  item: Pick<PlanItem, 'run' | 'startAt' | 'parts'>,
  groups: readonly string[],
): ReadPermit {
  const read = check(quietPermit, payload);
  if (!read.ok) return { ok: false, why: read.why };
  const why = permitFault(read.body, item, groups);
  return why === undefined ? { ok: true, permit: read.body } : { ok: false, why };
}

function permitFault(
  permit: QuietPermit,
  item: Pick<PlanItem, 'run' | 'startAt' | 'parts'>,
  groups: readonly string[],
): string | undefined {
  if (permit.hamlet !== groups[0]) return 'the permit is for another hamlet';
  if (runKey(permit.run) !== runKey(item.run)) return 'the permit is for another run';
  if (permit.startAt !== item.startAt) return 'the permit is for another instant';
  if (permit.until <= permit.startAt || permit.until - permit.startAt > LONGEST_PERMIT_MS)
    return 'the permit has no proper end';
  if (permit.iat > permit.startAt) return 'the permit was given after the run';
  const content = item.parts.map((part) => part.sha256);
  if (content.length !== permit.content.length || content.some((one, index) => one !== permit.content[index]))
    return 'the permit is for something else that sounds';
  return new Set(permit.by).size === permit.by.length ? undefined : 'the permit was not given by two others';
}
