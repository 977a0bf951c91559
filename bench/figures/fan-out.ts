import { join } from 'node:path';
import knexModule from 'knex';
import mqtt from 'mqtt';
import { ulid } from 'ulid';
import { toBase64Url } from '../../protocol/jws.ts';
import { topicOf } from '../../protocol/topics.ts';
import { type BareBroker, BarePipe, startBareAedes, startMosquitto } from '../bare.ts';
import { inDatabase, inFolder, sqliteUrl } from '../database.ts';
import { type Fleet, settleFleet } from '../fleet.ts';
import { Load } from '../load.ts';
import { type Options, sizesOf } from '../options.ts';
import { type PlayOrder, preparePlayOrder } from '../play-order.ts';
import { prepared } from '../prepared.ts';
import { figure, percentile } from '../report.ts';
import type { System } from '../system.ts';
import { sleep, until } from '../timing.ts';

const MOST_NODES = 10_000;
const ROUNDS = 3;

interface Round {
  /** Milliseconds from the order to the arrival at each node, in order. */
  readonly arrivals: readonly number[];
  /** Milliseconds from the order until every acknowledgement was committed. */
  readonly acksMs: number;
  /** Milliseconds until the order was answered. */
  readonly answeredMs?: number;
  /** The same of the clear that ends it: milliseconds from the order to each node, and until every acknowledgement was committed. */
  readonly cleared?: { readonly arrivals: readonly number[]; readonly acksMs: number };
}

/** DOMAIN §3.9 and the flows: first sound and silence after a clear, on nodes that are connected. */
const FIRST_SOUND_MS = 5_000;
const SILENCE_MS = 3_000;

/** One signed emergency for a whole province: from the second person's yes to the last loudspeaker, and all acknowledgements stored. */
export async function fanOut(options: Options): Promise<void> {
  for (const nodes of sizesOf(Math.min(options.nodes, MOST_NODES), options)) {
    await inFolder(async (folder) => {
      const { fleet, order } = await inDatabase(sqliteUrl(folder), async (database) => {
        const settled = await settleFleet(database, { nodes }, Date.now());
        return { fleet: settled, order: await preparePlayOrder(database, settled.province) };
      });
      tell('bare-aedes', nodes, await without(await startBareAedes(), folder, fleet));
      const mosquitto = await startMosquitto(folder);
      const bare = mosquitto && (await without(mosquitto, folder, fleet));
      if (bare) tell('mosquitto', nodes, bare);
      await prepared(folder, fleet, async (system, load) => {
        load.answerCommands();
        const rounds: Round[] = [];
        for (let round = 0; round < ROUNDS; round++) rounds.push(await playNow(system, load, nodes, order));
        tell('emergency', nodes, rounds, bare);
      });
    });
  }
}

async function playNow(system: System, load: Load, nodes: number, order: PlayOrder): Promise<Round> {
  await sleep(3_000);
  const database = knexModule.knex({
    client: 'sqlite3',
    connection: { filename: join(system.folder, 'loaxa.db') },
    useNullAsDefault: true,
  });
  try {
    const acknowledged = async () => {
      const row = await database('command_targets')
        .whereNotIn('state', ['queued', 'sent'])
        .count({ rows: '*' })
        .first();
      return Number(row?.rows);
    };
    const before = await acknowledged();
    const asked = await fetch(`${system.url}/api/v1/emergencies`, { method: 'POST', ...order.ask() });
    if (asked.status !== 202) throw new Error(`POST /runs answers ${asked.status}: ${await asked.text()}`);
    const { id } = (await asked.json()) as { id: string };
    const orderedAt = now();
    const response = await fetch(`${system.url}/api/v1/confirmations/${id}`, { method: 'POST', ...order.confirm });
    const answeredMs = now() - orderedAt;
    if (!response.ok) throw new Error(`POST /confirmations answers ${response.status}: ${await response.text()}`);
    const { run } = (await response.json()) as { run?: string };
    if (run === undefined) throw new Error('a confirmed emergency names no run');
    await until(
      'all acknowledgements in the database',
      async () => (await acknowledged()) - before >= nodes,
      60_000,
      25,
    );
    const acksMs = now() - orderedAt;
    const raised = { ...arrivalsAfter(orderedAt, await load.arrivals(), nodes), acksMs, answeredMs };
    // The deliveries of ten thousand are written behind the command; whoever clears at once waits for them as well.
    const clearedAt = now();
    const clear = await fetch(`${system.url}/api/v1/emergencies/${run}/clear`, { method: 'POST', ...order.clear });
    if (!clear.ok) throw new Error(`POST /clear answers ${clear.status}: ${await clear.text()}`);
    await until(
      'all acknowledgements of the clear in the database',
      async () => (await acknowledged()) - before >= 2 * nodes,
      60_000,
      25,
    );
    const clearedMs = now() - clearedAt;
    return { ...raised, cleared: { ...arrivalsAfter(clearedAt, await load.arrivals(), nodes), acksMs: clearedMs } };
  } finally {
    await database.destroy();
  }
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

/** The same without us: a straight MQTT server and a bare subscriber that stores, on this machine. */
async function without(broker: BareBroker, folder: string, fleet: Fleet): Promise<Round[]> {
  const pipe = await BarePipe.start(broker.port, folder, 'ack');
  const load = new Load();
  const client = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 4, clean: true });
  try {
    await load.connect(broker.port, fleet.identities, { birth: false });
    load.answerCommands();
    const rounds: Round[] = [];
    const nodes = fleet.identities.length;
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(1_000);
      const before = pipe.stored;
      const orderedAt = performance.timeOrigin + performance.now();
      await client.publishAsync(topicOf('groupCommand', { group: fleet.province }), sizedCommand(), { qos: 1 });
      await until('all acknowledgements behind the bare broker', () => pipe.stored - before >= nodes, 60_000, 10);
      const acksMs = performance.timeOrigin + performance.now() - orderedAt;
      rounds.push({ ...arrivalsAfter(orderedAt, await load.arrivals(), nodes), acksMs });
    }
    return rounds;
  } finally {
    await client.endAsync(true);
    await load.stop();
    await pipe.stop();
    await broker.stop();
  }
}

/** As large as a signed play command; nobody verifies it here. */
function sizedCommand(): string {
  const claims = { id: ulid(), says: 'x'.repeat(700) };
  const part = toBase64Url(Buffer.from(JSON.stringify(claims)));
  return JSON.stringify({ v: 1, jws: `${'h'.repeat(110)}.${part}.${'s'.repeat(86)}` });
}

function arrivalsAfter(orderedAt: number, arrivals: readonly number[], nodes: number): Pick<Round, 'arrivals'> {
  if (arrivals.length < nodes) throw new Error(`${arrivals.length} of ${nodes} nodes heard the command`);
  return { arrivals: arrivals.map((arrival) => arrival - orderedAt) };
}

/** The median round. */
function tell(
  what: 'bare-aedes' | 'mosquitto' | 'emergency',
  nodes: number,
  rounds: readonly Round[],
  bare?: readonly Round[],
): void {
  const median = (of: (round: Round) => number, among = rounds) =>
    [...among].map(of).sort((a, b) => a - b)[Math.floor(among.length / 2)] ?? Number.NaN;
  const p99 = (round: Round) => percentile(round.arrivals, 0.99);
  const ofMosquitto = (of: (round: Round) => number) =>
    bare ? { ofMosquitto: Number((median(of) / median(of, bare)).toPrecision(3)) } : {};
  figure(
    `fan-out.${what}-first`,
    median((round) => round.arrivals[0] ?? Number.NaN),
    'ms',
    { nodes },
  );
  figure(
    `fan-out.${what}-p50`,
    median((round) => percentile(round.arrivals, 0.5)),
    'ms',
    { nodes },
  );
  const arrivalTargets = what === 'emergency' ? { target: 500, targetOfMosquitto: 1 } : {};
  figure(`fan-out.${what}-p99`, median(p99), 'ms', { nodes, ...ofMosquitto(p99), ...arrivalTargets });
  const acks = (round: Round) => round.acksMs;
  const ackTargets = what === 'emergency' ? { target: 3_000, targetOfMosquitto: 1.25 } : {};
  figure(`fan-out.${what}-acks-stored`, median(acks), 'ms', { nodes, ...ofMosquitto(acks), ...ackTargets });
  if (what !== 'emergency') return;
  tellEmergency(nodes, rounds);
  figure(
    'fan-out.request-answered',
    median((round) => round.answeredMs ?? 0),
    'ms',
    { nodes },
  );
}

/** What the field needs, over all nodes of all rounds: the worst tail and not the median of it. */
function tellEmergency(nodes: number, rounds: readonly Round[]): void {
  const about = { nodes, rounds: rounds.length };
  const worst = (of: (round: Round) => number) => Math.max(...rounds.map(of));
  const within = (list: readonly number[], ms: number) => list.filter((arrival) => arrival <= ms).length / list.length;
  const all = rounds.flatMap((round) => round.arrivals);
  figure(
    'fan-out.emergency-p95-worst',
    worst((round) => percentile(round.arrivals, 0.95)),
    'ms',
    about,
  );
  figure('fan-out.emergency-within-5s', within(all, FIRST_SOUND_MS), 'share', { ...about, target: 0.95 });
  const cleared = (round: Round) => round.cleared?.arrivals ?? [];
  figure(
    'fan-out.clear-p95-worst',
    worst((round) => percentile(cleared(round), 0.95)),
    'ms',
    about,
  );
  figure(
    'fan-out.clear-last',
    worst((round) => cleared(round).at(-1) ?? Number.NaN),
    'ms',
    {
      ...about,
      target: SILENCE_MS,
    },
  );
  figure(
    'fan-out.clear-acks-stored',
    worst((round) => round.cleared?.acksMs ?? Number.NaN),
    'ms',
    about,
  );
}
