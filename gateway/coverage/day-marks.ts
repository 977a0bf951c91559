// pure
import { PARTS_OF_DAY } from '../../protocol/sessions.ts';

/** What letters cannot say: two signs a part of the day, six a day. Nothing to say is stored as an empty text. */
export const SIGNS_A_PART = 2;
export const SIGNS_A_DAY = PARTS_OF_DAY.length * SIGNS_A_PART;
const NOTHING = '.';
export const NO_MARKS = NOTHING.repeat(SIGNS_A_DAY);

/** Why a session is unknown; `blind`: FM and wired horns, of which nobody hears without going there. */
export type UnknownCause = 'unobserved' | 'offline' | 'unvouched' | 'blind';
const SIGN_OF_CAUSE: Record<UnknownCause, string> = { unobserved: 'w', offline: 'o', unvouched: 'v', blind: 'z' };
const CAUSE_OF_SIGN = new Map(Object.entries(SIGN_OF_CAUSE).map(([cause, sign]) => [sign, cause as UnknownCause]));

/**
 * An announcement out of the ratio (live, play-now, emergency) that sounded in the hamlet: before the session of its part of the
 * day or in or after it, surely or perhaps. One hexadecimal digit.
 */
export const LIVE = { surelyBefore: 1, surelyAfter: 2, perhapsBefore: 4, perhapsAfter: 8 } as const;

export interface PartMarks {
  readonly live: number;
  readonly cause?: UnknownCause | undefined;
}

/** Morning, afternoon, evening; an empty text when none of them has anything to say. */
export function marksOf(parts: readonly PartMarks[]): string {
  const signs = parts.map(
    ({ live, cause }) => (live === 0 ? NOTHING : live.toString(16)) + (cause ? SIGN_OF_CAUSE[cause] : NOTHING),
  );
  const text = signs.join('');
  return text === NO_MARKS ? '' : text;
}

/** Did any announcement sound in these days? Signs of causes are no hexadecimal digits. */
export function hasLive(marks: string): boolean {
  return /[1-9a-f]/.test(marks);
}

/** The bits of LIVE of a part; `part` counts from the beginning of the letters the marks belong to. */
export function liveAt(marks: string, part: number): number {
  const code = marks.charCodeAt(part * SIGNS_A_PART);
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : 0;
}

export function causeAt(marks: string, part: number): UnknownCause | undefined {
  return CAUSE_OF_SIGN.get(marks[part * SIGNS_A_PART + 1] ?? NOTHING);
}
