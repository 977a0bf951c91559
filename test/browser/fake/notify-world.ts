import type { Health } from '../../../protocol/api/health.ts';
import type { Channel, Notification, Subscription } from '../../../protocol/api/notify.ts';
import { DEFAULT_NIGHT } from '../../../protocol/notify.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import type { Places } from './places.ts';
import { seededUlid } from './random.ts';

const id = (kind: string, n: number | string) => seededUlid(kind, String(n));

/** Three ways out of which one fails, a dozen people, a night's messages, and a server with two troubles. */
export class NotifyWorld {
  readonly channels: Channel[];
  readonly subscriptions: Subscription[];
  readonly messages: Notification[];
  readonly health: Omit<Health, 'at'>;
  /** What was tried, in order. */
  readonly tests: { channel: string; to: string }[] = [];
  readonly secrets: string[] = [];

  constructor(places: Places, me: { id: string; name: string } | undefined, now: number) {
    this.channels = [
      {
        ...{ id: id('channel', 1), kind: 'mail', name: 'Thư của sở', hasSecret: true, paused: false, waiting: 0 },
        settings: {
          ...{ kind: 'mail', host: 'smtp.nghean.gov.vn', port: 587, security: 'starttls', user: 'loaxa' },
          from: 'loaxa@nghean.gov.vn',
        },
        sentAt: now - 12 * MINUTE_MS,
      },
      {
        ...{ id: id('channel', 2), kind: 'sms', name: 'SMS của nhà mạng', hasSecret: true, paused: false, waiting: 14 },
        settings: {
          ...{ kind: 'sms', method: 'POST', url: 'https://sms.example.vn/send', form: 'json', plain: true },
          ...{ headers: [{ name: 'Authorization', value: 'Bearer {key}' }], body: '{"to":"{phone}","text":"{text}"}' },
          expects: '"status":0',
        },
        ...{ failingSince: now - 3 * HOUR_MS, failed: 'unexpected-answer', sentAt: now - 4 * HOUR_MS },
      },
      {
        ...{ id: id('channel', 3), kind: 'telegram', name: 'Nhóm kỹ thuật', hasSecret: true, paused: true, waiting: 0 },
        settings: { kind: 'telegram', url: 'https://api.telegram.org' },
      },
    ];
    this.subscriptions = places.communes.slice(0, 12).map((commune, n) => {
      const channel = this.channels[n % 2] ?? this.channels[0];
      const isMine = n === 0 && me !== undefined;
      return {
        ...{ id: id('subscription', n), channel: channel?.id ?? '', channelName: channel?.name ?? '' },
        ...{ to: n % 2 === 0 ? `truc.${n}@nghean.gov.vn` : `+8491234567${n % 10}`, area: commune.id },
        ...{ areaName: commune.name, minSeverity: n % 3 === 0 ? 'critical' : 'major', kinds: [], system: n === 0 },
        ...{ remindHours: n % 4 === 0 ? 4 : 0, afterMinutes: n % 5 === 1 ? 30 : 0, paused: n === 7 },
        ...(n % 3 === 2 ? {} : { night: DEFAULT_NIGHT }),
        ...(isMine ? { account: me.id, accountName: me.name, name: me.name } : { name: `Trực ${commune.name}` }),
      } satisfies Subscription;
    });
    const states = ['sent', 'sent', 'merged', 'waiting', 'failed', 'held'] as const;
    this.messages = Array.from({ length: 57 }, (_, n) => {
      const node = places.nodes[(n * 7) % places.nodes.length];
      const state = states[n % states.length] ?? 'sent';
      const channel = this.channels[n % 2];
      const createdAt = now - n * 9 * MINUTE_MS;
      return {
        ...{ id: id('message', n), step: n % 6 === 1 ? 'over' : 'opened', state, channel: channel?.id ?? '' },
        ...{ channelName: channel?.name ?? '', to: '+84912345678', toName: 'Trực kỹ thuật', area: node?.hamlet ?? '' },
        text: `Mất điện (nghiêm trọng)\nỞ đâu: ${node?.code}, ${node?.hamletName}, ${node?.communeName}\nTừ: 05:31, 23/11/2026\nViệc cần làm: Gọi người giữ chìa khóa xem aptomat.`,
        ...{ createdAt, dueAt: createdAt, tries: state === 'failed' ? 12 : state === 'held' ? 0 : 1 },
        ...(state === 'sent' ? { sentAt: createdAt } : {}),
        ...(state === 'failed' ? { failed: 'HTTP 503' } : {}),
      } satisfies Notification;
    });
    const well = (since: number) => ({ state: 'well' as const, since: now - since, lookedAt: now - 20_000 });
    this.health = {
      checks: [
        {
          check: 'disk',
          state: 'strained',
          since: now - 5 * HOUR_MS,
          value: 8.4,
          unit: 'percent',
          detail: '3.9 GB',
          lookedAt: now,
        },
        { check: 'lag', ...well(9 * DAY_MS), value: 34, unit: 'ms' },
        { check: 'database', ...well(9 * DAY_MS), value: 12, unit: 'ms' },
        { check: 'ticks', ...well(9 * DAY_MS), value: 0, unit: 'count' },
        { check: 'outbox', ...well(9 * DAY_MS), value: 0, unit: 'count' },
        { check: 'broker', ...well(2 * DAY_MS), unit: 'none' },
        {
          check: 'channels',
          state: 'bad',
          since: now - 3 * HOUR_MS,
          value: 1,
          unit: 'count',
          detail: 'SMS của nhà mạng',
          lookedAt: now,
        },
        { check: 'dead-man', ...well(2 * DAY_MS), unit: 'none' },
        { check: 'clock', ...well(9 * DAY_MS), unit: 'ms' },
        { check: 'certificate', ...well(9 * DAY_MS), value: 212, unit: 'days' },
        { check: 'backup', state: 'off', since: now - 9 * DAY_MS, unit: 'days', lookedAt: now },
      ],
      deadMan: { host: 'hc-ping.com', fixed: false, sentAt: now - 25_000, heldBack: [] },
      gaps: [
        { from: now - 2 * DAY_MS - 5 * HOUR_MS, to: now - 2 * DAY_MS },
        { from: now - 19 * DAY_MS, to: now - 19 * DAY_MS + 4 * MINUTE_MS },
      ],
      watchedFrom: now - 30 * DAY_MS,
    };
  }
}
