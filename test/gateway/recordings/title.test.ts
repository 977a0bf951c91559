import { expect, it } from 'vitest';
import { titleFrom } from '../../../gateway/recordings/title.ts';

it.each([
  ['Tiêm phòng.mp3', 'Tiêm phòng'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\Nga\\ban_tin_sang.wav', 'ban tin sang'],
  ['..', 'Bản ghi âm'],
  ['.mp3', 'Bản ghi âm'],
  ['a\u0000b\u202Ec.ogg', 'abc'],
  [undefined, 'Bản ghi âm'],
])('a file called %j gets the title %j', (filename, title) => {
  expect(titleFrom(filename)).toBe(title);
});
