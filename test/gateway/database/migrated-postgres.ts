import knexModule, { type Knex } from 'knex';
import { Database } from '../../../gateway/database/database.ts';
import { beginsEmpty, emptied, schemaOf } from './emptying.ts';

/** Any number, the same in every process: who holds this lock makes the template. */
const MAKING = 5_171_993;

interface Template {
  readonly name: string;
  readonly schema: string;
  readonly beginsEmpty: boolean;
}

const templates = new Map<string, Promise<Template>>();
/** URLs of emptied databases, by server: cloning 500 files costs more than a whole test. */
const free = new Map<string, string[]>();
let made = 0;

/** A database whose migrations have run: they run once for all of a server's. */
export async function takePostgres(server: string): Promise<string> {
  const emptiedOne = free.get(server)?.pop();
  if (emptiedOne) return emptiedOne;
  const { name } = await templateOf(server);
  const url = urlOf(server, `${name}_${process.pid}_${made++}`);
  await asAdmin(server, (admin) => admin.raw(`CREATE DATABASE ${nameIn(url)} TEMPLATE ${name}`));
  return url;
}

/** Nobody is connected to it any more. */
export async function givePostgresBack(server: string, url: string): Promise<void> {
  const template = await templateOf(server);
  if (template.beginsEmpty && (await asAdmin(url, (one) => emptied(one, template.schema))))
    free.set(server, [...(free.get(server) ?? []), url]);
  else await asAdmin(server, (admin) => admin.raw(`DROP DATABASE ${nameIn(url)}`));
}

/** Everything that the processes of a run have left on a server that somebody lent. */
export async function dropDatabasesOf(server: string, template: string): Promise<void> {
  await asAdmin(server, async (admin) => {
    const { rows } = await admin.raw('SELECT datname FROM pg_database WHERE starts_with(datname, ?)', [template]);
    for (const { datname } of rows) await admin.raw(`DROP DATABASE ${datname}`);
  });
}

function templateOf(server: string): Promise<Template> {
  const found = templates.get(server) ?? migratedTemplate(server);
  templates.set(server, found);
  return found;
}

/** The first process that asks makes it, for all of them. */
async function migratedTemplate(server: string): Promise<Template> {
  const name = process.env.LOAXA_TEST_TEMPLATE ?? `loaxa_template_${process.pid}`;
  return asAdmin(server, async (admin) => {
    // The lock ends with the connection.
    await admin.raw('SELECT pg_advisory_lock(?)', [MAKING]);
    const { rows } = await admin.raw('SELECT 1 FROM pg_database WHERE datname = ?', [name]);
    if (rows.length === 0) {
      // Under a name of its own until it is whole: a process that ends in between leaves no half of a template.
      await admin.raw(`DROP DATABASE IF EXISTS ${name}_new`);
      await admin.raw(`CREATE DATABASE ${name}_new`);
      const database = new Database(urlOf(server, `${name}_new`));
      await database.start();
      await database.stop();
      await admin.raw(`ALTER DATABASE ${name}_new RENAME TO ${name}`);
    }
    return asAdmin(urlOf(server, name), async (one) => ({
      ...{ name, schema: await schemaOf(one), beginsEmpty: await beginsEmpty(one) },
    }));
  });
}

async function asAdmin<T>(url: string, work: (admin: Knex) => Promise<T>): Promise<T> {
  const admin = knexModule.knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
  try {
    return await work(admin);
  } finally {
    await admin.destroy();
  }
}

function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

function nameIn(url: string): string {
  return new URL(url).pathname.slice(1);
}
