import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shownAddress } from '../../../gateway/outside/shown-address.ts';

it.each([
  ['https://dai.example/live.mp3', 'https://dai.example/live.mp3'],
  ['https://dai.example/live?token=abc&x=1#y', 'https://dai.example/live?token=[hidden]&x=[hidden]'],
  ['http://ai:mat@dai.example/live', 'http://[hidden]@dai.example/live'],
  ['https://hooks.example/services/T0001/XXXXXXXXXXXXXXXXXXXXXXX1', 'https://hooks.example/services/T0001/[hidden]'],
  [
    'https://sms.example/send?to={phone}&key=k1&text={text}',
    'https://sms.example/send?to={phone}&key=[hidden]&text={text}',
  ],
  ['https://sms.example/send?just-a-key', 'https://sms.example/send?[hidden]'],
  ['no address at all', 'no address at all'],
])('%s stands in the record as %s', (url, shown) => {
  expect(shownAddress(url)).toBe(shown);
});

it('whatever a query holds is not in it', () => {
  const secret = fc.stringMatching(/^[A-Z0-9]{6,20}$/);
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), (secrets) => {
      const query = secrets.map((value, index) => `k${index}=${value}`).join('&');
      for (const value of secrets) expect(shownAddress(`https://a.example/b?${query}`)).not.toContain(value);
    }),
    { numRuns: 100 },
  );
});
