import { readdirSync } from 'node:fs';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Area, Node } from '../../protocol/api/areas.ts';
import type { Bulletin, Programme, Recording, Run } from '../../protocol/api/broadcast.ts';
import type { EmergencyDetail } from '../../protocol/api/emergency.ts';
import type { BulletinClass, ResumeRule } from '../../protocol/classes.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import type { ApiClient } from './api-client.ts';
import { foundCommune, listen, minuteAfter } from './commune.ts';
import { eventually } from './processes.ts';
import { System } from './system.ts';
import { OTHER, type Spoken, toneFile, whoSpoke } from './tones.ts';

/** Who speaks, at which frequency: every class and level its own. */
const TONES = {
  emergency: 2_000,
  province: 1_400,
  'province priority': 1_000,
  commune: 700,
  'commune priority': 500,
  hamlet: 350,
} as const;
type Who = keyof typeof TONES;
const SECONDS = 7;
const EMERGENCY_SECONDS = 4;
const SIREN_MS = 5_000;
const SIREN = OTHER;
/** Siren and words, again until it is cleared. */
const LADDER = [
  ...['hamlet', 'commune', 'province', SIREN, 'emergency', SIREN, 'emergency'],
  ...['province', 'commune', 'hamlet'],
];
/** So long each sounds before the next calls; with what a loaded machine needs to begin, less than the whole. */
const STEP_MS = 1_500;
const PASSWORD = 'mot-mat-khau-dai';

const sleepUntil = (instant: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, instant - Date.now())));

describe('who goes first on the air', () => {
  let system: System;
  let admin: ApiClient;
  const speakers = {} as Record<'province' | 'commune' | 'hamlet', ApiClient>;
  let approver: ApiClient;
  let commune: string;
  let province: string;
  const bulletins = {} as Record<Exclude<Who, 'emergency'>, Bulletin>;
  const recordings = new Map<Who, Recording>();
  const hamlets = new Map<string, Area>();
  const nodes = new Map<string, Node>();
  /** The minute that is looked at: the first at which every node holds plan and sound. */
  let dueAt = 0;

  beforeAll(async () => {
    system = await System.start();
    const founded = await foundCommune(system);
    ({ admin, approver } = founded);
    commune = founded.hamlet.parent as string;
    province = (await admin.get<Area>(`/api/v1/areas/${commune}`)).parent as string;
    const place = (name: string) =>
      admin.post<Area>('/api/v1/areas', {
        ...{ kind: 'hamlet', unit: 'thôn', name, validFrom: '2025-07-01', parent: commune },
      });
    hamlets.set('ladder', founded.hamlet);
    for (const name of ['restart', 'drop', 'rank', 'class', 'ask']) hamlets.set(name, await place(`Thôn ${name}`));
    speakers.province = await person('tinh', province);
    speakers.commune = await person('xa', commune);
    speakers.hamlet = await person('thon', founded.hamlet.id);
    await Promise.all((Object.keys(TONES) as Who[]).map(spokenBy));

    // No loudspeaker hangs there yet, so that nothing meets when it is saved: who goes first is left to the table. Every minute
    // of the next ten, since nobody knows when the last loudspeaker will be ready.
    const soon = minuteAfter(20_000);
    const minutes = Array.from({ length: 10 }, (_, index) => soon + index * 60_000);
    const planned = [
      await schedule(minutes, 'province', 'rank', 'province'),
      await schedule(minutes, 'commune', 'rank', 'commune'),
      await schedule(minutes, 'commune', 'class', 'commune'),
      await schedule(minutes, 'commune', 'class', 'commune priority'),
      await schedule(minutes, 'commune', 'ask', 'commune priority'),
      await schedule(minutes, 'province', 'ask', 'province priority'),
      await schedule(minutes, 'commune', 'restart', 'commune', 'restart'),
      await schedule(minutes, 'commune', 'drop', 'commune', 'drop'),
    ];
    const hang = async ([name, hamlet]: [string, Area]) =>
      nodes.set(name, await system.addNode(admin, hamlet, `TL-${name}`));
    await Promise.all([...hamlets].map(hang));
    const everyNodeHolds = () =>
      eventually(
        'every loudspeaker holds what it shall say',
        () => planned.every(({ id, at, who }) => holds(at, `${id}@${minutes.at(-1)}`, who)) || undefined,
        120_000,
      );
    await Promise.all([
      playTheLadder().then(playAfterAnEmergency),
      everyNodeHolds().then(() => playWhatIsScheduled(planned, Math.max(soon, minuteAfter(3_000)))),
    ]);
  }, 400_000);

  afterAll(() => system?.stop(), 60_000);

  async function person(username: string, area: string): Promise<ApiClient> {
    const account = { username, name: username, role: 'operator', password: PASSWORD, areas: [area] };
    await admin.post('/api/v1/accounts', account);
    return system.signIn(username, PASSWORD);
  }

  async function recordedBy(who: Who): Promise<Recording> {
    const seconds = who === 'emergency' ? EMERGENCY_SECONDS : SECONDS;
    const file = toneFile(system.folder, who.replace(' ', '-'), TONES[who], seconds);
    const by = who.startsWith('province') ? speakers.province : speakers.commune;
    const recording = await by.upload<Recording>('/api/v1/recordings', file, { title: who });
    recordings.set(who, recording);
    return recording;
  }

  /** An emergency is its recording; anything else a bulletin that somebody else heard and approved. */
  async function spokenBy(who: Who): Promise<void> {
    const recording = await recordedBy(who);
    if (who === 'emergency') return;
    const [by, judge] = who.startsWith('province') ? [speakers.province, admin] : [speakers.commune, approver];
    const bulletinClass: BulletinClass = who.endsWith('priority') ? 'priority' : 'normal';
    const draft = { title: who, class: bulletinClass, recording: recording.sha256 };
    const made = await by.post<Bulletin>('/api/v1/bulletins', draft);
    await listen(judge, recording);
    await judge.post(`/api/v1/bulletins/${made.id}/approve`);
    bulletins[who] = made;
  }

  async function schedule(
    minutes: readonly number[],
    level: 'province' | 'commune',
    at: string,
    who: Exclude<Who, 'emergency'>,
    resume: ResumeRule = 'resume',
  ) {
    const { id } = await speakers[level].post<Programme>('/api/v1/programmes', {
      ...{ title: `${who} ${at}`, bulletins: [bulletins[who].id], resume },
      ...{ targets: [{ area: hamlets.get(at)?.id }], area: level === 'province' ? province : commune },
      recurrence: {
        ...{ from: dayOf(minutes[0] as number), to: dayOf(minutes.at(-1) as number) },
        times: minutes.map(timeOf),
      },
    });
    await (level === 'province' ? admin : approver).post(`/api/v1/programmes/${id}/approve`);
    return { id, at, who };
  }

  const holds = (at: string, run: string, who: Who) => {
    const node = nodes.get(at);
    const recording = recordings.get(who);
    return node !== undefined && recording !== undefined && system.holds(node.id, run, recording);
  };
  const playNow = (by: ApiClient, who: Exclude<Who, 'emergency'>, at: string) =>
    by.post<Run>('/api/v1/runs', { bulletin: bulletins[who].id, targets: [{ node: nodes.get(at)?.id }] });
  const raise = (at: string) =>
    approver.post<EmergencyDetail>('/api/v1/emergencies', {
      ...{ key: ulid(), status: 'actual', recording: recordings.get('emergency')?.sha256 },
      targets: [{ node: nodes.get(at)?.id }],
    });
  const folderOf = (at: string) => system.wavFolderOf(nodes.get(at)?.id ?? '');
  /** On the ladder all of it; elsewhere what began in the minute that is looked at. */
  const belongs = (at: string, instant: number) =>
    at === 'ladder' || (instant >= dueAt - 1_000 && instant < dueAt + 55_000);
  const spokenAt = (at: string) => whoSpoke(folderOf(at), TONES).filter(({ from }) => belongs(at, from));
  /** Waits until so many stretches have ended on the node. */
  const stretches = (at: string, count: number, withinMs = 60_000) =>
    eventually(
      `${count} stretches on ${at}`,
      () => {
        const began = readdirSync(folderOf(at)).flatMap((name) => /-(\d+)\.json$/.exec(name)?.[1] ?? []);
        return began.filter((instant) => belongs(at, Number(instant))).length >= count || undefined;
      },
      withinMs,
    );
  const order = (spoken: readonly Spoken[]) => spoken.map(({ who }) => who);
  const secondsOf = (spoken: readonly Spoken[], who: Who) =>
    spoken.filter((one) => one.who === who).reduce((sum, { from, to }) => sum + to - from, 0) / 1_000;

  /** Waits until a run (or one of a programme) sounds there, and has sounded for so long. */
  async function sounding(at: string, run: string, forMs: number): Promise<void> {
    const startedAt = await eventually(
      `${run} sounds on ${at}`,
      () => {
        const begun = readdirSync(folderOf(at)).filter((name) => name.startsWith(run) && name.endsWith('.wav'));
        const instants = begun.map((name) => Number(/-(\d+)\.wav$/.exec(name)?.[1]));
        return instants.find((instant) => belongs(at, instant));
      },
      30_000,
    );
    await sleepUntil(startedAt + forMs);
  }
  const clear = ({ id }: EmergencyDetail) => approver.post(`/api/v1/emergencies/${id}/clear`);

  /** Each calls when the one before sounds. */
  async function playTheLadder(): Promise<void> {
    for (const who of ['hamlet', 'commune', 'province'] as const)
      await sounding('ladder', (await playNow(speakers[who], who, 'ladder')).id, STEP_MS);
    const emergency = await raise('ladder');
    // In the middle of the words, the second time.
    await sounding('ladder', emergency.id, 2 * SIREN_MS + 1.5 * EMERGENCY_SECONDS * 1_000);
    await clear(emergency);
    await stretches('ladder', 7);
  }

  async function playAfterAnEmergency(): Promise<void> {
    await sounding('ladder', (await playNow(speakers.commune, 'commune', 'ladder')).id, STEP_MS);
    const emergency = await raise('ladder');
    await sounding('ladder', emergency.id, 0);
    await playNow(speakers.hamlet, 'hamlet', 'ladder');
    await playNow(speakers.commune, 'commune', 'ladder');
    await playNow(speakers.commune, 'commune priority', 'ladder');
    await sounding('ladder', emergency.id, SIREN_MS + 0.5 * EMERGENCY_SECONDS * 1_000);
    await clear(emergency);
    await stretches('ladder', 7 + 6);
  }

  async function playWhatIsScheduled(planned: readonly { id: string; at: string }[], at: number): Promise<void> {
    dueAt = at;
    await sleepUntil(dueAt);
    // The province interrupts what is to restart and what is to be dropped.
    await Promise.all(
      planned
        .filter((one) => one.at === 'restart' || one.at === 'drop')
        .map(async (one) => {
          await sounding(one.at, one.id, 1_000);
          await playNow(speakers.province, 'province', one.at);
        }),
    );
    await Promise.all([...['rank', 'class', 'ask', 'drop'].map((at) => stretches(at, 2)), stretches('restart', 3)]);
  }

  it('during: an emergency over the province over the commune over the hamlet, and each resumes when its turn comes back', () => {
    const spoken = heard('ladder').slice(0, LADDER.length);
    expect(order(spoken)).toEqual(LADDER);
    for (const who of ['hamlet', 'commune', 'province'] as const)
      expect(Math.abs(secondsOf(spoken, who) - SECONDS), who).toBeLessThan(1);
    const [first, second] = spoken.filter(({ who }) => who === 'emergency') as [Spoken, Spoken];
    expect(Math.abs((first.to - first.from) / 1_000 - EMERGENCY_SECONDS)).toBeLessThan(0.5);
    // Silent within three seconds of the clearing, which fell into the middle of the words.
    expect((second.to - second.from) / 1_000).toBeLessThan(EMERGENCY_SECONDS - 0.3);
  });

  it('during: what is to restart begins anew, what is to be dropped stays silent', () => {
    const restarted = heard('restart');
    expect(order(restarted)).toEqual(['commune', 'province', 'commune']);
    const again = restarted.at(-1) as Spoken;
    expect(Math.abs(again.to - again.from - SECONDS * 1_000)).toBeLessThan(500);
    expect(order(heard('drop'))).toEqual(['commune', 'province']);
  });

  it('before: of two due together the higher rank begins, in one rank the priority one, and the other follows', () => {
    expect(order(heard('rank'))).toEqual(['province', 'commune']);
    expect(order(heard('class'))).toEqual(['commune priority', 'commune']);
  });

  it('before: while nobody has said the order, the commune’s priority plays, the province’s is held, and an alarm asks', async () => {
    expect(order(heard('ask'))).toEqual(['commune priority', 'province priority']);
    // The loudspeaker came after both were saved; the gateway looks once a minute which nodes came.
    await eventually(
      'the alarm that asks for the order',
      async () => {
        const { items } = await admin.get<{ items: { kind: string }[] }>('/api/v1/faults?open=true');
        return items.some(({ kind }) => kind === 'order-unresolved') || undefined;
      },
      70_000,
    );
  }, 80_000);

  it('after: behind an emergency the interrupted one goes on, then the priority one, the normal one, the hamlet’s', () => {
    const spoken = heard('ladder').slice(LADDER.length);
    const after = ['commune', 'commune priority', 'commune', 'hamlet'];
    expect(order(spoken)).toEqual(['commune', SIREN, 'emergency', ...after]);
    expect(Math.abs(secondsOf(spoken, 'commune') - 2 * SECONDS)).toBeLessThan(1);
  });

  const heard = (at: string) => {
    const spoken = spokenAt(at);
    console.info(JSON.stringify({ figure: at, spoken: shown(spoken) }));
    return spoken;
  };

  function shown(spoken: readonly Spoken[]): string[] {
    const start = spoken[0]?.from ?? 0;
    return spoken.map(
      ({ who, from, to }) => `${who} ${((from - start) / 1_000).toFixed(1)}–${((to - start) / 1_000).toFixed(1)}`,
    );
  }
});
