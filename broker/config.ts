import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { GATEWAY_ID } from '../protocol/ids.ts';
import { isLoopback } from './address.ts';
import { type CertificateFiles, readPair } from './certificate-files.ts';
import type { ConnectionLimitsConfig } from './connection-limits.ts';
import type { GatewayLineConfig } from './gateway-line.ts';
import type { ReadGateConfig } from './read-gate.ts';
import { credentialHash } from './sign-in.ts';

export interface TlsConfig {
  readonly host?: string;
  readonly port: number;
  readonly files: CertificateFiles;
  /** Clients are asked for a certificate of this CA (PEM); without one they may come only where it is not required. */
  readonly clients?: { readonly ca: Buffer; readonly required: boolean };
}

export interface BrokerConfig {
  readonly dataDir: string;
  /** Clear-text MQTT, and MQTT over WebSocket when it has a port. Port 0: the system chooses. */
  readonly host: string;
  readonly port: number;
  readonly wsPort?: number;
  readonly tls?: TlsConfig;
  readonly metricsPort?: number;
  /** Whom to ask for the roster and to tell alarms; nobody when absent. */
  readonly gateway?: GatewayLineConfig;
  /** What gateways call themselves; nobody else signs in as one. */
  readonly gatewayIds: readonly string[];
  /** SHA-256 (hexadecimal) of the gateway's own credential. */
  readonly gatewayCredential: string;
  readonly limits: ConnectionLimitsConfig;
  readonly inFlight: ReadGateConfig;
  /** From the connection to the whole CONNECT. */
  readonly connectTimeoutMs: number;
  /** Longest keep-alive a client may ask for; 0 (never) is refused. */
  readonly keepaliveLimitS: number;
  /** How long the gateway's socket may be full before it is thrown off. */
  readonly drainTimeoutMs: number;
  readonly slowNodeBytes: number;
  readonly logLevel: string;
}

export const DEFAULT_LIMITS = {
  limits: { connections: 25_000, perAddress: 64, exemptLoopback: true },
  inFlight: { messages: 10_000, bytes: 64 * 1024 * 1024 },
  connectTimeoutMs: 5_000,
  keepaliveLimitS: 600,
  drainTimeoutMs: 30_000,
  slowNodeBytes: 256 * 1024,
  logLevel: 'info',
} as const;

export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** What an operator must write to let passwords travel unencrypted over a network. */
const CLEAR_TEXT_WORDS = 'yes-passwords-can-be-read';

const empty = (value: unknown) => (value === '' ? undefined : value);
const port = z.preprocess(empty, z.coerce.number().int().min(0).max(65_535).optional());
const count = (byDefault: number) =>
  z.preprocess(empty, z.coerce.number().int().min(1).max(1_000_000).default(byDefault));
const text = z.preprocess(empty, z.string().optional());

const environment = z.object({
  LOAXA_DATA_DIR: z.preprocess(empty, z.string().default('data')),
  LOAXA_HTTP_PORT: port,
  LOAXA_MQTT_HOST: z.preprocess(empty, z.string().default('127.0.0.1')),
  LOAXA_MQTT_PORT: port,
  LOAXA_MQTT_WS_PORT: port,
  LOAXA_TLS: z.preprocess(empty, z.enum(['own-ca']).optional()),
  LOAXA_MQTT_TLS_CERT: text,
  LOAXA_MQTT_TLS_KEY: text,
  LOAXA_MQTT_TLS_HOST: text,
  LOAXA_MQTT_TLS_PORT: port,
  LOAXA_MQTT_CLIENT_CA: text,
  LOAXA_MQTT_CLIENT_CERTIFICATES: z.preprocess(empty, z.enum(['optional', 'required']).optional()),
  LOAXA_MQTT_CLEAR_TEXT: text,
  LOAXA_BROKER_METRICS_PORT: port,
  LOAXA_BROKER_CONNECTIONS: count(DEFAULT_LIMITS.limits.connections),
  LOAXA_BROKER_CONNECTIONS_PER_ADDRESS: count(DEFAULT_LIMITS.limits.perAddress),
  LOAXA_BROKER_LIMIT_LOOPBACK: z.preprocess(empty, z.enum(['yes', 'no']).default('no')),
  LOAXA_ROSTER_TOKEN_FILE: text,
  LOAXA_GATEWAY_ID: text,
  LOAXA_GATEWAY_IDS: text,
  LOAXA_GATEWAY_CREDENTIAL_FILE: text,
  LOAXA_LOG_LEVEL: z.preprocess(empty, z.enum(['debug', 'info', 'warn', 'error']).default('info')),
});

/** Reads the settings of the process. Throws ConfigError with one sentence that names the setting and what to do. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): BrokerConfig {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const given = parsed.data;
  refuseClearText(given.LOAXA_MQTT_HOST, given.LOAXA_MQTT_CLEAR_TEXT);
  const tls = tlsOf(given);
  return {
    ...DEFAULT_LIMITS,
    dataDir: given.LOAXA_DATA_DIR,
    host: given.LOAXA_MQTT_HOST,
    port: given.LOAXA_MQTT_PORT ?? 1883,
    ...(given.LOAXA_MQTT_WS_PORT !== undefined && { wsPort: given.LOAXA_MQTT_WS_PORT }),
    ...(tls && { tls }),
    ...(given.LOAXA_BROKER_METRICS_PORT !== undefined && { metricsPort: given.LOAXA_BROKER_METRICS_PORT }),
    gateway: {
      origin: `http://127.0.0.1:${given.LOAXA_HTTP_PORT ?? 8080}`,
      token: secret('LOAXA_ROSTER_TOKEN_FILE', given.LOAXA_ROSTER_TOKEN_FILE),
    },
    gatewayIds: gatewayIds(given.LOAXA_GATEWAY_IDS ?? given.LOAXA_GATEWAY_ID),
    gatewayCredential: credentialHash(secret('LOAXA_GATEWAY_CREDENTIAL_FILE', given.LOAXA_GATEWAY_CREDENTIAL_FILE)),
    limits: {
      connections: given.LOAXA_BROKER_CONNECTIONS,
      perAddress: given.LOAXA_BROKER_CONNECTIONS_PER_ADDRESS,
      exemptLoopback: given.LOAXA_BROKER_LIMIT_LOOPBACK === 'no',
    },
    logLevel: given.LOAXA_LOG_LEVEL,
  };
}

/** One name, or several with commas between them where gateways divide the nodes. */
function gatewayIds(setting = 'main'): string[] {
  const ids = setting.split(',').map((id) => id.trim());
  const wrong = ids.find((id) => !GATEWAY_ID.test(id));
  if (wrong !== undefined)
    throw new ConfigError(`LOAXA_GATEWAY_IDS: «${wrong}» is not lower-case letters, digits and hyphens`);
  return ids;
}

function refuseClearText(host: string, words: string | undefined): void {
  if (isLoopback(host) || words === CLEAR_TEXT_WORDS) return;
  throw new ConfigError(
    `LOAXA_MQTT_HOST=${host} would take passwords in clear text over the network: leave it at 127.0.0.1 and let nodes in over TLS (LOAXA_TLS=own-ca, or LOAXA_MQTT_TLS_CERT and LOAXA_MQTT_TLS_KEY; docs/https.md), or set LOAXA_MQTT_CLEAR_TEXT=${CLEAR_TEXT_WORDS}`,
  );
}

function tlsOf(given: z.infer<typeof environment>): TlsConfig | undefined {
  const { LOAXA_MQTT_TLS_CERT: cert, LOAXA_MQTT_TLS_KEY: key, LOAXA_MQTT_TLS_HOST: host } = given;
  const clients = clientsOf(given);
  const door = {
    ...(host !== undefined && { host }),
    port: given.LOAXA_MQTT_TLS_PORT ?? 8883,
    ...(clients && { clients }),
  };
  if (cert === undefined && key === undefined) {
    if (given.LOAXA_TLS === undefined) {
      if (!clients) return undefined;
      throw new ConfigError(
        'client certificates are shown in TLS: LOAXA_MQTT_CLIENT_CA needs LOAXA_MQTT_TLS_CERT and LOAXA_MQTT_TLS_KEY, or LOAXA_TLS=own-ca',
      );
    }
    const folder = join(given.LOAXA_DATA_DIR, 'tls', 'server');
    return { ...door, files: { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem'), maybeLater: true } };
  }
  if (cert === undefined || key === undefined)
    throw new ConfigError('TLS needs both LOAXA_MQTT_TLS_CERT and LOAXA_MQTT_TLS_KEY, the paths of two PEM files');
  const files = { cert, key, maybeLater: false };
  try {
    readPair(files);
  } catch (cause) {
    throw new ConfigError(`LOAXA_MQTT_TLS_CERT, LOAXA_MQTT_TLS_KEY: ${(cause as Error).message}`, { cause });
  }
  return { ...door, files };
}

function clientsOf(given: z.infer<typeof environment>): TlsConfig['clients'] {
  const { LOAXA_MQTT_CLIENT_CA: path, LOAXA_MQTT_CLIENT_CERTIFICATES: asked } = given;
  if (path === undefined && asked === undefined) return undefined;
  if (path === undefined)
    throw new ConfigError(
      'LOAXA_MQTT_CLIENT_CERTIFICATES needs LOAXA_MQTT_CLIENT_CA, the PEM file of the CA of the nodes',
    );
  const ca = read('LOAXA_MQTT_CLIENT_CA', path);
  try {
    new X509Certificate(ca);
  } catch (cause) {
    throw new ConfigError('the file of LOAXA_MQTT_CLIENT_CA is no certificate in PEM', { cause });
  }
  return { ca, required: asked === 'required' };
}

function secret(name: string, path: string | undefined): string {
  if (path === undefined) throw new ConfigError(`${name} must name the file that the launcher wrote (mode 0600)`);
  const value = read(name, path).toString('utf8').trim();
  if (value.length < 32)
    throw new ConfigError(`the file of ${name} holds no secret of at least 32 characters; delete it and start again`);
  return value;
}

function read(name: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new ConfigError(
      `cannot read the file of ${name}: ${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}`,
      { cause },
    );
  }
}
