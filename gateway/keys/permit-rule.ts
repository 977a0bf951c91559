// pure
import type { Commander } from '../../protocol/authority.ts';
import type { QuietPermit } from '../../protocol/messages/downlink.ts';
import { LONGEST_PERMIT_MS } from '../../protocol/quiet-permit.ts';

/** What was asked for and confirmed, as it is kept. */
export interface Leave {
  readonly programme: string;
  readonly area: string;
  readonly runs: readonly { readonly at: number; readonly startAt: number; readonly content: readonly string[] }[];
  readonly askedBy: string;
  readonly confirmed: readonly { readonly by: string; readonly at: number }[];
}

interface Ground {
  readonly authorityOf: (
    account: string,
  ) => { readonly role: Commander; readonly areas: readonly string[] } | undefined;
  readonly isWithin: (area: string, scope: readonly string[]) => boolean;
}

/** An order of the user's may move a run behind another. */
const LATEST_MS = LONGEST_PERMIT_MS * 2;

/**
 * Why a permit may not be signed; undefined when it may. It must say what was confirmed and nothing else, and those who
 * confirmed must still be two others than who asked, in office over that hamlet, one of them an approver.
 */
export function permitRefusal(permit: QuietPermit, leave: Leave | undefined, ground: Ground): string | undefined {
  if (!leave) return 'Nobody has confirmed this exception.';
  const { run } = permit;
  const meant =
    'programme' in run && run.programme === leave.programme && leave.runs.find((one) => one.at === run.dueAt);
  if (!meant) return 'The exception is for other runs.';
  if (permit.startAt < meant.startAt || permit.startAt > meant.startAt + LATEST_MS)
    return 'The exception is for another time.';
  if (permit.until <= permit.startAt || permit.until > permit.startAt + LONGEST_PERMIT_MS)
    return 'The exception has no proper end.';
  // One chime may come before what was confirmed.
  const chimes = permit.content.length - meant.content.length;
  if (chimes < 0 || chimes > 1 || meant.content.some((one, index) => one !== permit.content[index + chimes]))
    return 'The exception is for another content.';
  const confirming = leave.confirmed.map((one) => one.by);
  if (confirming.length !== 2 || new Set([leave.askedBy, ...confirming]).size !== 3)
    return 'Two others than who asked must confirm an exception.';
  if (permit.by.join() !== [leave.askedBy, ...confirming].join()) return 'Others have confirmed this exception.';
  if (permit.iat !== Math.max(...leave.confirmed.map((one) => one.at))) return 'It was confirmed at another time.';
  const roles = confirming.map((account) => {
    const authority = ground.authorityOf(account);
    return authority && ground.isWithin(permit.hamlet, authority.areas) ? authority.role : undefined;
  });
  if (roles.some((role) => role !== 'approver' && role !== 'administrator'))
    return 'Who confirmed may not give leave for this place any more.';
  return roles.includes('approver') ? undefined : 'No approver has confirmed this exception.';
}
