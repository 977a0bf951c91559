import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { figureRoutes } from '../../../gateway/appraisal/figures/figure-routes.ts';
import { Figures } from '../../../gateway/appraisal/figures/figures.ts';
import { areaRoutes } from '../../../gateway/areas/area-routes.ts';
import { Areas } from '../../../gateway/areas/areas.ts';
import { areaImportRoutes } from '../../../gateway/areas/import-routes.ts';
import { QuietHours } from '../../../gateway/areas/quiet-hours.ts';
import { quietHoursRoutes } from '../../../gateway/areas/quiet-hours-routes.ts';
import { stationRoutes } from '../../../gateway/areas/station-routes.ts';
import { Stations } from '../../../gateway/areas/stations.ts';
import { Audit } from '../../../gateway/audit/audit.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { FactBus } from '../../../gateway/facts.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import { Feed } from '../../../gateway/http/feed.ts';
import { healthRoutes } from '../../../gateway/http/health-routes.ts';
import { Metrics } from '../../../gateway/http/metrics.ts';
import { SHIFT_MS } from '../../../gateway/http/proved.ts';
import { createHttpServer, registerApi } from '../../../gateway/http/server.ts';
import { Sealing } from '../../../gateway/keys/sealing.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { IssueCertificate } from '../../../gateway/nodes/certificates.ts';
import { enrolRoutes } from '../../../gateway/nodes/enrol-routes.ts';
import { Enrolment } from '../../../gateway/nodes/enrolment.ts';
import { nodeImportRoutes } from '../../../gateway/nodes/import-routes.ts';
import { labelRoutes } from '../../../gateway/nodes/label-routes.ts';
import { nodeRoutes } from '../../../gateway/nodes/node-routes.ts';
import type { Live } from '../../../gateway/nodes/node-view.ts';
import { Nodes } from '../../../gateway/nodes/nodes.ts';
import { rosterRoutes } from '../../../gateway/nodes/roster-routes.ts';
import { credentialRoutes, rotateRoutes } from '../../../gateway/nodes/rotation-routes.ts';
import { Rotations } from '../../../gateway/nodes/rotations.ts';
import type { Accounts } from '../../../gateway/people/accounts.ts';
import { createPeople, type People, peopleRoutes } from '../../../gateway/people/people.ts';
import type { Sessions } from '../../../gateway/people/sessions.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import type { Role } from '../../../protocol/api/people.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import type { TestDatabase } from '../database/engines.ts';

const KEYS = mkdtempSync(join(tmpdir(), 'loaxa-keys-'));
process.on('exit', () => rmSync(KEYS, { recursive: true, force: true }));

export const BROKER_TOKEN = randomBytes(24).toString('base64url');
export const START = Date.parse('2026-11-22T02:00:00Z');
export const TRUSTED = { root: 'A'.repeat(60), keyList: 'list.of.keys.signed.by.the.root' };

export const ROOT_FINGERPRINT = 'ab'.repeat(32);

/** The gateway's doors as the root builds them, on a clock moved by hand. */
export class Doors {
  readonly clock = new MovableClock(START);
  readonly facts = new FactBus();
  readonly audit: Audit;
  readonly people: People;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly areas: Areas;
  readonly stations: Stations;
  readonly quietHours: QuietHours;
  readonly nodes: Nodes;
  readonly figures: Figures;
  readonly enrolment: Enrolment;
  readonly rotations: Rotations;
  readonly rotateCommands: { node: string; by: string }[] = [];
  readonly unfinished = new Map<string, number>();
  /** A test that has a CA puts it here. */
  issueCertificate: IssueCertificate = () => Promise.reject(new Error('this test has no CA'));
  readonly feed: Feed;
  /** What enrolling said to faults. */
  readonly alarms: object[] = [];
  /** What a second person confirmed. */
  perform: (action: string, by: Person, order: unknown) => Promise<string | undefined> = async () => undefined;
  live: (node: string) => Live = () => ({ presence: 'unobserved' });
  alsoKnownAs: (node: string) => string = () => '';
  #app: App | undefined;

  private constructor(test: TestDatabase) {
    const { clock, facts } = this;
    const { database } = test;
    this.audit = new Audit({ database, clock });
    const { audit } = this;
    this.people = createPeople({
      ...{ database, clock, audit, sealing: Sealing.load(KEYS) },
      ...{ log: silentLog, facts },
      perform: (action, by, order) => this.perform(action, by, order),
      ground: {
        isWithin: (area, scope) => this.areas.tree.isWithin(area, scope),
        kindOf: (area) => this.areas.tree.get(area)?.kind,
        tops: () => this.areas.tree.children().map(({ id }) => id),
      },
    });
    this.accounts = this.people.accounts;
    this.sessions = this.people.sessions;
    this.areas = new Areas({
      database,
      clock,
      audit,
      facts,
      grant: (transaction, account, area) => this.accounts.grant(transaction, account, area),
      moved: (areas) => this.nodes.areasMoved(areas),
    });
    const { tree } = this.areas;
    this.stations = new Stations({ database, clock, audit, facts, tree });
    this.quietHours = new QuietHours({ database, audit, tree });
    this.nodes = new Nodes({ database, clock, audit, facts, areas: tree });
    this.figures = new Figures({ database, clock, audit, tree, stations: this.stations, roster: this.nodes.roster });
    this.enrolment = new Enrolment({
      database,
      clock,
      audit,
      nodes: this.nodes,
      areas: tree,
      trust: () => TRUSTED,
      mqttUrl: 'mqtt://broker.example:1883',
      nameOf: (account) => this.accounts.nameOf(account),
      rootFingerprint: () => ROOT_FINGERPRINT,
      alarm: (alarm) => this.alarms.push(alarm),
      issueCertificate: (node, csr) => this.issueCertificate(node, csr),
    });
    this.rotations = new Rotations({
      database,
      clock,
      audit,
      nodes: this.nodes,
      maxAgeMs: 180 * DAY_MS,
      command: async (_transaction, node, by) => void this.rotateCommands.push({ node, by }),
      send: async () => {},
      issueCertificate: (node, csr) => this.issueCertificate(node, csr),
      unfinished: {
        tell: (node) => void this.unfinished.set(node, clock.now()),
        settle: (node) => void this.unfinished.delete(node),
        open: () => [...this.unfinished].map(([node, since]) => ({ node, since })),
      },
    });
    this.feed = new Feed({
      facts,
      clock,
      log: silentLog,
      sessions: this.sessions,
      authorityOf: (account) => this.accounts.authorityOf(account),
      scope: tree,
      areaOfNode: (node) => this.nodes.roster.get(node)?.hamlet,
      watching: () => true,
    });
  }

  /** A demo by default, so that passwords alone open; `live` asks for the second factor as a real installation does. */
  static async open(test: TestDatabase, staticFolder?: string, { live = false } = {}): Promise<Doors> {
    await emptyTables(test);
    const doors = new Doors(test);
    await doors.accounts.start();
    await doors.areas.start();
    await doors.stations.start();
    await doors.nodes.start();
    const metrics = new Metrics();
    const demo = live ? undefined : { label: 'số liệu minh họa 2023' };
    const app = await createHttpServer({
      log: silentLog,
      clock: doors.clock,
      sessions: doors.sessions,
      devices: doors.nodes.credentials,
      audit: doors.audit,
      metrics,
      brokerToken: BROKER_TOKEN,
      ...(staticFolder === undefined ? {} : { staticFolder }),
    });
    const areas = doors.areas.tree;
    healthRoutes(app, { metrics, checks: { database: () => true } });
    rosterRoutes(app, { brokerRoster: doors.nodes.brokerRoster });
    enrolRoutes(app, { enrolment: doors.enrolment, clock: doors.clock });
    credentialRoutes(app, doors);
    await registerApi(app, (api) => {
      peopleRoutes(api, doors.people, demo ? { demo } : {});
      areaRoutes(api, { areas: doors.areas });
      quietHoursRoutes(api, { quietHours: doors.quietHours, tree: areas });
      stationRoutes(api, { tree: areas, stations: doors.stations });
      areaImportRoutes(api, { areas: doors.areas, stations: doors.stations });
      nodeRoutes(api, {
        ...{ nodes: doors.nodes, areas, clock: doors.clock },
        liveOf: (node) => doors.live(node),
        standingsAt: () => (node) => doors.live(node),
        alsoKnownAs: (node) => doors.alsoKnownAs(node),
      });
      labelRoutes(api, { nodes: doors.nodes, areas, enrolment: doors.enrolment, clock: doors.clock });
      rotateRoutes(api, { nodes: doors.nodes, areas, rotations: doors.rotations });
      nodeImportRoutes(api, { nodes: doors.nodes, areas });
      figureRoutes(api, doors.figures);
      doors.feed.routes(api);
    });
    doors.feed.start();
    await app.ready();
    doors.#app = app;
    return doors;
  }

  get app(): App {
    if (!this.#app) throw new Error('open makes the app before it hands the doors out');
    return this.#app;
  }

  async close(): Promise<void> {
    this.feed.stop();
    this.nodes.stop();
    await this.app.close();
  }

  /** An account of this role over these areas, signed in and unlocked. */
  async person(role: Role, areas: readonly string[], username = `${role}-${randomBytes(4).toString('hex')}`) {
    const account = { username, name: `Người ${username}`, role, areas, password: 'correct horse' };
    const person = await this.accounts.createAccount({ id: 'system' }, account);
    const unlocked = { step: 'done', unlockedUntil: this.clock.now() + SHIFT_MS } as const;
    const { token, csrfToken } = await this.sessions.open(person.id, {}, unlocked);
    return new Caller(this, token, csrfToken, person.id);
  }

  /** Nghệ An with two communes of two hamlets each. */
  async smallProvince(): Promise<Record<'province' | 'linh' | 'xa' | 'linh1' | 'linh2' | 'xa1' | 'xa2', Area>> {
    const by = { id: 'system' };
    const input = { validFrom: '2025-07-01', predecessors: [] };
    const add = (kind: Area['kind'], unit: string, name: string, parent?: Area) =>
      this.areas.create(by, { ...input, kind, unit, name, ...(parent ? { parent: parent.id } : {}) });
    const province = await add('province', 'tỉnh', 'Nghệ An');
    const linh = await add('commune', 'xã', 'Hưng Lĩnh', province);
    const xa = await add('commune', 'xã', 'Long Xá', province);
    return {
      province,
      linh,
      xa,
      linh1: await add('hamlet', 'xóm', 'Đông Thịnh', linh),
      linh2: await add('hamlet', 'xóm', 'Ấp 10', linh),
      xa1: await add('hamlet', 'thôn', 'Ân 2', xa),
      xa2: await add('hamlet', 'thôn', 'Ấp 2', xa),
    };
  }
}

const PROOFS = ['recovery_codes', 'trusted_devices', 'account_links', 'api_tokens', 'confirmations'];

/** A database of its own for each test would take a second each. */
async function emptyTables({ database }: TestDatabase): Promise<void> {
  const tables = [
    'areas',
    'area_predecessors',
    'stations',
    'station_investments',
    'source_figures',
    'nodes',
    'node_credentials',
    'node_certificates',
  ];
  await database.write(async (transaction) => {
    for (const table of [
      ...[...tables, 'node_rotations', 'labels', 'accounts', 'account_areas', 'web_sessions', 'settings'],
      ...PROOFS,
    ])
      await transaction(table).delete();
  });
}

/** Somebody signed in. */
export class Caller {
  readonly doors: Doors;
  readonly token: string;
  readonly csrfToken: string;
  readonly id: string;

  constructor(doors: Doors, token: string, csrfToken: string, id: string) {
    this.doors = doors;
    this.token = token;
    this.csrfToken = csrfToken;
    this.id = id;
  }

  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    return call(this.doors, method, `/api/v1${path}`, body, {
      cookie: `loaxa_session=${this.token}`,
      'x-csrf-token': this.csrfToken,
      ...headers,
    });
  }

  table(path: string, csv: string | Buffer): Promise<LightMyRequestResponse> {
    return this.call('POST', path, csv, { 'content-type': 'text/csv' });
  }
}

export function call(
  doors: Doors,
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  const options: InjectOptions = {
    method: method as NonNullable<InjectOptions['method']>,
    url,
    headers,
    ...(body === undefined ? {} : { payload: body as string }),
  };
  return doors.app.inject(options);
}
