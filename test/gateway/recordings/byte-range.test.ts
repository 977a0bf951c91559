import { expect, it } from 'vitest';
import { byteRange } from '../../../gateway/http/byte-range.ts';

const whole = { kind: 'whole' };
const outside = { kind: 'outside' };
it.each<[string, string | undefined, object]>([
  ['no header is the whole', undefined, whole],
  ['a first and last byte are included', 'bytes=0-9', { kind: 'part', from: 0, to: 9 }],
  ['an open end goes to the end', 'bytes=90-', { kind: 'part', from: 90, to: 99 }],
  ['an end behind the file is the end', 'bytes=90-5000', { kind: 'part', from: 90, to: 99 }],
  ['a suffix is counted from the end', 'bytes=-10', { kind: 'part', from: 90, to: 99 }],
  ['a suffix longer than the file is the file', 'bytes=-500', { kind: 'part', from: 0, to: 99 }],
  ['a start behind the file is outside', 'bytes=100-', outside],
  ['an empty suffix is outside', 'bytes=-0', outside],
  ['turned round is nonsense and ignored', 'bytes=9-0', whole],
  ['several ranges are ignored', 'bytes=0-1,5-6', whole],
  ['other units are ignored', 'seconds=0-1', whole],
  ['no numbers are ignored', 'bytes=-', whole],
])('%s', (_, header, expected) => {
  expect(byteRange(header, 100)).toEqual(expected);
});
