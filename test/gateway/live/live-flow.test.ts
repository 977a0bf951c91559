import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MP4, Player, type Speaker, Studio, samplesOf, toneIn, until } from './studio.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await Studio.open();
});
afterAll(() => studio.close());

const basic = () => {
  const { node, credential } = studio.world.inside;
  return { authorization: `Basic ${Buffer.from(`${node}:${credential}`).toString('base64')}` };
};
const streamOf = (speaker: Speaker) => `${studio.world.url}/api/v1/live/${speaker.session.id}/stream.mp3`;

/** What the recording says. */
async function recordingOf(speaker: Speaker): Promise<Float32Array> {
  await until(async () => (await speaker.now).recording !== undefined);
  const { recordings } = studio.world.gateway;
  const { recording = '' } = await speaker.now;
  const stored = await recordings.get(recording);
  return samplesOf(readFileSync(recordings.files.pathOf(stored?.mp3 ?? '', 'mp3')));
}

describe('somebody speaks', () => {
  it('and nodes, players and the recording have the tone that was sent, as long as it was', async () => {
    const { gateway, inside } = studio.world;
    const speaker = await studio.speaker(inside.people.operator);
    expect(speaker.session).toMatchObject({ state: 'waiting', own: true, nodes: 1, playing: 0 });
    const node = await Player.open(streamOf(speaker), basic());
    const player = await Player.open(studio.world.url + (speaker.session.listen ?? ''));
    await speaker.connect();
    await until(() => gateway.clock.now() >= speaker.session.startsAt);
    await speaker.speak(3);
    const state = speaker.heard.findLast(({ type }) => type === 'state');
    expect(state).toMatchObject({ playing: 1, nodes: 1, silentMs: expect.any(Number) });
    console.log('state', state);
    speaker.say({ type: 'end' });
    await speaker.over();
    await until(() => node.endedAt !== undefined && player.endedAt !== undefined);
    expect([node.whole, player.whole]).toEqual([true, true]);
    expect(await speaker.now).toMatchObject({ state: 'ended', end: 'speaker' });
    for (const { sound } of [node, player]) {
      const tone = toneIn(await samplesOf(sound), 440);
      console.log('stream', tone);
      expect(tone.share).toBeGreaterThan(0.95);
      expect(Math.abs(tone.ms - 3_000)).toBeLessThan(150);
    }
    const kept = toneIn(await recordingOf(speaker), 440);
    console.log('recording', kept);
    expect(kept.share).toBeGreaterThan(0.95);
    expect(Math.abs(kept.ms - 3_000)).toBeLessThan(150);
    const run = await gateway.broadcast.runs.get(speaker.session.id);
    const { durationMs = 0 } = await speaker.now;
    console.log('said', durationMs);
    expect(Math.abs(durationMs - 3_000)).toBeLessThan(600);
    expect(run).toMatchObject({ live: true, durationMs });
  });

  it('and falls silent by itself when the line is cut', async () => {
    const speaker = await studio.speaker(studio.world.inside.people['hamlet-head']);
    const node = await Player.open(streamOf(speaker), basic());
    await speaker.connect('audio/mp4;codecs=mp4a.40.2');
    await until(() => studio.world.clock.now() >= speaker.session.startsAt);
    await speaker.speak(1.2, 'sine=frequency=660', MP4);
    const cutAt = performance.now();
    speaker.cut();
    await until(() => node.endedAt !== undefined);
    console.log('silent after', (node.endedAt ?? 0) - cutAt);
    expect((node.endedAt ?? 0) - cutAt).toBeLessThan(2_000);
    await studio.world.gateway.live.idle();
    expect(await speaker.now).toMatchObject({ state: 'ended', end: 'socket' });
    expect(toneIn(await samplesOf(node.sound), 660).share).toBeGreaterThan(0.95);
  });
});
