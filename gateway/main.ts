import { join } from 'node:path';
import { systemClock } from './clock.ts';
import { type Config, readConfig } from './config.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { createLog, type Log } from './log.ts';
import { measure } from './measures.ts';
import { openHttp } from './routes.ts';
import { ticksOf } from './schedule.ts';
import { SecureDoor } from './secure-door.ts';
import { Mappings } from './upstream/dialect/mappings.ts';

/** Wrong settings: starting again will not help (the launcher and systemd leave it at that). */
const EXIT_CONFIG = 78;

async function main(): Promise<void> {
  const config = await orLeave(() => readConfig());
  const log = createLog(config.logLevel, 'gateway');
  const secureDoor = await orLeave(() => SecureDoor.open(config, { clock: systemClock, log }));
  // Dialects of systems above are settings too.
  await orLeave(() => Mappings.load(join(config.dataDir, 'mappings')));
  const gateway = await createGateway(config, { log });
  await gateway.load();
  const ticks = ticksOf(gateway);
  measure(gateway, ticks);
  const { app, feed } = await openHttp(gateway, await demoLabel(gateway, config));
  const secureUrl = await secureDoor?.listen(app);
  const clearUrl = await app.listen({ host: config.httpHost, port: config.httpPort });
  const url = secureUrl ?? clearUrl;
  await welcomeFirstAdministrator(gateway, url);
  feed.start();
  await gateway.start();
  ticks.start();

  const close = async () => {
    await ticks.stop();
    feed.stop();
    await app.close();
    await gateway.stop();
  };
  endPolitely(close, log);
  endOnSurprise(log);
  log.info({ url, nodes: gateway.roster.all().length }, 'the gateway is up');
  process.send?.({ type: 'ready', url });
}

/** With settings that cannot be, one sentence and the end. */
async function orLeave<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(EXIT_CONFIG);
  }
}

/** A new installation has nobody who could sign in: whoever reads this line may make the first account, once, within a day. */
async function welcomeFirstAdministrator({ people }: Gateway, url: string): Promise<void> {
  if (!people.firstAdministrator.needed) return;
  const code = await people.firstAdministrator.newCode();
  process.stdout.write(`First administrator, one time, within 24 hours: ${url}/thiet-lap-dau#ma=${code}\n`);
}

async function demoLabel({ database }: Gateway, { demo }: Config): Promise<{ label: string } | undefined> {
  const row = await database.read('settings').where({ key: 'demo' }).first();
  if (!row) return demo ? { label: 'DEMO' } : undefined;
  return { label: String(JSON.parse(row.value).label) };
}

/** On a signal, and when the launcher is gone; once. */
function endPolitely(close: () => Promise<void>, log: Log): void {
  let closing = false;
  const end = () => {
    if (closing) return;
    closing = true;
    close().then(
      () => process.exit(0),
      (error) => {
        log.error({ err: error }, 'the gateway did not stop cleanly');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(signal, end);
}

/** A state nobody thought of is not worth going on with: the supervisor starts anew from what is stored. */
function endOnSurprise(log: Log): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => {
      log.error({ err: error, event }, 'something nobody caught; the process ends');
      setTimeout(() => process.exit(1), 100);
    });
}

await main();
