import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredEmergency } from '../../../gateway/broadcast/emergency-store.ts';
import { EmergencyTallies } from '../../../gateway/broadcast/emergency-tallies.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { FactBus } from '../../../gateway/facts.ts';

const START = 1_000_000_000_000;

describe('the counts of an emergency', () => {
  const clock = new MovableClock(START);
  const facts = new FactBus();
  let made = 0;
  let tallies: EmergencyTallies;
  const emergency = (endedAt?: number) => ({ id: 'one', endedAt }) as StoredEmergency; // nothing else is looked at
  const changed = () => facts.tell('deliveriesChanged', { at: clock.now(), run: 'one', deliveries: [] });

  beforeEach(() => {
    clock.set(START);
    made = 0;
    tallies = new EmergencyTallies({ clock, facts }, async () => {
      made++;
      return [];
    });
  });

  it('are made once for all who ask within a second', async () => {
    await Promise.all([tallies.of(emergency()), tallies.of(emergency())]);
    clock.set(START + 999);
    await tallies.of(emergency());
    expect(made).toBe(1);
    clock.set(START + 1_000);
    await tallies.of(emergency());
    expect(made).toBe(2);
  });

  it('are made anew at once when a delivery changed', async () => {
    await tallies.of(emergency());
    changed();
    await tallies.of(emergency());
    expect(made).toBe(2);
  });

  it('stay for good a minute after its end, until a late receipt', async () => {
    const over = emergency(START - 60_000);
    await tallies.of(over);
    clock.set(START + 86_400_000);
    await tallies.of(over);
    expect(made).toBe(1);
    changed();
    await tallies.of(over);
    expect(made).toBe(2);
  });

  it('are made anew when it ended after they were made', async () => {
    await tallies.of(emergency());
    clock.set(START + 3_600_000);
    await tallies.of(emergency(START + 10));
    expect(made).toBe(2);
  });

  it('that could not be made are tried again', async () => {
    let fails = true;
    const shaky = new EmergencyTallies({ clock, facts }, async () => {
      if (fails) throw new Error('the disk is away');
      return [];
    });
    await expect(shaky.of(emergency())).rejects.toThrow('the disk is away');
    fails = false;
    expect(await shaky.of(emergency())).toEqual([]);
  });
});
