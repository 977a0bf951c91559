import { join } from 'node:path';
import { LAUNCHER_FILES } from './data-folder.js';

/** What only the gateway may know; the broker is the process strangers talk to. */
const NOT_FOR_OTHERS = ['LOAXA_DATABASE_URL', 'LOAXA_DEMO_PASSWORD'];

/**
 * The environment of each process.
 * @param {NodeJS.ProcessEnv} own the launcher's
 * @param {{ folder: string, httpPort: number, mqttPort: number, demoPassword: string | undefined }} chosen
 *   demoPassword: only for a demo
 * @returns {{ gateway: NodeJS.ProcessEnv, broker: NodeJS.ProcessEnv, fleet: NodeJS.ProcessEnv }}
 */
export function environments(own, { folder, httpPort, mqttPort, demoPassword }) {
  const shared = {
    ...own,
    LOAXA_DATA_DIR: folder,
    LOAXA_HTTP_PORT: String(httpPort),
    LOAXA_MQTT_PORT: String(mqttPort),
  };
  const secrets = {
    LOAXA_ROSTER_TOKEN_FILE: join(folder, LAUNCHER_FILES.rosterToken),
    LOAXA_GATEWAY_CREDENTIAL_FILE: join(folder, LAUNCHER_FILES.gatewayCredential),
  };
  // Set empty, not left alone: LOAXA_DEMO in somebody's shell must not open the demo's doors on real records.
  const demo =
    demoPassword === undefined
      ? { LOAXA_DEMO: '' }
      : {
          ...{ LOAXA_DEMO: '1', LOAXA_DEMO_PASSWORD: demoPassword },
          // The demo's own station sends on this machine.
          LOAXA_RELAY_PRIVATE: own.LOAXA_RELAY_PRIVATE || '127.0.0.1',
        };
  const withoutPasswords = Object.fromEntries(
    Object.entries(shared).filter(([name]) => !NOT_FOR_OTHERS.includes(name)),
  );
  return {
    gateway: { ...shared, ...secrets, ...demo },
    broker: { ...withoutPasswords, ...secrets },
    fleet: withoutPasswords,
  };
}
