import { ulid } from 'ulid';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { Audit } from '../../../gateway/audit/audit.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { Coverage } from '../../../gateway/coverage/coverage.ts';
import { Exclusions } from '../../../gateway/coverage/exclusions.ts';
import { exclusionRoutes } from '../../../gateway/coverage/exclusions-routes.ts';
import { readExclusions } from '../../../gateway/coverage/exclusions-store.ts';
import { readHandLog } from '../../../gateway/coverage/hand-log-store.ts';
import { readVisits } from '../../../gateway/coverage/inspections-store.ts';
import { Periods } from '../../../gateway/coverage/periods.ts';
import { periodRoutes } from '../../../gateway/coverage/periods-routes.ts';
import { frozenUntil } from '../../../gateway/coverage/periods-store.ts';
import { RuleDrafts } from '../../../gateway/coverage/rule-drafts.ts';
import { ruleRoutes } from '../../../gateway/coverage/rule-routes.ts';
import { NotFoundError } from '../../../gateway/errors.ts';
import { FactBus } from '../../../gateway/facts.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import type { Rule } from '../../../protocol/api/coverage.ts';
import { areaIdFrom } from '../../../protocol/ids.ts';
import { addDays, daysBetween, instantAt } from '../../../protocol/vietnam-time.ts';
import type { TestDatabase } from '../database/engines.ts';
import { openDoor } from '../faults/front-door.ts';
import { callAs } from '../http/served.ts';
import { heard, markDirty, putDelivery, putNode, putRun } from './rows.ts';

/** The month that is judged, and the last day of its deadline: on it it may be closed by hand, in the night after by itself. */
export const FROM = '2026-10-01';
export const TO = '2026-10-31';
export const CLOSES = '2026-11-15';
export const PAPER = 'c'.repeat(64);

let made = 0;
function area(kind: Area['kind'], name: string, parent?: Area): Area {
  const id = areaIdFrom(Uint8Array.from({ length: 10 }, (_, index) => (index === 0 ? ++made : 9)));
  return { id, kind, name, validFrom: '2025-07-01', predecessors: [], ...(parent && { parent: parent.id }) };
}

export type PeriodWorld = Awaited<ReturnType<typeof openPeriodWorld>>;

/** A province of two communes with a month of sessions twice a day, judged by the real Coverage, behind the real routes. */
export async function openPeriodWorld(test: TestDatabase) {
  const { database } = test;
  const clock = new MovableClock(instantAt(CLOSES, '09:00'));
  const tree = new AreaTree(() => CLOSES);
  const province = area('province', 'Nghệ An');
  const linh = area('commune', 'Hưng Lĩnh', province);
  const xa = area('commune', 'Long Xá', province);
  const north = area('hamlet', 'Thôn Bắc', linh);
  const south = area('hamlet', 'Thôn Nam', linh);
  const bare = area('hamlet', 'Thôn không loa', linh);
  const east = area('hamlet', 'Thôn Đông', xa);
  tree.put([province, linh, xa, north, south, bare, east]);
  const people: Person[] = [];
  const person = (username: string, role: Person['role'], ...areas: Area[]): Person => {
    const one = { id: ulid(), username, name: `Người ${username}`, role, areas: areas.map(({ id }) => id) };
    people.push(one);
    return one;
  };
  const admin = person('admin', 'administrator', province);
  person('second', 'administrator', province);
  person('linh-admin', 'administrator', linh);
  person('operator', 'operator', linh);
  person('head', 'hamlet-head', east);
  const nameOf = (id: string) => people.find((one) => one.id === id)?.name;

  const audit = new Audit({ database, clock });
  const facts = new FactBus();
  const told: string[] = [];
  facts.on('changed', ({ what }) => told.push(what));
  const coverage = new Coverage({
    ...{ database, clock, log: silentLog, facts, tree, treeSize: async () => 42 },
    ...{ exclusions: readExclusions, visits: readVisits, handLog: readHandLog },
  });
  await coverage.start();
  const judging = {
    ...{ database, clock, audit, facts, nameOf, log: silentLog },
    holdsAll: ({ areas }: Pick<Person, 'areas'>) => areas.includes(province.id),
    judgeWith: (rule: Rule, about: string, from: string, to: string) => coverage.judgeWith(rule, about, from, to),
  };
  const periodParts = {
    ...judging,
    provinces: () => [province],
    sessionsOf: (rule: Rule, hamlets: readonly string[], from: string, to: string) =>
      coverage.sessionsOf(hamlets, { rule, from, to }),
  };
  const periods = new Periods(periodParts);
  const cited: string[] = [];
  const exclusions = new Exclusions({
    ...{ database, clock, audit, facts, tree, nameOf },
    papers: {
      open: async (_person, sha256) => {
        if (sha256 !== PAPER) throw new NotFoundError('no-attachment', 'There is no such file.');
        return { name: 'quyet-dinh.pdf' };
      },
      cite: async (_transaction, by, papers) => {
        for (const { area: about } of papers) cited.push(`${by} ${about}`);
      },
    },
  });
  const ruleDrafts = new RuleDrafts({ ...judging, frozenUntil, published: () => coverage.reload() });
  const printed: string[] = [];
  const { app } = await openDoor(test, clock, people, {
    api: (api: App) => {
      periodRoutes(api, { periods, scope: tree });
      exclusionRoutes(api, { exclusions, scope: tree });
      ruleRoutes(api, {
        ...{ ruleDrafts, clock, scope: tree },
        office: () => ({ above: 'UBND tỉnh', name: 'Sở', place: 'Nghệ An' }),
        render: async (document, format) => {
          printed.push(`${format} ${document.title}`);
          return Buffer.from('%PDF');
        },
      });
    },
  });

  for (const [node, hamlet] of [['n1', north] as const, ['n2', south] as const, ['n3', east] as const])
    await putNode(database, { id: node, hamlet_id: hamlet.id });
  /** A session on a node, heard or mute; the evidence of it may come whenever. */
  const session = async (node: string, hamlet: Area, day: string, time: string, row: Record<string, unknown>) => {
    const dueAt = instantAt(day, time);
    const run = `${node}@${dueAt}`;
    if (!(await database.read('runs').where({ id: run }).first())) await putRun(database, { id: run, due_at: dueAt });
    await putDelivery(database, { run_id: run, node_id: node, hamlet_id: hamlet.id, due_at: dueAt, ...row });
    await markDirty(database, hamlet.id, day);
  };
  const receipt = (node: string, hamlet: Area, day: string, time: string, heardMs?: number) =>
    session(node, hamlet, day, time, heard(instantAt(day, time), heardMs));
  for (const day of daysBetween(FROM, TO))
    for (const time of ['05:00', '17:00']) {
      await receipt('n1', north, day, time);
      // The south has been mute from the 20th on, and the east has not reported its last week.
      await receipt('n2', south, day, time, day < '2026-10-20' ? undefined : 0);
      if (day < '2026-10-25') await receipt('n3', east, day, time);
      else await session('n3', east, day, time, {});
    }

  const call = async (as: string, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => {
    const reply = await callAs(app, as, method, path, body);
    return { status: reply.statusCode, body: reply.body === '' ? undefined : reply.json() };
  };
  const exclusion = (more: object = {}) => ({
    ...{ areas: [south.id], from: '2026-10-20', to: '2026-10-31', cause: 'storm', reason: 'Bão số 9' },
    ...{ decision: { number: '12/QĐ-UBND', on: '2026-11-10', document: PAPER } },
    ...more,
  });
  const lastAudit = async () => database.read('audit_entries').orderBy('id', 'desc').first();
  return {
    ...{ database, clock, tree, province, linh, xa, north, south, bare, east, admin, people, coverage },
    ...{
      periods,
      periodParts,
      exclusions,
      told,
      cited,
      printed,
      app,
      call,
      exclusion,
      receipt,
      lastAudit,
      nextDay: addDays,
    },
    outcome: async (reply: ReturnType<typeof call>) => {
      const { status, body } = await reply;
      return [status, body?.code];
    },
    close: async () => {
      await app.close();
      await test.close();
    },
  };
}
