import { createBroker } from './broker.ts';
import { ConfigError, readConfig } from './config.ts';
import { createLog } from './log.ts';

/** Wrong settings (EX_CONFIG): starting again will not help, and the launcher leaves it at that. */
const EXIT_CONFIG = 78;

/** The broker as a process of its own, under the launcher or systemd. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const broker = createBroker(config, { log });
  let stopping = false;
  const stop = (why: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'stopping');
    broker.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  // The launcher is gone, however it went: no broker stays behind.
  process.on('disconnect', () => stop('the launcher is gone'));
  const bound = await broker.start();
  process.send?.({ type: 'ready', ...bound });
}

main().catch((error: unknown) => {
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number };
  const inUse =
    code === 'EADDRINUSE'
      ? `port ${port} is in use: stop the other program or choose another LOAXA_MQTT_PORT`
      : undefined;
  process.stderr.write(`broker: ${inUse ?? message}\n`);
  process.exit(error instanceof ConfigError ? EXIT_CONFIG : 1);
});
