// pure
import type { Sha256 } from '../../protocol/merkle-proof.ts';
import type { PartOfDay } from '../../protocol/sessions.ts';
import { type Day, daysBetween } from '../../protocol/vietnam-time.ts';

export interface DrawTerms {
  readonly seed: string;
  readonly from: Day;
  readonly to: Day;
  readonly parts: readonly PartOfDay[];
  /** Sorted as plain text. */
  readonly candidates: readonly string[];
  /** At most as many as there are candidates. */
  readonly hamlets: number;
}

export interface DrawnItem {
  readonly hamlet: string;
  readonly day: Day;
  readonly part: PartOfDay;
}

const NUMBERS = 2 ** 32;

/**
 * Which hamlets are visited when. Block k (0, 1, 2, …) is SHA-256 of the UTF-8 text `seed|k`; its first eight hexadecimal digits
 * are a number x below 2³². One of n things is the one at x mod n, counted from 0; a block whose x is not below the largest multiple
 * of n up to 2³² is passed over, so that no thing is likelier. Each item takes a hamlet (which leaves the list), then a day, then a
 * part of the day. Described for repeating by hand in docs/appraisal.md.
 */
export function drawItems({ seed, from, to, parts, candidates, hamlets }: DrawTerms, sha256: Sha256): DrawnItem[] {
  const text = new TextEncoder();
  let block = 0;
  const oneOf = <T>(things: readonly T[]): T => {
    const limit = NUMBERS - (NUMBERS % things.length);
    for (;;) {
      const x = new DataView(Uint8Array.from(sha256(text.encode(`${seed}|${block++}`))).buffer).getUint32(0);
      // The index is below the length by the remainder.
      if (x < limit) return things[x % things.length] as T;
    }
  };
  const days = daysBetween(from, to);
  const left = [...candidates];
  return Array.from({ length: Math.min(hamlets, candidates.length) }, () => {
    const hamlet = oneOf(left);
    left.splice(left.indexOf(hamlet), 1);
    return { hamlet, day: oneOf(days), part: oneOf(parts) };
  });
}
