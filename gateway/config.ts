import { join, resolve } from 'node:path';
import { z } from 'zod';
import { GATEWAY_ID } from '../protocol/ids.ts';

/** Settings of the gateway process, all from the environment; the only place that reads it. */
export interface Config {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly gatewayId: string;
  readonly httpHost: string;
  readonly httpPort: number;
  /** Where the gateway itself finds the broker. */
  readonly brokerUrl: string;
  /** What nodes are told at enrolment; the same as `brokerUrl` unless the broker has another name outside. */
  readonly publicBrokerUrl: string;
  readonly gatewayCredentialFile: string;
  readonly rosterTokenFile: string;
  /** Nodes change a credential older than this by themselves; 0: never. */
  readonly credentialDays: number;
  /** Folder of the CA that makes the nodes' client certificates; there may be none in it. */
  readonly nodesAuthorityFolder: string;
  readonly dashboardFolder: string;
  readonly demo: boolean;
  readonly logLevel: string;
  /** Cookies only over HTTPS: off on loopback, where there is none. */
  readonly cookieSecure: boolean;
}

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['0', '1', '']).default('0');
/** An empty variable is as good as none. */
const text = z
  .string()
  .optional()
  .transform((value) => value || undefined);

const environment = z.object({
  LOAXA_DATA_DIR: text,
  LOAXA_DATABASE_URL: text,
  LOAXA_GATEWAY_ID: z.string().regex(GATEWAY_ID, 'is lower-case letters, digits and hyphens').default('main'),
  LOAXA_HTTP_HOST: z.string().default('127.0.0.1'),
  LOAXA_HTTP_PORT: port.default(8080),
  LOAXA_MQTT_PORT: port.default(1883),
  LOAXA_BROKER_URL: text,
  LOAXA_PUBLIC_BROKER_URL: text,
  LOAXA_GATEWAY_CREDENTIAL_FILE: text,
  LOAXA_ROSTER_TOKEN_FILE: text,
  LOAXA_CREDENTIAL_DAYS: z.coerce.number().int().min(0).max(3_650).default(180),
  LOAXA_NODES_CA_DIR: text,
  LOAXA_DASHBOARD_DIR: text,
  LOAXA_DEMO: flag,
  LOAXA_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  LOAXA_COOKIE_SECURE: flag,
});

/** Throws an Error that names the variable and what it should be. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const result = environment.safeParse(variables);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new Error(`The setting ${issue?.path.join('.')} cannot be used: ${issue?.message}.`);
  }
  const env = result.data;
  const dataDir = resolve(env.LOAXA_DATA_DIR ?? 'data/live');
  const brokerUrl = env.LOAXA_BROKER_URL ?? `mqtt://127.0.0.1:${env.LOAXA_MQTT_PORT}`;
  return {
    dataDir,
    databaseUrl: env.LOAXA_DATABASE_URL ?? `sqlite:${join(dataDir, 'loaxa.db')}`,
    gatewayId: env.LOAXA_GATEWAY_ID,
    httpHost: env.LOAXA_HTTP_HOST,
    httpPort: env.LOAXA_HTTP_PORT,
    brokerUrl,
    publicBrokerUrl: withoutUser(env.LOAXA_PUBLIC_BROKER_URL ?? brokerUrl),
    gatewayCredentialFile: env.LOAXA_GATEWAY_CREDENTIAL_FILE ?? join(dataDir, 'gateway.credential'),
    rosterTokenFile: env.LOAXA_ROSTER_TOKEN_FILE ?? join(dataDir, 'roster.token'),
    credentialDays: env.LOAXA_CREDENTIAL_DAYS,
    nodesAuthorityFolder: env.LOAXA_NODES_CA_DIR ?? join(dataDir, 'tls', 'nodes'),
    dashboardFolder: env.LOAXA_DASHBOARD_DIR ?? resolve('dashboard/dist'),
    demo: env.LOAXA_DEMO === '1',
    logLevel: env.LOAXA_LOG_LEVEL,
    cookieSecure: env.LOAXA_COOKIE_SECURE === '1',
  };
}

/** Nodes sign in as themselves; whom the gateway calls itself at a foreign broker is not theirs to know. */
function withoutUser(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}
