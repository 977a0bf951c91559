import { expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { BrokerRoster } from '../../../gateway/nodes/broker-roster.ts';
import { Certificates } from '../../../gateway/nodes/certificates.ts';
import { Credentials } from '../../../gateway/nodes/credentials.ts';
import { type AreaLookup, Roster } from '../../../gateway/nodes/roster.ts';

it('a broker that knows nothing gets the whole roster, also of an installation without nodes', async () => {
  const parts = {
    roster: new Roster({} as AreaLookup),
    credentials: new Credentials(),
    certificates: new Certificates(),
    clock: new MovableClock(1_790_000_000_000),
  };
  const roster = new BrokerRoster(parts);
  roster.start();
  const answer = await roster.since(0);
  expect(answer).toEqual({ version: answer.version, full: true, nodes: [], removed: [] });
  expect(answer.version).toBeGreaterThan(0);
});
