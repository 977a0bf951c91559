import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Audit } from '../../../gateway/audit/audit.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import type { Person } from '../../../gateway/http/app.ts';
import { Sealing } from '../../../gateway/keys/sealing.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { Notice } from '../../../gateway/notices.ts';
import type { Failing } from '../../../gateway/notify/delivering.ts';
import { type AssignedCase, Notify } from '../../../gateway/notify/notify.ts';
import { AddressGuard } from '../../../gateway/outside/address-guard.ts';
import type { ChannelSettings, SubscriptionInput } from '../../../protocol/api/notify.ts';
import { subscriptionInput } from '../../../protocol/api/notify.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import type { TestDatabase } from '../database/engines.ts';
import { COMMUNE, isWithin } from './notices.ts';
import { PeopleOutside } from './people-outside.ts';

export const NOON = instantAt('2026-11-23', '12:00');
export const ADMINISTRATOR: Person = {
  ...{ id: '01KAPERSON0000000000000ADM', username: 'admin', name: 'Quản trị', role: 'administrator' },
  areas: [COMMUNE],
};

/** The part that tells people, with people outside who are told. */
export class NotifyDesk {
  readonly clock = new MovableClock(NOON);
  readonly outside = new PeopleOutside();
  readonly taken = new Set<string>();
  /** Repair cases of incidents. */
  readonly cases = new Map<string, string>();
  failing: readonly Failing[] = [];
  readonly notify: Notify;
  readonly #folder = mkdtempSync(join(tmpdir(), 'loaxa-notify-'));
  readonly #test: TestDatabase;

  constructor(test: TestDatabase, { allowed = ['127.0.0.0/8'] }: { allowed?: readonly string[] } = {}) {
    this.#test = test;
    const { clock } = this;
    const { database } = test;
    this.notify = new Notify({
      ...{ database, clock, log: silentLog, audit: new Audit({ database, clock }), scope: { isWithin } },
      ...{ sealing: Sealing.load(this.#folder), guard: new AddressGuard(allowed), random: () => 0.5 },
      holdsAll: () => true,
      standingOf: () => ({ role: 'technician', areas: [COMMUNE] }),
      nameOf: () => 'Nga',
      places: () => ({
        placeOf: () => 'thôn Đông, xã An Hòa',
        communeOf: () => COMMUNE,
        linkOf: ({ incident }, repairCase) => `https://loaxa.example/su-co/${repairCase ?? incident}`,
        caseLink: (repairCase) => `https://loaxa.example/su-co/${repairCase}`,
        homeLink: 'https://loaxa.example/su-co',
      }),
      acknowledged: async (ids) => new Set(ids.filter((id) => this.taken.has(id))),
      casesOf: async () => this.cases,
      failing: (channels) => {
        this.failing = channels;
      },
    });
  }

  async start(): Promise<this> {
    await this.outside.start();
    await this.notify.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.notify.stop();
    await this.outside.stop();
    await this.#test.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async channel(settings: ChannelSettings, secret?: string): Promise<string> {
    const input = { name: settings.kind, settings, ...(secret === undefined ? {} : { secret }) };
    return (await this.notify.channels.add(ADMINISTRATOR, input)).id;
  }

  webHook(secret?: string): Promise<string> {
    return this.channel({ kind: 'web-hook', url: `${this.outside.url}/hook` }, secret);
  }

  mail(): Promise<string> {
    const server = { host: '127.0.0.1', port: this.outside.mailPort, security: 'none', user: 'loaxa' } as const;
    return this.channel({ kind: 'mail', ...server, from: 'loaxa@xa.example' }, 'mật khẩu');
  }

  async subscribe(channel: string, more: Partial<SubscriptionInput> = {}): Promise<string> {
    const input = { channel, to: '', area: COMMUNE, name: 'Tám', ...more };
    return (await this.notify.subscriptions.add(ADMINISTRATOR, subscriptionInput.parse(input))).id;
  }

  /** As the root does it when an account is erased. */
  async forget(account: string): Promise<void> {
    const { subscriptions } = this.notify;
    await this.#test.database.write((transaction) => subscriptions.forget(transaction, account));
    subscriptions.forgot(account);
  }

  /** As the part that finds faults does it: in its own transaction, what is returned after the commit. */
  async take(...notices: Notice[]): Promise<void> {
    const after = await this.#test.database.write((transaction) => this.notify.take(transaction, notices));
    after?.();
    await this.notify.delivering.idle();
  }

  /** A case is given to somebody, in the transaction of the case. */
  async assign(told: AssignedCase): Promise<void> {
    const after = await this.#test.database.write((transaction) => this.notify.assigned(transaction, told));
    after?.();
    await this.notify.delivering.idle();
  }

  /** Time passes, and what is due goes out. */
  async pass(ms: number): Promise<void> {
    this.clock.set(this.clock.now() + ms);
    await this.notify.follow();
    await this.notify.delivering.idle();
  }

  /** The transaction that would have stored the incidents fails after all. */
  async rolledBack(...notices: Notice[]): Promise<void> {
    await this.#test.database.write(async (transaction) => {
      await this.notify.take(transaction, notices);
      throw new Error('rolled back');
    });
  }

  /** What a new process reads is all there is. */
  restart(): Promise<void> {
    return this.notify.start();
  }

  rows(table: string) {
    return this.#test.database.read(table);
  }

  log() {
    return this.#test.database.read('notifications').orderBy('id');
  }
}
