import { createHash } from 'node:crypto';
import { areaIdFrom, nodeIdFrom } from '../../../protocol/ids.ts';

/** A number in [0, 1) that is always the same for the same words: the fake world is one and the same in every run. */
export function chance(...words: (string | number)[]): number {
  return createHash('sha256').update(words.join('|')).digest().readUInt32BE(0) / 2 ** 32;
}

export function seededSha256(...words: (string | number)[]): string {
  return createHash('sha256').update(words.join('|')).digest('hex');
}

export function seededArea(...words: (string | number)[]): string {
  return areaIdFrom(createHash('sha256').update(words.join('|')).digest());
}

export function seededNode(...words: (string | number)[]): string {
  return nodeIdFrom(createHash('sha256').update(words.join('|')).digest());
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function seededUlid(...words: (string | number)[]): string {
  const bytes = createHash('sha256').update(words.join('|')).digest();
  return `0${[...bytes.subarray(0, 25)].map((byte) => CROCKFORD[byte % 32]).join('')}`;
}
