import { describe, expect, it } from 'vitest';
import { Ear } from '../../firmware-sim/player/ear.ts';
import { Fader } from '../../firmware-sim/player/fader.ts';
import type { HornState } from '../../firmware-sim/player/horn-model.ts';
import { BYTES_PER_MS, gainOf, SAMPLE_RATE } from '../../firmware-sim/player/pcm.ts';
import { stretchesOf } from '../../firmware-sim/player/programme-stream.ts';
import { sha256 } from './material.ts';

function tone(ms: number, share = 0.3): Buffer {
  const pcm = Buffer.alloc(ms * BYTES_PER_MS);
  for (let index = 0; index < pcm.length / 2; index++)
    pcm.writeInt16LE(Math.round(32_767 * share * Math.sin((2 * Math.PI * 440 * index) / SAMPLE_RATE)), index * 2);
  return pcm;
}

describe('the ear', () => {
  const cases: [HornState, number][] = [
    ['healthy', 3_000],
    ['mute', 0],
    ['weak', 3_000],
    ['lying', 3_000],
  ];
  it.each(cases)('at %s horns hears %i ms of three seconds', (horn, heardMs) => {
    const ear = new Ear(() => horn);
    ear.hear(tone(3_000));
    expect(ear.heard().heardMs).toBe(heardMs);
  });

  it('weak horns are heard about 20 dB lower than healthy ones', () => {
    const [healthy, weak] = (['healthy', 'weak'] as const).map((horn) => {
      const ear = new Ear(() => horn);
      ear.hear(tone(2_000));
      return ear.heard().levelDb ?? 0;
    });
    expect((healthy ?? 0) - (weak ?? 0)).toBeCloseTo(20, 1);
  });

  it('a pause in the speech counts as heard when the speech was', () => {
    const ear = new Ear(() => 'healthy');
    for (const part of [tone(1_000), tone(1_000, 0), tone(1_000)]) ear.hear(part);
    expect(ear.heard().heardMs).toBe(3_000);
    const deaf = new Ear(() => 'mute');
    for (const part of [tone(1_000), tone(1_000, 0), tone(1_000)]) deaf.hear(part);
    expect(deaf.heard().heardMs).toBe(0);
  });

  it('silence alone is not heard, whatever the chunks it comes in', () => {
    const ear = new Ear(() => 'healthy');
    for (let count = 0; count < 100; count++) ear.hear(tone(17, 0));
    expect(ear.heard().heardMs).toBe(0);
  });

  it('horns that fail in the middle are heard up to there', () => {
    let horn: HornState = 'healthy';
    const ear = new Ear(() => horn);
    ear.hear(tone(4_000));
    horn = 'mute';
    ear.hear(tone(4_000));
    expect(ear.heard().heardMs).toBe(4_000);
  });
});

describe('a piece', () => {
  const part = (durationMs: number) => ({ sha256: sha256(String(durationMs)), durationMs });

  it('resumed begins within the right part and repetition', () => {
    const parts = [part(1_000), part(2_000)];
    const stretches = stretchesOf({ parts, repeat: 2, fromMs: 3_500 }).map((each) => [
      each.part.durationMs,
      each.fromMs,
    ]);
    expect(stretches).toEqual([
      [1_000, 500],
      [2_000, 0],
    ]);
  });

  it('at half volume has half the amplitude, faded out it ends at nothing', () => {
    const pcm = tone(10);
    expect(new Fader(gainOf(50)).apply(pcm).readInt16LE(100)).toBe(Math.round(pcm.readInt16LE(100) / 2));
    const fader = new Fader(1);
    fader.goTo(0, 10);
    expect(Math.abs(fader.apply(pcm).readInt16LE(pcm.length - 2))).toBeLessThan(50);
  });
});
