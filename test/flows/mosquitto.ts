import { type ChildProcess, spawn } from 'node:child_process';
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { CHANNELS, type ChannelName } from '../../protocol/channels.ts';
import { MAX_LOG_BYTES } from '../../protocol/codec.ts';
import { ROOT, topicOf } from '../../protocol/topics.ts';
import { eventually } from './processes.ts';

export const MOSQUITTO = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/usr/bin/mosquitto'].find(existsSync);

export interface Member {
  readonly username: string;
  readonly password: string;
  readonly groups: readonly string[];
}

/** Debian's mosquitto with the doors shut: named users with passwords, and an access list made from the channel table (docs/external-broker.md). */
export class Mosquitto {
  readonly #folder: string;
  readonly #port: number;
  readonly #gateway: { id: string; username: string };
  readonly #members: Member[] = [];
  #server: ChildProcess | undefined;

  constructor(parts: { folder: string; port: number; gateway: { id: string; username: string } }) {
    this.#folder = join(parts.folder, 'mosquitto');
    this.#port = parts.port;
    this.#gateway = parts.gateway;
    mkdirSync(this.#folder, { recursive: true });
    const { username } = userInfo();
    writeFileSync(
      this.#file('mosquitto.conf'),
      [
        `listener ${parts.port} 127.0.0.1`,
        `user ${username}`,
        'allow_anonymous false',
        'use_username_as_clientid true',
        `password_file ${this.#file('passwords')}`,
        `acl_file ${this.#file('access')}`,
        `message_size_limit ${2 * MAX_LOG_BYTES}`,
        'max_inflight_messages 1000',
        'max_queued_messages 100000',
        'persistence false',
        `log_dest file ${this.#file('log')}`,
        'log_type all',
        '',
      ].join('\n'),
    );
  }

  get log(): string {
    return existsSync(this.#file('log')) ? readFileSync(this.#file('log'), 'utf8') : '';
  }

  /** Lets them in: both files anew, then the signal to read them. */
  admit(...members: readonly Member[]): void {
    this.#members.push(...members);
    writeFileSync(this.#file('passwords'), this.#members.map(passwordLine).join(''), { mode: 0o600 });
    writeFileSync(this.#file('access'), accessList(this.#gateway, this.#members), { mode: 0o600 });
    this.#server?.kill('SIGHUP');
  }

  async start(): Promise<void> {
    this.#server = spawn(MOSQUITTO ?? 'mosquitto', ['-c', this.#file('mosquitto.conf')], { stdio: 'ignore' });
    await eventually('mosquitto listens', () => listens(this.#port));
  }

  async kill(): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }
}

/** What `mosquitto_passwd` writes: PBKDF2 with SHA-512. */
function passwordLine({ username, password }: Member): string {
  const salt = randomBytes(12);
  const hash = pbkdf2Sync(password, salt, 101, 64, 'sha512');
  return `${username}:$7$101$${salt.toString('base64')}$${hash.toString('base64')}\n`;
}

/** The channel table as mosquitto's access list: a pattern for what every node may, a line a user for its groups and for the gateway. */
function accessList(gateway: { id: string; username: string }, members: readonly Member[]): string {
  const names = Object.keys(CHANNELS) as ChannelName[];
  const topic = (channel: ChannelName, node: string) =>
    `${ROOT}/${CHANNELS[channel].topic}`
      .replace('{shard}', '+')
      .replace('{node}', node)
      .replace('{gateway}', gateway.id)
      .replace('{group}', '+');
  const ofNodes = names.filter((name) => CHANNELS[name].topic.includes('{node}'));
  const patterns = ofNodes.map(
    (name) => `pattern ${CHANNELS[name].sender === 'node' ? 'write' : 'read'} ${topic(name, '%u')}`,
  );
  const users = members.flatMap(({ username, groups }) => [
    '',
    `user ${username}`,
    ...(username === gateway.username
      ? names.flatMap((name) => [
          ...(CHANNELS[name].sender === 'gateway' ? [`topic write ${topic(name, '+')}`] : []),
          ...(CHANNELS[name].receiver !== 'node' ? [`topic read ${topic(name, '+')}`] : []),
        ])
      : [
          `topic read ${topic('host', '')}`,
          ...groups.map((group) => `topic read ${topicOf('groupCommand', { group })}`),
        ]),
  ]);
  return `${[...patterns, ...users].join('\n')}\n`;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
