import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { GATEWAY_ID } from '../protocol/ids.ts';
import { type SpeechSetting, speechSetting } from './audio/speech-setting.ts';
import { isLoopback, urlHost } from './http/hosts.ts';

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
  /** Where phones and devices find the gateway over HTTP, for labels; absent: the address it was asked at. */
  readonly publicUrl: string | undefined;
  readonly gatewayCredentialFile: string;
  readonly rosterTokenFile: string;
  /** Nodes change a credential older than this by themselves; 0: never. */
  readonly credentialDays: number;
  /** Folder of the CA that makes the nodes' client certificates; there may be none in it. */
  readonly nodesAuthorityFolder: string;
  readonly dashboardFolder: string;
  readonly demo: boolean;
  readonly logLevel: string;
  /** Names and addresses by which people and nodes call; the first is the one told to them. */
  readonly publicHosts: readonly string[];
  /** HTTPS beside the clear port; absent when no certificate is set. */
  readonly https?: HttpsConfig;
  /** Where the daily checkpoint of the evidence log goes, so that it leaves the house. */
  readonly checkpointsTo: CheckpointsTo;
  /** Months for which signed messages are kept; their hashes stay for ever. */
  readonly keepRawMonths: number;
  /** What our own voice said is kept here for other installations of this machine; absent: it is not. */
  readonly soundCache: string | undefined;
  /** Where the sign of life goes each minute; absent: what is set on the page, if anything. */
  readonly deadManUrl: string | undefined;
  /** What CAP alerts are weighed by (docs/cap.md); absent: as shipped. */
  readonly capSettingsFile: string | undefined;
  /** Addresses, networks (CIDR) and names in the server's own network that messages may be sent to. */
  readonly notifyPrivate: readonly string[];
  /** The same of stations that are passed on. */
  readonly relayPrivate: readonly string[];
  /** Authorities (PEM file) that vouch for stations besides those the system trusts. */
  readonly relayCaFile: string | undefined;
  /** How many may speak live at once. */
  readonly liveSessions: number;
  /** What speaks texts. */
  readonly speech: SpeechSetting;
}

export interface CheckpointsTo {
  readonly folder?: string;
  /** The server's address may hold a password. */
  readonly mail?: { readonly smtpUrl: string; readonly from: string; readonly to: readonly string[] };
  readonly webHook?: string;
}

export interface HttpsConfig {
  /** Where it listens; absent: everywhere. */
  readonly host?: string;
  readonly port: number;
  readonly hosts: readonly string[];
  /** Two PEM files, or one of the installation's own authority. */
  readonly certificate: 'own' | { readonly cert: string; readonly key: string };
  /** A clear-text port that serves nothing but the page on trusting the own authority. */
  readonly trustPort?: number;
}

/** What an operator must write to let passwords travel unencrypted over a network. */
const CLEAR_TEXT_WORDS = 'yes-passwords-can-be-read';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['0', '1', '']).default('0');
/** An empty variable is as good as none. */
const text = z
  .string()
  .optional()
  .transform((value) => value || undefined);
const optionalPort = z.preprocess((value) => value || undefined, port.optional());
const hostList = z
  .string()
  .default('')
  .transform((value) =>
    value
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean),
  );

const hostsOrNetworks = hostList.refine((all) => all.every(isHostOrNetwork), {
  error: 'is a list of addresses, networks like 192.168.1.0/24, and names',
});

const mailAddress = z.email('is not an e-mail address').or(z.literal('').transform(() => undefined));
const mailList = z
  .string()
  .default('')
  .transform((value) => value.split(/[\s,;]+/).filter(Boolean))
  .pipe(z.array(z.email('is not a list of e-mail addresses')));

const environment = z.object({
  LOAXA_DATA_DIR: text,
  LOAXA_DATABASE_URL: text,
  LOAXA_GATEWAY_ID: z.string().regex(GATEWAY_ID, 'is lower-case letters, digits and hyphens').default('main'),
  LOAXA_HTTP_HOST: z.string().default('127.0.0.1'),
  LOAXA_HTTP_PORT: port.default(8080),
  LOAXA_MQTT_PORT: port.default(1883),
  LOAXA_BROKER_URL: text,
  LOAXA_PUBLIC_BROKER_URL: text,
  LOAXA_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'is not an address like https://loaxa.example' })
    .or(z.literal(''))
    .optional(),
  LOAXA_GATEWAY_CREDENTIAL_FILE: text,
  LOAXA_ROSTER_TOKEN_FILE: text,
  LOAXA_CREDENTIAL_DAYS: z.coerce.number().int().min(0).max(3_650).default(180),
  LOAXA_NODES_CA_DIR: text,
  LOAXA_DASHBOARD_DIR: text,
  LOAXA_DEMO: flag,
  LOAXA_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  LOAXA_HTTP_CLEAR_TEXT: text,
  LOAXA_TLS: z.enum(['own-ca', '']).default(''),
  LOAXA_TLS_CERT: text,
  LOAXA_TLS_KEY: text,
  LOAXA_PUBLIC_HOSTS: hostList,
  LOAXA_HTTPS_HOST: text,
  LOAXA_HTTPS_PORT: optionalPort,
  LOAXA_TRUST_PORT: optionalPort,
  LOAXA_MQTT_TLS_CERT: text,
  LOAXA_MQTT_TLS_PORT: optionalPort,
  LOAXA_CHECKPOINT_FOLDER: text,
  LOAXA_CHECKPOINT_MAIL_TO: mailList,
  LOAXA_CHECKPOINT_MAIL_FROM: mailAddress.optional(),
  LOAXA_SMTP_URL: text,
  LOAXA_SMTP_URL_FILE: text,
  LOAXA_CHECKPOINT_WEBHOOK: text,
  LOAXA_CHECKPOINT_WEBHOOK_FILE: text,
  LOAXA_KEEP_RAW_MONTHS: z.coerce
    .number({ error: 'is a number of months' })
    .int()
    .min(24, 'is at least 24: raw evidence is kept two years')
    .max(1_200)
    .default(24),
  LOAXA_LIVE_SESSIONS: z.coerce.number({ error: 'is a number' }).int().min(1).max(100).default(8),
  LOAXA_SOUND_CACHE: text,
  LOAXA_DEAD_MAN_URL: text,
  LOAXA_DEAD_MAN_URL_FILE: text,
  LOAXA_NOTIFY_PRIVATE: hostsOrNetworks,
  LOAXA_RELAY_PRIVATE: hostsOrNetworks,
  LOAXA_RELAY_CA: text,
  LOAXA_SPEECH_ENGINE: z.enum(['espeak', 'http', 'command']).default('espeak'),
  LOAXA_SPEECH_URL: text,
  LOAXA_SPEECH_BODY: z.enum(['json', 'text']).default('json'),
  LOAXA_SPEECH_TOKEN: text,
  LOAXA_SPEECH_TOKEN_FILE: text,
  LOAXA_SPEECH_PRIVATE: hostsOrNetworks,
  LOAXA_SPEECH_VOICES: text,
  LOAXA_SPEECH_TIMEOUT_SECONDS: z.coerce.number().int().min(1).max(120).default(20),
  LOAXA_SPEECH_COMMAND: text,
  LOAXA_SPEECH_COMMAND_NORTH: text,
  LOAXA_SPEECH_COMMAND_CENTRAL: text,
  LOAXA_SPEECH_COMMAND_SOUTH: text,
  LOAXA_CAP_SETTINGS: text,
});

/** Throws an Error that names the variable and what it should be. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const result = environment.safeParse(variables);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new Error(`The setting ${issue?.path.join('.')} cannot be used: ${issue?.message}.`);
  }
  const env = result.data;
  refuseClearText(env);
  const https = httpsOf(env);
  const dataDir = resolve(env.LOAXA_DATA_DIR ?? 'data/live');
  const brokerUrl = env.LOAXA_BROKER_URL ?? `mqtt://127.0.0.1:${env.LOAXA_MQTT_PORT}`;
  return {
    dataDir,
    databaseUrl: env.LOAXA_DATABASE_URL ?? `sqlite:${join(dataDir, 'loaxa.db')}`,
    gatewayId: env.LOAXA_GATEWAY_ID,
    httpHost: env.LOAXA_HTTP_HOST,
    httpPort: env.LOAXA_HTTP_PORT,
    brokerUrl,
    publicBrokerUrl: withoutUser(env.LOAXA_PUBLIC_BROKER_URL ?? ownSecureBroker(env) ?? brokerUrl),
    publicUrl: env.LOAXA_PUBLIC_URL ? new URL(env.LOAXA_PUBLIC_URL).origin : undefined,
    gatewayCredentialFile: env.LOAXA_GATEWAY_CREDENTIAL_FILE ?? join(dataDir, 'gateway.credential'),
    rosterTokenFile: env.LOAXA_ROSTER_TOKEN_FILE ?? join(dataDir, 'roster.token'),
    credentialDays: env.LOAXA_CREDENTIAL_DAYS,
    nodesAuthorityFolder: env.LOAXA_NODES_CA_DIR ?? join(dataDir, 'tls', 'nodes'),
    dashboardFolder: env.LOAXA_DASHBOARD_DIR ?? resolve('dashboard/dist'),
    demo: env.LOAXA_DEMO === '1',
    logLevel: env.LOAXA_LOG_LEVEL,
    publicHosts: env.LOAXA_PUBLIC_HOSTS,
    ...(https && { https }),
    checkpointsTo: checkpointsTo(env),
    keepRawMonths: env.LOAXA_KEEP_RAW_MONTHS,
    soundCache: env.LOAXA_SOUND_CACHE,
    deadManUrl: deadManUrl(env),
    capSettingsFile: env.LOAXA_CAP_SETTINGS,
    notifyPrivate: env.LOAXA_NOTIFY_PRIVATE,
    relayPrivate: env.LOAXA_RELAY_PRIVATE,
    relayCaFile: env.LOAXA_RELAY_CA,
    liveSessions: env.LOAXA_LIVE_SESSIONS,
    speech: speechSetting(env, secretOf(env, 'LOAXA_SPEECH_TOKEN')),
  };
}

type Environment = z.infer<typeof environment>;

function refuseClearText({ LOAXA_HTTP_HOST: host, LOAXA_HTTP_CLEAR_TEXT: words }: Environment): void {
  if (isLoopback(host) || words === CLEAR_TEXT_WORDS) return;
  throw new Error(
    `LOAXA_HTTP_HOST=${host} would take passwords in clear text over the network: leave it at 127.0.0.1 and open HTTPS with LOAXA_TLS=own-ca and LOAXA_PUBLIC_HOSTS (docs/https.md), or set LOAXA_HTTP_CLEAR_TEXT=${CLEAR_TEXT_WORDS}.`,
  );
}

function httpsOf(env: Environment): HttpsConfig | undefined {
  const { LOAXA_TLS_CERT: cert, LOAXA_TLS_KEY: key, LOAXA_PUBLIC_HOSTS: hosts, LOAXA_TRUST_PORT: trustPort } = env;
  const own = env.LOAXA_TLS === 'own-ca';
  const host = env.LOAXA_HTTPS_HOST;
  const door = { ...(host !== undefined && { host }), port: env.LOAXA_HTTPS_PORT ?? 8443, hosts };
  if (own && (cert ?? key) !== undefined)
    throw new Error('Set LOAXA_TLS=own-ca, or LOAXA_TLS_CERT and LOAXA_TLS_KEY, not both.');
  if (trustPort !== undefined && !own)
    throw new Error('LOAXA_TRUST_PORT helps to trust an own authority: set LOAXA_TLS=own-ca too, or leave it out.');
  if (own) {
    if (hosts.length === 0)
      throw new Error(
        'LOAXA_TLS=own-ca needs LOAXA_PUBLIC_HOSTS: the names and addresses people call, for example loaxa.lan,192.168.1.10.',
      );
    return { ...door, certificate: 'own', ...(trustPort !== undefined && { trustPort }) };
  }
  if (cert !== undefined && key !== undefined) return { ...door, certificate: { cert, key } };
  if ((cert ?? key ?? env.LOAXA_HTTPS_PORT ?? env.LOAXA_HTTPS_HOST) !== undefined)
    throw new Error(
      'HTTPS needs a certificate: set LOAXA_TLS_CERT and LOAXA_TLS_KEY (PEM files), or LOAXA_TLS=own-ca.',
    );
  return undefined;
}

function checkpointsTo(env: Environment): CheckpointsTo {
  const { LOAXA_CHECKPOINT_FOLDER: folder, LOAXA_CHECKPOINT_MAIL_TO: to } = env;
  const smtpUrl = secretOf(env, 'LOAXA_SMTP_URL');
  const webHook = secretOf(env, 'LOAXA_CHECKPOINT_WEBHOOK');
  if (to.length > 0 && smtpUrl === undefined)
    throw new Error(
      'LOAXA_CHECKPOINT_MAIL_TO needs LOAXA_SMTP_URL (or LOAXA_SMTP_URL_FILE): the server that sends it.',
    );
  if (smtpUrl !== undefined && !isUrl(smtpUrl, /^smtps?:$/))
    throw new Error('LOAXA_SMTP_URL is not an address like smtps://user:password@mail.example:465.');
  if (webHook !== undefined && !isUrl(webHook, /^https?:$/))
    throw new Error('LOAXA_CHECKPOINT_WEBHOOK is not an address like https://witness.example/loaxa.');
  const from = env.LOAXA_CHECKPOINT_MAIL_FROM ?? to[0];
  return {
    ...(folder !== undefined && { folder: resolve(folder) }),
    ...(smtpUrl !== undefined && from !== undefined && to.length > 0 && { mail: { smtpUrl, from, to } }),
    ...(webHook !== undefined && { webHook }),
  };
}

/** From the variable, or from the file that `…_FILE` names: a service's environment is easier to read than a file of its own. */
function secretOf(
  env: Environment,
  name: 'LOAXA_SMTP_URL' | 'LOAXA_CHECKPOINT_WEBHOOK' | 'LOAXA_DEAD_MAN_URL' | 'LOAXA_SPEECH_TOKEN',
): string | undefined {
  const file = env[`${name}_FILE`];
  if (file === undefined) return env[name];
  if (env[name] !== undefined) throw new Error(`Set ${name} or ${name}_FILE, not both.`);
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (cause) {
    throw new Error(`The file of ${name}_FILE cannot be read: ${(cause as NodeJS.ErrnoException).code}.`);
  }
}

/** Its path is what lets somebody in: a secret like the others. */
function deadManUrl(env: Environment): string | undefined {
  const url = secretOf(env, 'LOAXA_DEAD_MAN_URL');
  if (url !== undefined && !isUrl(url, /^https?:$/))
    throw new Error('LOAXA_DEAD_MAN_URL is not an address like https://hc-ping.com/….');
  return url;
}

function isHostOrNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  if (prefix === undefined) return isIP(address) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(address);
  const most = { 4: 32, 6: 128 }[isIP(address)];
  return more.length === 0 && most !== undefined && /^\d{1,3}$/.test(prefix) && Number(prefix) <= most;
}

function isUrl(text: string, protocol: RegExp): boolean {
  return URL.canParse(text) && protocol.test(new URL(text).protocol);
}

/** Our own broker at the first public name, when it speaks TLS. */
function ownSecureBroker(env: Environment): string | undefined {
  const [host] = env.LOAXA_PUBLIC_HOSTS;
  const hasTls = env.LOAXA_TLS === 'own-ca' || env.LOAXA_MQTT_TLS_CERT !== undefined;
  if (!hasTls || host === undefined || env.LOAXA_BROKER_URL !== undefined) return undefined;
  return `mqtts://${urlHost(host)}:${env.LOAXA_MQTT_TLS_PORT ?? 8883}`;
}

/** Nodes sign in as themselves; whom the gateway calls itself at a foreign broker is not theirs to know. */
function withoutUser(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}

/** Where people find this installation, for what is printed: the name set for it, else the first door that is open. */
export function addressOf({ publicUrl, https, httpHost, httpPort }: Config): string {
  const [host] = https?.hosts ?? [];
  if (publicUrl !== undefined) return publicUrl;
  return https && host !== undefined
    ? `https://${urlHost(host)}:${https.port}`
    : `http://${urlHost(httpHost)}:${httpPort}`;
}
