import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ulid } from 'ulid';
import type { Gateway } from '../../../gateway/gateway.ts';
import type { Person } from '../../../gateway/http/app.ts';
import { RecordingStore } from '../../../gateway/recordings/recording-store.ts';
import type { Area, AreaKind } from '../../../protocol/api/areas.ts';
import type { Role } from '../../../protocol/api/people.ts';
import { relayStationInput } from '../../../protocol/api/relays.ts';
import { ROLES } from '../../../protocol/roles.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { addDays, instantAt, timeOfMinutes } from '../../../protocol/vietnam-time.ts';
import { TestNode } from '../intake/test-node.ts';
import { TestDevice } from '../nodes/devices.ts';
import { hear } from '../recordings/hear.ts';

/** A Monday, ten in the morning: nobody's quiet hours. */
export const START = instantAt('2026-11-23', '10:00');
export const ROUND = { from: START - 30 * DAY_MS, until: START + 30 * DAY_MS };
export const PASSWORD = 'một mật khẩu đủ dài';
export const PIN = '482913';
export const SYSTEM = { id: 'system' };

/** A commune with everything a route can be asked about, and one account of each role that reaches it. */
export interface Place {
  readonly commune: Area;
  readonly hamlet: Area;
  readonly node: string;
  readonly credential: string;
  readonly recording: { readonly sha256: string; readonly opus: string };
  readonly people: Readonly<Record<Role, Person>>;
  /** Prepares what others approve. */
  readonly maker: Person;
  readonly administrator: Person;
  /** Both approved. */
  readonly bulletin: string;
  readonly programme: string;
  /** Sent for approval. */
  readonly waiting: string;
  /** The operator's office as deputy of the approver. */
  readonly deputy: string;
  readonly run: string;
  readonly fault: string;
  readonly incident: string;
  readonly parent: string;
  readonly evidence: number;
  readonly round: string;
  readonly group: string;
  /** A station of the commune. */
  readonly relay: string;
  /** Of the province, addressed to the commune. */
  readonly campaign: string;
  /** Its device calls and waits to be placed. */
  readonly label: string;
  readonly confirmation: string;
  readonly emergency: string;
  readonly drillTemplate: string;
  readonly drill: string;
  readonly stop: string;
}

let counter = 0;
/** A name nothing else has. */
export const fresh = (name: string) => `${name}-${++counter}`;

export async function makePlace(gateway: Gateway, province: Area, name: string): Promise<Place> {
  const { stations, enrolment, faults, intake, evidence, appraisal, broadcast } = gateway;
  const commune = await makeArea(gateway, 'commune', name, province);
  const hamlet = await makeArea(gateway, 'hamlet', `Đông ${name}`, commune);
  await makeArea(gateway, 'hamlet', `Tây ${name}`, commune);
  await stations.save(
    SYSTEM,
    [{ area: commune.id, name: `Đài ${name}`, upgrade: 'none', investments: [] }],
    'station.change',
  );

  const device = new TestNode(await makeNode(gateway, hamlet.id));
  const [answer] = await enrolment.enrolInBulk(SYSTEM, [
    { node: device.id, publicKey: device.publicKey, firmware: 'test 1' },
  ]);
  await intake.take(device.id, [device.boot(0, START)], START);
  faults.alarm({ kind: 'node-fault', node: device.id, detail: 'horn-open' });
  await faults.tick(START);
  const [fault] = await faults.list({ open: false, node: device.id, limit: 1 });

  const people = Object.fromEntries(
    await Promise.all(
      ROLES.map(async (role) => {
        const area = role === 'hamlet-head' ? hamlet : commune;
        return [role, await makePerson(gateway, role, area, PASSWORD)] as const;
      }),
    ),
  ) as Record<Role, Person>;
  const { technician } = people;
  const hung = { kind: 'uplink', name: `Cột ${name}`, area: commune.id, nodes: [device.id] } as const;
  const mast = await gateway.parents.create(technician, hung);
  const maker = await makePerson(gateway, 'operator', commune, PASSWORD);
  const recording = await makeRecording(gateway, commune);
  for (const who of Object.values(people)) await hear(gateway.database, who.id, { ...recording, ...SOUND }, START);
  const partly = { commune, hamlet, node: device.id, recording, people, maker, administrator: people.administrator };
  const bulletin = await makeBulletin(gateway, partly);
  await broadcast.bulletins.approve(people.approver, bulletin);
  const programme = await makeProgramme(gateway, { ...partly, bulletin });
  await broadcast.programmes.approve(people.approver, programme);
  const deputy = await makeDeputy(gateway, partly);
  const waiting = await makeBulletin(gateway, partly);
  const run = await broadcast.playNow(maker, { bulletin, targets: [{ area: hamlet.id }] });
  const emergency = await broadcast.emergencies.raise(maker, emergencyOrder(partly));
  await broadcast.emergencies.idle();
  const { command: stop } = await broadcast.stopSound(maker, { area: hamlet.id });
  const drillTemplate = await makeDrillTemplate(gateway, partly);
  const drill = await broadcast.drills.create(maker, drillBody({ ...partly, drillTemplate }));
  const round = await appraisal.rounds.create(people.administrator, {
    ...{ year: 2026, level: 'ntm', kind: 'new', title: `Thẩm định ${name}`, ...ROUND },
    ...{ communes: [commune.id], members: [people.appraiser.id] },
  });
  const group = await makeGroup(gateway, partly);
  const relay = await makeRelay(gateway, partly);
  const campaign = await makeCampaign(gateway, partly);
  return {
    ...partly,
    ...{ group, campaign, relay },
    ...{ credential: answer?.credential ?? '', bulletin, programme, waiting, deputy, run: run.id, round: round.id },
    ...{ emergency: emergency.id, drillTemplate, drill: drill.id, stop },
    label: await callingLabel(gateway, hamlet),
    confirmation: await askForConfirmation(gateway, maker, commune),
    ...{ fault: fault?.id ?? '', incident: fault?.incident ?? '', parent: mast.id },
    ...{ evidence: (await evidence.size()) - 1 },
  };
}

export function makeArea({ areas }: Gateway, kind: AreaKind, name: string, parent?: Area): Promise<Area> {
  const area = { kind, name, validFrom: '2025-07-01', predecessors: [] };
  return areas.create(SYSTEM, { ...area, ...(parent ? { parent: parent.id } : {}) });
}

export async function makeNode({ nodes }: Gateway, hamlet: string): Promise<string> {
  const { id } = await nodes.create(SYSTEM, { hamlet, code: fresh('TL'), place: '', technology: 'ip', horns: 3 });
  return id;
}

/** The code of a claim for a node made for it. */
export async function claimCode(gateway: Gateway, { hamlet }: Place): Promise<string> {
  const node = gateway.nodes.known(await makeNode(gateway, hamlet.id));
  return (await gateway.enrolment.labels.claim(SYSTEM, node)).code;
}

/** A label printed for the commune, whose code nobody has shown yet. */
export async function makeLabel({ enrolment }: Gateway, { commune }: Pick<Place, 'commune'>) {
  const { labels } = await enrolment.labels.make(SYSTEM, { area: commune.id, count: 1, days: 7 }, 'http://localhost');
  const [label] = labels;
  if (!label) throw new Error('no label was made');
  return label;
}

/** A claimed node whose device calls; the id of its label. */
async function callingLabel(gateway: Gateway, hamlet: Area): Promise<string> {
  const { labels } = await gateway.enrolment.labels.make(
    SYSTEM,
    { area: hamlet.id, count: 1, days: 7 },
    'http://localhost',
  );
  const [label] = labels;
  await gateway.enrolment.call(new TestDevice().enrolBody(label?.code ?? ''), '127.0.0.1');
  return label?.id ?? '';
}

/** What waits for a second person, asked for in a session that is still open. */
export async function askForConfirmation({ people }: Gateway, by: Person, commune: Area): Promise<string> {
  await people.sessions.open(by.id, {});
  const [session] = await people.sessions.list(by.id, '');
  const wish = { action: 'drill' as const, title: 'Diễn tập', areas: [commune.id], communes: [commune.name], nodes: 1 };
  const asked = await people.confirmations.request({ person: by, session: session?.id ?? '' }, { ...wish, order: {} });
  return asked.id;
}

export function makePerson({ accounts }: Gateway, role: Role, area: Area, password?: string): Promise<Person> {
  const username = fresh(role);
  const about = { username, name: `Người ${username}`, role, areas: [area.id] };
  return accounts.createAccount(SYSTEM, { ...about, ...(password === undefined ? {} : { password }) });
}

const SOUND = { durationMs: 60_000 } as const;

/** A recording that is there and drawn, without the seconds ffmpeg would take. */
export async function makeRecording({ database, recordings }: Gateway, area: Area): Promise<Place['recording']> {
  const [sha256, opus, mp3] = [0, 1, 2].map(() => randomBytes(32).toString('hex')) as [string, string, string];
  const about = { title: 'Ghi âm', ...SOUND, loudnessBefore: -23, loudnessAfter: -16, format: 'mp3' };
  const kept = { bytes: 1, uploadedBy: 'x', uploadedAt: START, area: area.id };
  await database.write(async (transaction) => {
    await new RecordingStore(database).add(transaction, { sha256, opus, mp3, ...about, ...kept });
    await transaction('waveforms').insert({ recording: sha256, peaks: '[0,100]' });
  });
  const path = recordings.files.pathOf(opus, 'opus');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'x');
  return { sha256, opus };
}

/** A recording said over the loudspeakers of the place as an emergency. */
export function emergencyOrder({ recording, hamlet }: Pick<Place, 'recording' | 'hamlet'>) {
  const { sha256 } = recording;
  return { key: ulid(), status: 'actual' as const, recording: sha256, targets: [{ area: hamlet.id }], forMinutes: 1 };
}

export function drillBody({ commune, drillTemplate }: Pick<Place, 'commune' | 'drillTemplate'>) {
  return { title: 'Diễn tập cháy', day: '2026-11-23', template: drillTemplate, area: commune.id };
}

/** The same words are spoken once. */
export async function makeDrillTemplate({ broadcast }: Gateway, { maker, commune }: Pick<Place, 'maker' | 'commune'>) {
  const words = { title: fresh('Diễn tập'), text: 'Đây là diễn tập. Giả sử có cháy.' };
  const input = { status: 'exercise', event: 'fire', area: commune.id, ...words } as const;
  return (await broadcast.emergencyTemplates.create(maker, input)).id;
}

export async function makeBulletin(
  { broadcast }: Gateway,
  { maker, recording, commune }: Pick<Place, 'maker' | 'recording' | 'commune'>,
  draft?: boolean,
): Promise<string> {
  const input = { class: 'normal', field: 'general', language: 'vi', area: commune.id } as const;
  const { id } = await broadcast.bulletins.create(maker, {
    ...input,
    title: fresh('Bản tin'),
    recording: recording.sha256,
    draft,
  });
  return id;
}

export async function makeGroup(
  { groups }: Gateway,
  { maker, commune, hamlet }: Pick<Place, 'maker' | 'commune' | 'hamlet'>,
): Promise<string> {
  const input = { name: fresh('Nhóm'), area: commune.id, targets: [{ area: hamlet.id }] };
  return (await groups.create(maker, input)).id;
}

/** The province asks the commune to air a bulletin of the province's own. */
export async function makeCampaign(
  gateway: Gateway,
  { commune, recording }: Pick<Place, 'commune' | 'recording'>,
): Promise<string> {
  const province = gateway.tree.get(commune.parent ?? '');
  if (!province) throw new Error('the commune has no province');
  const [maker, approver] = await provinceEditors(gateway, province);
  const bulletin = await makeBulletin(gateway, { maker, recording, commune: province });
  await gateway.broadcast.bulletins.approve(approver, bulletin);
  const days = { from: '2026-11-23', deadline: '2026-12-23' };
  const input = { title: fresh('Đợt'), bulletins: [bulletin], communes: [commune.id], airings: 1, ...days };
  return (await gateway.campaigns.create(maker, { ...input, area: province.id })).id;
}

const editors = new WeakMap<Gateway, Promise<[Person, Person]>>();

/** Two of the province, made once. */
function provinceEditors(gateway: Gateway, province: Area): Promise<[Person, Person]> {
  const known =
    editors.get(gateway) ??
    Promise.all([makePerson(gateway, 'operator', province), makePerson(gateway, 'approver', province)]);
  editors.set(gateway, known);
  return known;
}

export async function makeProgramme(
  { broadcast }: Gateway,
  place: Pick<Place, 'maker' | 'bulletin' | 'commune' | 'hamlet'>,
  draft?: boolean,
): Promise<string> {
  const { id } = await broadcast.programmes.create(place.maker, { ...programmeInput(place), draft });
  return id;
}

/** The operator approves in the approver's place. */
export async function makeDeputy(
  { broadcast }: Gateway,
  { people, commune }: Pick<Place, 'people' | 'commune'>,
): Promise<string> {
  const days = { from: '2026-11-23', to: '2026-11-30' };
  const { id } = await broadcast.deputies.name(people.approver, {
    ...{ account: people.operator.id, area: commune.id, ...days },
  });
  return id;
}

export function programmeInput({ bulletin, commune, hamlet }: Pick<Place, 'bulletin' | 'commune' | 'hamlet'>) {
  // Each on a day and at a time of its own: two that meet are a conflict, and nothing would be saved.
  const turn = ++counter;
  const day = addDays('2026-11-24', turn % 80);
  const times = [timeOfMinutes(360 + 5 * Math.floor(turn / 80))];
  return {
    ...{ title: fresh('Lịch'), bulletins: [bulletin], targets: [{ area: hamlet.id }], area: commune.id },
    recurrence: { from: day, to: day, times, weekdays: [], except: [] },
    ...({ resume: 'resume', registered: true } as const),
  };
}

/** The guard refuses this address at once: nothing is called. */
export const STATION_URL = 'http://127.0.0.1:9/live';

export async function makeRelay(gateway: Gateway, place: Pick<Place, 'commune' | 'maker'>): Promise<string> {
  const input = relayStationInput.parse({ name: fresh('VOV'), url: STATION_URL, area: place.commune.id });
  return (await gateway.relays.stations.create(place.maker, input)).id;
}
