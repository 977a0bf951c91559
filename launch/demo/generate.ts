import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MovableClock } from '../../gateway/clock.ts';
import { type Config, readConfig } from '../../gateway/config.ts';
import { Database } from '../../gateway/database/database.ts';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import type { Person } from '../../gateway/http/app.ts';
import { createLog } from '../../gateway/log.ts';
import type { Role } from '../../protocol/roles.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { makeAppraisal, type Office } from './appraisal.ts';
import { windowOf } from './calendar.ts';
import { type DemoConfig, readDemoConfig } from './config.ts';
import { districtOf } from './district.ts';
import { makeHistory } from './history.ts';
import { timetableTests } from './horn-tests.ts';
import { makeBulletins, makeProgrammes } from './on-air.ts';
import { PEOPLE } from './people.ts';
import { placeDistrict } from './place.ts';
import { makeRelay } from './relay.ts';
import { markAsDemo } from './settings-store.ts';
import { writeSimFiles } from './sim-files.ts';
import { readTable } from './table.ts';
import { TEXTS } from './texts.ts';
import { programmesOf } from './timetable.ts';
import { bringToDisk } from './to-disk.ts';
import { makeWorkbench } from './workbench.ts';

/** That the nodes are IP, where they hang and what they went through is made up; the communes and the sums are the source's. */
const LABEL = 'số liệu minh họa 2023';

/** Fills an empty data folder with the demo: a district and its past, told to the gateway's own code. Takes a minute. */
export async function generate(
  demo: DemoConfig,
  config: Config,
  now: number,
  say: (line: string) => void,
): Promise<void> {
  if (existsSync(join(demo.dataDir, 'loaxa.db')))
    throw new Error(`${demo.dataDir} is not empty: empty it, or name another folder in LOAXA_DATA_DIR.`);
  makeCredential(config.gatewayCredentialFile);
  const table = readTable();
  const district = districtOf(table.communes, demo.seed);
  const window = windowOf(now, demo.days);
  const clock = new MovableClock(window.from);
  const log = createLog('error', 'demo');
  // A half-made demo is thrown away, so nothing needs to reach the disk before the end.
  const database = new Database(config.databaseUrl, { durable: false });
  const gateway = await createGateway(config, { log, clock, monotonic: () => clock.now(), database });
  await gateway.load();
  try {
    await placeDistrict(gateway, district, table.bytes, '2023-01-01');
    const staff = await makeAccounts(gateway, demo.password, district.province.id);
    say(`${district.communes.length} communes, 126 hamlets, ${PEOPLE.length} accounts`);
    const bulletins = await makeBulletins(gateway, staff, TEXTS, district.province.id);
    say(`${TEXTS.length} recordings spoken and levelled`);
    const place = { area: district.province.id, port: demo.stationPort, fallback: bulletins.get('opening') ?? '' };
    const relay = await makeRelay(gateway, staff, place);
    const programmes = programmesOf(district, dayOf(window.from), demo.seed);
    const items = await makeProgrammes(gateway, staff, programmes, new Map([...bulletins, ['relay', relay]]), window);
    say(`${programmes.length} programmes approved`);
    await timetableTests(gateway, district, staff.technician);
    const told = { gateway, clock, district, items, window, seed: demo.seed, technician: staff.technician, say };
    const nodes = await makeHistory(told);
    await makeAppraisal(gateway, district, staff, dayOf(window.from));
    say('periods, an exclusion, inspections and a round');
    await makeWorkbench(gateway, district, staff);
    say('assets, maintenance and cases');
    writeSimFiles(demo.dataDir, nodes, {
      root: gateway.keys.trust.root,
      keyList: gateway.keys.trust.jws,
    });
    await markAsDemo(gateway.database, { label: LABEL, seed: demo.seed, at: now });
    say(`${nodes.length} nodes, ${await gateway.evidence.size()} signed entries`);
  } finally {
    await gateway.stop();
  }
  bringToDisk(demo.dataDir);
}

async function makeAccounts(gateway: Gateway, password: string, area: string): Promise<Office> {
  const made = new Map<Role, Person>();
  for (const person of PEOPLE) {
    const account = { ...person, areas: [area], password };
    made.set(person.role, await gateway.accounts.createAccount({ id: 'system' }, account));
  }
  const of = (role: Role): Person => {
    const person = made.get(role);
    if (!person) throw new Error(`the demo needs an account of role ${role}`);
    return person;
  };
  return {
    ...{ operator: of('operator'), approver: of('approver'), administrator: of('administrator') },
    ...{ appraiser: of('appraiser'), inspector: of('inspector'), technician: of('technician') },
  };
}

/** The launcher makes it; by hand there may be none yet. */
function makeCredential(file: string): void {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 });
}

async function main(): Promise<void> {
  const began = Date.now();
  const demo = readDemoConfig();
  mkdirSync(demo.dataDir, { recursive: true, mode: 0o700 });
  const say = (line: string) =>
    process.stdout.write(`demo ${String(Math.round((Date.now() - began) / 1000)).padStart(3)} s  ${line}\n`);
  process.on('disconnect', () => process.exit(1));
  await generate(demo, readConfig(), began, say);
  say('ready');
}

if (process.argv[1] === import.meta.filename) {
  main().then(
    () => process.exit(0),
    (error) => {
      process.stderr.write(`The demo could not be made: ${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
}
