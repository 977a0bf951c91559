import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NodeIdentity } from '../../firmware-sim/core/documents.ts';
import type { Node } from '../../protocol/api/areas.ts';
import type { Bulletin, Recording, Run } from '../../protocol/api/broadcast.ts';
import type { ApiClient } from './api-client.ts';
import { Cable } from './cable.ts';
import { approvedBulletin, type Commune, foundCommune, scheduleOnce } from './commune.ts';
import { correlation, samplesOf } from './pcm.ts';
import { eventually } from './processes.ts';
import { System } from './system.ts';

const SPEECH = 'Kính thưa bà con. 17h30 chiều nay họp thôn tại NVH, mời bà con đến đông đủ và đúng giờ. [nghỉ] '.repeat(
  2,
);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('five nodes, one loses its power in the middle, one has no network, one is mute, two are well', () => {
  let system: System;
  let admin: ApiClient;
  let commune: Commune;
  let recording: Recording;
  let bulletin: Bulletin;
  let cable: Cable;
  let nodes: Node[];

  beforeAll(async () => {
    system = await System.start();
    commune = await foundCommune(system);
    const { hamlet } = commune;
    ({ admin } = commune);
    const add = (code: string, ...options: string[]) => system.addNode(admin, hamlet, code, options);
    // Together: each waits for nothing but itself.
    nodes = await Promise.all([
      ...['TL-001', 'TL-002', 'TL-003', 'TL-004'].map((code) => add(code)),
      add('TL-005', '--horn', 'mute'),
    ]);
    cable = await Cable.to(system.ports.mqtt);
    await onCable(nodes[3] as Node);
    const spoken = { name: 'hop-thon', title: 'Họp thôn', text: SPEECH, bySpeech: true };
    ({ recording, bulletin } = await approvedBulletin(system, commune, spoken));
  }, 120_000);

  afterAll(async () => {
    await cable?.pull();
    await system?.stop();
  }, 60_000);

  /** The node keeps what it was told at its enrolment; only the way to the broker is another. */
  async function onCable({ id }: Node): Promise<void> {
    await system.nodeProcess(id).stop();
    const file = join(system.stateOf(id), 'identity.json');
    const identity = JSON.parse(readFileSync(file, 'utf8')) as NodeIdentity;
    writeFileSync(file, JSON.stringify({ ...identity, mqttUrl: `mqtt://127.0.0.1:${cable.port}` }));
    system.restartNode(id);
  }

  /** The one piece of sound a node made of a run. */
  function heardBy(node: Node | undefined, run: string): string {
    const folder = system.wavFolderOf(node?.id ?? '');
    const own = readdirSync(folder).filter((name) => {
      if (!name.endsWith('.json')) return false;
      return (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { run: string }).run === run;
    });
    expect(own).toHaveLength(1);
    return join(folder, `${own[0]}`.replace(/\.json$/, '.wav'));
  }

  const runOf = (id: string) => admin.get<Run>(`/api/v1/runs/${encodeURIComponent(id)}`);
  const stateIn = (run: Run, node: Node | undefined) => run.deliveries.find((one) => one.node === node?.id);

  it('ends as 2 full, 1 partial with its seconds, 1 played but not heard, 1 unknown that becomes full when it is back', async () => {
    const [well, alsoWell, cut, away, mute] = nodes;
    const dueAt = Date.now() + 20_000;
    const id = await scheduleOnce(commune, bulletin, dueAt);
    await eventually(
      'all hold plan and audio',
      () => nodes.every((node) => system.holds(node.id, id, recording)),
      20_000,
    );
    await cable.pull();
    await sleep(dueAt + 4_000 - Date.now());
    await system.nodeProcess(cut?.id ?? '').kill();
    await sleep(1_000);
    system.restartNode(cut?.id ?? '');
    const endsAt = dueAt + recording.durationMs;
    const ended = await eventually(
      'the run is over',
      async () => {
        const run = await runOf(id);
        return run.state === 'ended' ? run : undefined;
      },
      endsAt + 20_000 - Date.now(),
    );
    const completeMs = Date.now() - endsAt;
    expect(stateIn(ended, well)).toMatchObject({ state: 'full', heard: true });
    expect(stateIn(ended, alsoWell)).toMatchObject({ state: 'full', heard: true });
    // What left the loudspeaker is what the gateway's voice made of the text.
    const synthesised = samplesOf(join(system.folder, 'audio', recording.mp3.slice(0, 2), `${recording.mp3}.mp3`));
    const sounds = correlation(synthesised, samplesOf(heardBy(well, id)));
    expect(sounds).toBeGreaterThanOrEqual(0.9);
    expect(stateIn(ended, mute)).toMatchObject({ state: 'full', heard: false });
    const partial = stateIn(ended, cut);
    expect(partial).toMatchObject({ state: 'partial', reason: 'restarted' });
    expect(partial?.playedMs).toBeGreaterThan(1_000);
    expect(partial?.playedMs).toBeLessThanOrEqual(4_500);
    expect(stateIn(ended, away)).toMatchObject({ state: 'unknown' });
    expect(ended.counts).toEqual({ full: 3, partial: 1, unknown: 1 });
    await cable.plug();
    const complete = await eventually(
      'the node that was away reports',
      async () => {
        const run = await runOf(id);
        return run.counts.unknown === undefined ? run : undefined;
      },
      40_000,
    );
    expect(stateIn(complete, away)).toMatchObject({ state: 'full', heard: true });
    expect(complete.counts).toEqual({ full: 4, partial: 1 });
    console.info(
      JSON.stringify({ figure: 'five nodes', sounds, completeMs, partialMs: partial?.playedMs, counts: ended.counts }),
    );
    expect(completeMs).toBeLessThanOrEqual(10_000);
  }, 120_000);
});
