import { expect, test } from 'vitest';
import { relaysOf } from '../../../gateway/broadcast/relays-of.ts';

const relay = { station: '01JAAAAAAAAAAAAAAAAAAAAAAA', minutes: 30, source: 'https://vov.example/vov1' };

test('whoever approves is told the station, its minutes and what stands in for it, in the order of the programme', () => {
  const said = [{ recording: 'a' }, { recording: 'b', relay }, { recording: 'c', relay: { ...relay, minutes: 5 } }];
  expect(relaysOf(said, () => 'VOV1')).toEqual({
    relays: [
      { station: relay.station, name: 'VOV1', minutes: 30, fallback: 'b' },
      { station: relay.station, name: 'VOV1', minutes: 5, fallback: 'c' },
    ],
  });
});

test('what is said by files alone has no word of stations, and a station that is gone has no name', () => {
  expect(relaysOf([{ recording: 'a' }], () => 'VOV1')).toEqual({});
  expect(relaysOf([{ recording: 'b', relay }], () => undefined).relays).toMatchObject([{ name: '' }]);
});
