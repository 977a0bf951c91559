import { isAbsolute, join, resolve } from 'node:path';

/** What the environment says; everything else is an argument. */
export interface SimConfig {
  readonly dataDir: string;
  readonly httpUrl: string;
  readonly mqttUrl: string;
  readonly logLevel: string;
  /** Where the demo's own station sends. */
  readonly stationPort: number;
}

export const DEMO_STATION_PORT = 8_079;

export function readConfig(env: NodeJS.ProcessEnv = process.env): SimConfig {
  const dataDir = env.LOAXA_DATA_DIR || 'data';
  return {
    dataDir: isAbsolute(dataDir) ? dataDir : resolve(dataDir),
    httpUrl: `http://127.0.0.1:${portOf(env, 'LOAXA_HTTP_PORT', 8080)}`,
    mqttUrl: `mqtt://127.0.0.1:${portOf(env, 'LOAXA_MQTT_PORT', 1883)}`,
    logLevel: env.LOAXA_LOG_LEVEL || 'info',
    stationPort: portOf(env, 'LOAXA_DEMO_STATION_PORT', DEMO_STATION_PORT),
  };
}

/** Where the demo's generator leaves the identities it made. */
export function demoFiles(dataDir: string): { nodes: string; keys: string; state: string } {
  const folder = join(dataDir, 'sim');
  return { nodes: join(folder, 'nodes.jsonl'), keys: join(folder, 'keys.json'), state: join(folder, 'state') };
}

function portOf(env: NodeJS.ProcessEnv, name: string, usual: number): number {
  const text = env[name];
  if (text === undefined || text === '') return usual;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new RangeError(`${name}=${text} is not a port; give a number from 1 to 65535`);
  return port;
}
