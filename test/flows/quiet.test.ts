import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../gateway/database/database.ts';
import { KeyFiles, readKey } from '../../gateway/keys/key-files.ts';
import type { Area, Node } from '../../protocol/api/areas.ts';
import type { Bulletin, Programme, Recording, Run } from '../../protocol/api/broadcast.ts';
import { planPath } from '../../protocol/api/paths.ts';
import { ENTRY_TYP, PLAN_TYP } from '../../protocol/channels.ts';
import { decodeJws, joinJws, jwsSigningInput } from '../../protocol/jws.ts';
import type { PlanFile, PlanPointer } from '../../protocol/messages/downlink.ts';
import type { Entry } from '../../protocol/messages/uplink.ts';
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import { gatewayUsername } from '../../protocol/sign-in.ts';
import { topicOf } from '../../protocol/topics.ts';
import { dayOf, instantAt, timeOf } from '../../protocol/vietnam-time.ts';
import type { ApiClient } from './api-client.ts';
import { approvedBulletin, foundCommune, listen } from './commune.ts';
import { eventually } from './processes.ts';
import { System, spokenRecording } from './system.ts';

describe('the night', () => {
  let system: System;
  let admin: ApiClient;
  let approver: ApiClient;
  let hamlet: Area;
  let node: Node;
  let recording: Recording;
  /** The one that took its place. */
  let other: Recording;
  let bulletin: Bulletin;
  let programme: Programme;
  let tomorrow: string;

  beforeAll(async () => {
    system = await System.start();
    const commune = await foundCommune(system);
    ({ admin, approver, hamlet } = commune);
    node = await system.addNode(admin, hamlet, 'TL-001');
    const spoken = { name: 'tiep-am', title: 'Tiếp âm', text: 'Đây là đài tiếng nói xã An Hòa.' };
    ({ recording, bulletin } = await approvedBulletin(system, commune, spoken));
    tomorrow = dayOf(Date.now() + 86_400_000);
  }, 120_000);

  afterAll(() => system?.stop(), 60_000);

  const communeOf = () => hamlet.parent as string;
  const nightAroundNow = (): QuietWindow => ({
    from: timeOf(Date.now() - 3_600_000),
    to: timeOf(Date.now() + 2 * 3_600_000),
  });
  const entries = (): Entry[] =>
    readFileSync(join(system.stateOf(node.id), 'log.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { entry?: { jws?: string } }).entry?.jws)
      .filter((jws) => jws !== undefined)
      .map((jws) => decodeJws(jws, ENTRY_TYP).payload as Entry);
  const sounds = () => readdirSync(system.wavFolderOf(node.id)).filter((name) => name.endsWith('.wav')).length;

  const relay = (time: string, of = bulletin.id, change: object = {}) => ({
    ...{ title: 'Tiếp âm', bulletins: [of], targets: [{ area: hamlet.id }], area: communeOf() },
    recurrence: { from: tomorrow, to: tomorrow, times: [time] },
    ...change,
  });
  const refusedAt = (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error: { status: number; code: string; message: string }) => error,
    );

  describe('when saving', () => {
    beforeAll(() => system.quietHours(admin, communeOf(), [{ from: '21:00', to: '05:00' }]));

    it('refuses a relay at 03:15, and one moved to 03:15, with the next allowed time', async () => {
      const moved = { at: instantAt(tomorrow, '12:00'), do: 'move', to: instantAt(tomorrow, '03:15') };
      const recurrence = { from: tomorrow, to: tomorrow, times: ['12:00'], exceptions: [moved] };
      for (const wish of [relay('03:15'), relay('12:00', bulletin.id, { recurrence })]) {
        const refusal = await refusedAt(admin.post('/api/v1/programmes', wish));
        expect(refusal).toMatchObject({ status: 422, code: 'quiet-hours' });
        expect(refusal?.message).toContain(`"nextAllowedAt":${instantAt(tomorrow, '05:00')}`);
      }
    });

    it('refuses what lies outside the allowed hours, with the beginning of the next one', async () => {
      const allowed = { windows: [{ from: '05:30', to: '06:30' }], reason: 'Theo quy chế của xã' };
      await admin.put(`/api/v1/areas/${communeOf()}/allowed-hours`, allowed);
      const refusal = await refusedAt(admin.post('/api/v1/programmes', relay('03:15')));
      expect(refusal?.message).toContain(`"nextAllowedAt":${instantAt(tomorrow, '05:30')}`);
      await eventually('the node knows it', () => {
        const config = system.documentOf<{ quiet: QuietWindow[] }>(node.id, 'config');
        return JSON.stringify(config?.quiet) === JSON.stringify([{ from: '06:30', to: '05:30' }]) || undefined;
      });
      await admin.put(`/api/v1/areas/${communeOf()}/allowed-hours`, { windows: [], reason: 'Bỏ khung giờ' });
    });

    it('the creator’s own approval is 403, and so is what one’s own bulletin says', async () => {
      programme = await admin.post<Programme>('/api/v1/programmes', relay('12:00'));
      const own = await refusedAt(admin.post(`/api/v1/programmes/${programme.id}/approve`));
      expect(own).toMatchObject({ status: 403, code: 'own-item' });
      const draft = { title: 'Của tôi', recording: recording.sha256, area: communeOf() };
      const mine = await admin.post<Bulletin>('/api/v1/bulletins', draft);
      const refusal = await refusedAt(admin.post(`/api/v1/bulletins/${mine.id}/approve`));
      expect(refusal).toMatchObject({ status: 403, code: 'own-item' });
    });

    it('one changed byte of the text or of the recording sends bulletin and programme back to waiting', async () => {
      await approver.post(`/api/v1/programmes/${programme.id}/approve`);
      const stateOf = async () => [
        (await admin.get<Bulletin>(`/api/v1/bulletins/${bulletin.id}`)).state,
        (await admin.get<Programme>(`/api/v1/programmes/${programme.id}`)).state,
      ];
      const { title, area } = bulletin;
      const put = (change: object) =>
        admin.put(`/api/v1/bulletins/${bulletin.id}`, { title, area, recording: recording.sha256, ...change });
      const approveAgain = async () => {
        await approver.post(`/api/v1/bulletins/${bulletin.id}/approve`);
        await approver.post(`/api/v1/programmes/${programme.id}/approve`);
      };
      expect(await stateOf()).toEqual(['approved', 'approved']);
      await put({ text: 'Kính thưa bà con.' });
      expect(await stateOf()).toEqual(['pending', 'pending']);
      await approveAgain();
      await put({ text: 'Kính thưa bà con!' });
      expect(await stateOf()).toEqual(['pending', 'pending']);
      await approveAgain();
      const file = spokenRecording(system.folder, 'khac', 'Đây là đài tiếng nói xã An Hòa!');
      other = await admin.upload<Recording>('/api/v1/recordings', file, { title: 'Khác một chữ' });
      await put({ text: 'Kính thưa bà con!', recording: other.sha256 });
      expect(await stateOf()).toEqual(['pending', 'pending']);
    });
  });

  describe('on the loudspeaker', () => {
    beforeAll(async () => {
      const window = nightAroundNow();
      await system.quietHours(admin, communeOf(), [window]);
      await eventually('the node knows that it is night', () => {
        const config = system.documentOf<{ quiet: QuietWindow[] }>(node.id, 'config');
        return config?.quiet[0]?.from === window.from || undefined;
      });
    });

    /** A plan with one item that begins soon, put where the gateway would serve it, and its pointer as a thief says it. */
    async function sayPlan(key: KeyObject): Promise<{ run: string; startAt: number }> {
      const startAt = Date.now() + 6_000;
      const item = {
        ...({ run: { programme: ulid(), dueAt: startAt }, level: 'commune', class: 'normal', startAt } as const),
        ...({ latenessMs: 60_000, resume: 'resume', maxMs: 60_000 } as const),
        parts: [
          { sha256: recording.sha256, durationMs: recording.durationMs, opus: recording.opus, mp3: recording.mp3 },
        ],
      };
      const file: PlanFile = { v: 1, node: node.id, from: startAt - 60_000, to: startAt + 86_400_000, items: [item] };
      const body = JSON.stringify(file);
      const sha256 = createHash('sha256').update(body).digest('hex');
      const database = new Database(`sqlite:${join(system.folder, 'loaxa.db')}`);
      await database.write((transaction) => transaction('plans').where({ node_id: node.id }).update({ body, sha256 }));
      await database.stop();
      const at = Date.now();
      const pointer: PlanPointer = { v: 1, node: node.id, version: at, at, sha256, url: planPath(sha256) };
      const [kid] = new KeyFiles(join(system.folder, 'keys')).kidsOf('command');
      const input = jwsSigningInput({ alg: 'EdDSA', kid: kid as string, typ: PLAN_TYP }, pointer);
      await sayAsStolenBroker(joinJws(input, sign(null, Buffer.from(input), key)));
      return { run: `${item.run.programme}@${startAt}`, startAt };
    }

    /** The gateway comes back at once and throws the thief out in its turn, so the thief tries again. */
    async function sayAsStolenBroker(jws: string): Promise<void> {
      const username = gatewayUsername('main');
      const password = readFileSync(join(system.folder, 'gateway.credential'), 'utf8').trim();
      const options = { clientId: username, username, password, reconnectPeriod: 0, protocolVersion: 4 } as const;
      for (let attempt = 0; attempt < 5; attempt++) {
        const thief = mqtt.connect(`mqtt://127.0.0.1:${system.ports.mqtt}`, options);
        const said = await new Promise<boolean>((resolve) => {
          thief.once('close', () => resolve(false));
          thief.once('error', () => resolve(false));
          thief.publish(topicOf('plan', { node: node.id }), JSON.stringify({ v: 1, jws }), { qos: 1 }, (error) =>
            resolve(!error),
          );
        });
        thief.end(true);
        if (said) return;
      }
      throw new Error('the thief never got a word in');
    }

    it('a plan item forged with another key makes no sound and leaves a signed refusal', async () => {
      const before = sounds();
      const { startAt } = await sayPlan(generateKeyPairSync('ed25519').privateKey);
      await eventually(
        'a signed refusal of the plan',
        () =>
          entries().some(
            (entry) => entry.kind === 'refusal' && entry.body.what === 'plan' && entry.body.reason === 'not-signed',
          ) || undefined,
      );
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, startAt + 2_000 - Date.now())));
      expect(sounds()).toBe(before);
    });

    it('a plan item of the gateway’s own key makes no sound at night and leaves a signed receipt that says why', async () => {
      const before = sounds();
      const files = new KeyFiles(join(system.folder, 'keys'));
      const { privateKey } = readKey(files.privateOf('command', files.kidsOf('command')[0] as string));
      const receiptOf = (run: string) =>
        entries().find(
          (entry) =>
            entry.kind === 'receipt' &&
            'programme' in entry.body.run &&
            `${entry.body.run.programme}@${entry.body.run.dueAt}` === run,
        );
      // Each minute the gateway sends its own newest plan again, and may take the item away before it is due: then it is said anew.
      const said: string[] = [];
      const receipt = await eventually(
        'a signed receipt of the refused run',
        async () => {
          said.push((await sayPlan(privateKey)).run);
          await eventually('its receipt', () => said.some(receiptOf) || undefined, 12_000).catch(() => undefined);
          return said.map(receiptOf).find((found) => found !== undefined);
        },
        36_000,
      );
      expect(receipt.body).toMatchObject({ result: 'refused', reason: 'quiet-hours', playedMs: 0 });
      expect(sounds()).toBe(before);
    });

    it('what is to play now is refused before it is sent', async () => {
      const spoken = { bulletin: bulletin.id, targets: [{ area: hamlet.id }] };
      const approve = () => approver.post(`/api/v1/bulletins/${bulletin.id}/approve`);
      // The recording is another one now: what was heard of the first does not count for it.
      expect(await refusedAt(approve())).toMatchObject({ status: 409, code: 'not-heard' });
      await listen(approver, other);
      await approve();
      const refusal = await refusedAt(admin.post<Run>('/api/v1/runs', spoken));
      expect(refusal).toMatchObject({ status: 422, code: 'quiet-hours' });
      expect(refusal?.message).toContain('nextAllowedAt');
    });
  });
});
