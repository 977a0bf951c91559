import { joined, lengthOf, missing, type Stretch } from '../../../dashboard/components/heard-ranges.ts';
import type { Bulletin, BulletinInput, Programme, Recording } from '../../../protocol/api/broadcast.ts';
import type { InboxItem } from '../../../protocol/api/campaigns.ts';
import type { ApprovalItem, Deputy, Listened, ReturnInput, Usage } from '../../../protocol/api/library.ts';
import { addDays, dayOf, instantAt } from '../../../protocol/vietnam-time.ts';
import { foldForSearch } from '../../../protocol/vietnamese.ts';
import type { BroadcastWorld } from './broadcast-world.ts';
import { LIBRARY_TITLES, PENDING, PROVINCE_TITLES } from './library-titles.ts';
import type { Person } from './people-world.ts';
import type { Places } from './places.ts';
import { chance, seededSha256, seededUlid } from './random.ts';
import { Refusal } from './refusal.ts';
import type { RelayWorld } from './relay-world.ts';

const DAY_MS = 86_400_000;
const LONG_MS = 600_000;
const OPERATOR = { id: seededUlid('account', 'operator'), name: 'Nguyễn Thị Nga' };
const APPROVER = { id: seededUlid('account', 'approver'), name: 'Trần Văn Hùng' };

const WISH = { from: '2026-11-24', to: '2026-11-30', times: ['05:30', '17:00'], weekdays: [1, 3, 5] };

export interface BulletinQuery {
  state?: string;
  search?: string;
  field?: string;
  genre?: string;
  language?: string;
  expired?: string;
  cursor?: string;
  limit?: string;
}

/** The library's bulletins in every state, what was heard of them, what waits, and who stands in for whom. */
export class LibraryWorld {
  readonly deputies: Deputy[] = [];
  readonly inbox: InboxItem[];
  /** Bytes of every file that was sent. */
  readonly uploads: { title: string; bytes: number; type: string }[] = [];
  readonly #heard = new Map<string, Stretch[]>();
  readonly #places: Places;
  readonly #broadcast: BroadcastWorld;
  readonly #relays: RelayWorld;
  readonly #now: () => number;
  #made = 0;

  constructor(places: Places, broadcast: BroadcastWorld, relays: RelayWorld, now: () => number) {
    this.#relays = relays;
    this.#places = places;
    this.#broadcast = broadcast;
    this.#now = now;
    const seeded = LIBRARY_TITLES.map(([title, seconds, state, field, language], index) =>
      this.#seed(title, seconds * 1000, { state, field, language: language ?? 'vi' }, index + 1),
    );
    const waiting = PENDING.map(([title, seconds]) => this.#seed(title, seconds * 1000, { state: 'pending' }, 0.1));
    this.#broadcast.bulletins.unshift(...waiting);
    this.#broadcast.bulletins.push(...seeded);
    this.inbox = PROVINCE_TITLES.map(([title, urgent, days, airings], index) => {
      const bulletin = this.#seed(title, 150_000, { state: 'approved' }, index * 0.3 + 0.2);
      this.#broadcast.bulletins.push(bulletin);
      return {
        bulletin: bulletin.id,
        title,
        class: urgent ? 'priority' : 'normal',
        fromName: 'Đài Phát thanh và Truyền hình tỉnh Nghệ An',
        receivedAt: now() - index * 5_400_000 - 600_000,
        // The last came from a source system, which asks for its hours.
        ...(airings ? {} : { wish: WISH }),
        ...(airings
          ? {
              campaign: {
                id: seededUlid('campaign', title),
                title: 'Phòng chống thiên tai 2026',
                deadline: addDays(dayOf(now()), days),
                airings,
                aired: Math.min(airings, index),
              },
            }
          : {}),
      };
    });
  }

  /** A page of the list, newest first. */
  list({ state, search = '', field, genre, language, expired, cursor = '0', limit = '50' }: BulletinQuery) {
    const today = dayOf(this.#now());
    const found = this.#broadcast.bulletins.filter(
      (one) =>
        (!state || one.state === state) &&
        (!field || one.field === field) &&
        (!genre || one.genre === genre) &&
        (!language || one.language === language) &&
        (expired !== 'true' || (one.expiresOn !== undefined && one.expiresOn < today)) &&
        foldForSearch(one.title).includes(foldForSearch(search)),
    );
    const from = Number(cursor);
    const to = from + Number(limit);
    const items = found.slice(from, to).map((one) => ({ ...one, usedIn: this.#programmesOf(one.id).length }));
    return { items, total: found.length, ...(to < found.length ? { next: String(to) } : {}) };
  }

  get(id: string): Bulletin {
    const found = this.#broadcast.bulletins.find((one) => one.id === id);
    if (!found) throw new Refusal(404, 'no-such-bulletin');
    return { ...found, usedIn: this.#programmesOf(id).length };
  }

  create(input: BulletinInput, by: Person): Bulletin {
    const { draft, area, relay, ...said } = input;
    const made = this.#broadcast.addBulletin(said, by);
    return Object.assign(made, {
      ...said,
      state: draft ? 'draft' : 'pending',
      durationMs: this.recording(input.recording)?.durationMs ?? made.durationMs,
      contentHash: this.#hash(made.id),
      ...(area ? { area } : {}),
      ...this.#relayOf(relay),
    });
  }

  change(id: string, input: BulletinInput, by: Person): Bulletin {
    const { draft, area: _area, relay, ...said } = input;
    const before = this.#must(id);
    const { approval: _approval, returned: _returned, expiresOn: _expiresOn, relay: _relay, ...rest } = before;
    const after: Bulletin = {
      ...rest,
      ...said,
      state: draft ? 'draft' : 'pending',
      durationMs: this.recording(input.recording)?.durationMs ?? before.durationMs,
      contentHash: this.#hash(id),
      ...this.#relayOf(relay),
      createdBy: by.id,
      createdByName: by.name,
    };
    this.#broadcast.bulletins[this.#broadcast.bulletins.indexOf(before)] = after;
    return after;
  }

  /** What a browser test does behind an open page. */
  rewrite(id: string): void {
    Object.assign(this.#must(id), { contentHash: this.#hash(id) });
  }

  submit(id: string): Bulletin {
    return Object.assign(this.#must(id), { state: 'pending' });
  }

  cancel(id: string): Bulletin {
    return Object.assign(this.#must(id), { state: 'cancelled' });
  }

  recording(sha256: string): Recording | undefined {
    return this.#broadcast.recordings.find((one) => one.sha256 === sha256);
  }

  replaceRecording(old: string, by: string, person: Person): { bulletins: string[]; programmes: string[] } {
    const bulletins = this.#broadcast.bulletins.filter((one) => one.recording === old && one.state !== 'cancelled');
    const programmes = bulletins.flatMap((one) => this.#programmesOf(one.id));
    for (const one of bulletins) this.change(one.id, { ...one, recording: by }, person);
    for (const one of programmes) Object.assign(one, { state: 'pending' });
    return { bulletins: bulletins.map((one) => one.id), programmes: [...new Set(programmes.map((one) => one.id))] };
  }

  usage(id: string): Usage {
    const programmes = this.#programmesOf(id);
    const used = programmes.length > 0;
    return {
      programmes: programmes.slice(0, 20).map((one, index) => ({
        id: one.id,
        title: one.title,
        state: one.state,
        ...(one.state === 'approved'
          ? { nextAt: instantAt(addDays(dayOf(this.#now()), 1), one.recurrence.times[0] ?? '17:00') + index }
          : {}),
      })),
      future: used ? 24 : 0,
      past: used ? 118 : 0,
      ...(used ? { lastAt: instantAt(addDays(dayOf(this.#now()), -1), '17:00') } : {}),
    };
  }

  heard(person: string, sha256: string, more: readonly Stretch[] = []): Listened {
    const key = `${person}|${sha256}`;
    const ranges = joined([...(this.#heard.get(key) ?? []), ...more]);
    this.#heard.set(key, ranges);
    const required = requiredOf(sha256, this.recording(sha256)?.durationMs ?? 0);
    const leftMs = lengthOf(missing(required, ranges));
    return { recording: sha256, ranges, required, leftMs, enough: leftMs <= 500 };
  }

  approvals(person: Person): ApprovalItem[] {
    const bulletins = this.#broadcast.bulletins
      .filter((one) => one.state === 'pending')
      .map((one) => this.#item(one, [one], person));
    const programmes = this.#broadcast.programmes
      .filter((one) => one.state === 'pending' && person.areas.some((area) => this.#covers(area, one.area)))
      .map((one) =>
        this.#item(
          one,
          this.#broadcast.bulletins.filter(({ id }) => one.bulletins.includes(id)),
          person,
        ),
      );
    return [...programmes, ...bulletins].sort((a, b) => (a.firstAt ?? Infinity) - (b.firstAt ?? Infinity));
  }

  approve(kind: string, id: string, contentHash: string | undefined, person: Person): Bulletin | Programme {
    const item = this.#waiting(kind, id);
    if (item.createdBy === person.id) throw new Refusal(403, 'own-item');
    if (contentHash !== undefined && contentHash !== item.contentHash) throw new Refusal(409, 'content-changed');
    if (this.#item(item, this.#contents(item), person).recordings.some(({ listened }) => !listened.enough))
      throw new Refusal(409, 'not-heard');
    this.#broadcast.approve(item, person);
    return item;
  }

  giveBack(kind: string, id: string, input: ReturnInput, person: Person): Bulletin | Programme {
    return Object.assign(this.#waiting(kind, id), {
      state: 'returned',
      returned: { at: this.#now(), byName: person.name, ...input },
    });
  }

  addDeputy(input: { account: string; from: string; to: string }, name: string, person: Person): Deputy {
    const deputy = {
      id: seededUlid('deputy', this.#made++),
      accountName: name,
      forName: person.name,
      area: person.areas[0] ?? '',
      account: input.account,
      from: input.from,
      to: input.to,
    };
    this.deputies.push(deputy);
    return deputy;
  }

  #item(item: Bulletin | Programme, contents: readonly Bulletin[], person: Person): ApprovalItem {
    const programme = 'recurrence' in item ? item : undefined;
    const day = addDays(dayOf(this.#now()), item.title.startsWith('Tiêm') ? 0 : 1);
    const hamlets = this.#places.hamlets.filter((one) => one.parent === this.#places.communes[1]?.id);
    const again = item.title.includes('đợt 2');
    return {
      kind: programme ? 'programme' : 'bulletin',
      id: item.id,
      title: item.title,
      contentHash: item.contentHash,
      ...(programme ? { firstAt: instantAt(day, programme.recurrence.times[0] ?? '17:00') } : {}),
      runs: programme ? 12 : 0,
      hamlets: programme ? hamlets.slice(0, 20).map((one) => `Xóm ${one.name}`) : [],
      hamletCount: programme ? hamlets.length : 0,
      nodes: programme ? 14 : 0,
      class: item.class,
      createdByName: item.createdByName,
      own: item.createdBy === person.id,
      recordings: contents.flatMap((one) => {
        const recording = this.recording(one.recording);
        if (!recording) return [];
        const { sha256, title, durationMs, opus, mp3 } = recording;
        return [{ sha256, title, durationMs, opus, mp3, listened: this.heard(person.id, sha256) }];
      }),
      relays: contents.flatMap(({ relay, recording }) => (relay ? [{ ...relay, fallback: recording }] : [])),
      ...('text' in item && item.text ? { text: item.text } : {}),
      ...(again
        ? {
            returned: { at: this.#now() - DAY_MS, byName: APPROVER.name, reason: 'time', note: 'Dời sau giờ tan học.' },
          }
        : {}),
      changes: again ? [{ what: 'times' }, { what: 'recording' }] : [],
    };
  }

  #contents(item: Bulletin | Programme): Bulletin[] {
    return 'bulletins' in item ? this.#broadcast.bulletins.filter(({ id }) => item.bulletins.includes(id)) : [item];
  }

  #waiting(kind: string, id: string): Bulletin | Programme {
    const items: (Bulletin | Programme)[] =
      kind === 'bulletin' ? this.#broadcast.bulletins : this.#broadcast.programmes;
    const item = items.find((one) => one.id === id);
    if (!item) throw new Refusal(404, `no-such-${kind}`);
    return item;
  }

  #programmesOf(id: string): Programme[] {
    const own = this.#places.communes[1]?.id;
    return this.#broadcast.programmes.filter(
      (one) => one.bulletins.includes(id) && one.state !== 'cancelled' && one.area === own,
    );
  }

  /** A relay lasts as long as was said, whatever its fallback does. */
  #relayOf(relay: BulletinInput['relay']): Pick<Bulletin, 'relay'> & Partial<Pick<Bulletin, 'durationMs'>> {
    if (!relay) return {};
    return { relay: { ...relay, name: this.#relays.get(relay.station).name }, durationMs: relay.minutes * 60_000 };
  }

  #covers(area: string, commune: string): boolean {
    return area === this.#places.province.id || area === commune;
  }

  #must(id: string): Bulletin {
    const found = this.#broadcast.bulletins.find((one) => one.id === id);
    if (!found) throw new Refusal(404, 'no-such-bulletin');
    return found;
  }

  #hash(id: string): string {
    return seededSha256('content', id, this.#made++);
  }

  #seed(title: string, durationMs: number, said: Partial<Bulletin>, daysAgo: number): Bulletin {
    const at = this.#now() - Math.round(daysAgo * DAY_MS);
    const recording = this.#broadcast.addRecording(title, durationMs, at);
    const contentHash = seededSha256('content', title);
    const state = said.state ?? 'pending';
    const over = chance('expired', title) < 0.15;
    return {
      id: seededUlid('library bulletin', title),
      title,
      class: chance('class', title) < 0.12 ? 'priority' : 'normal',
      field: 'general',
      language: 'vi',
      recording: recording.sha256,
      durationMs,
      text: `${title}. Đề nghị bà con chú ý theo dõi và thực hiện.`,
      area: this.#places.communes[1]?.id ?? '',
      contentHash,
      ...(chance('expires', title) < 0.6
        ? { expiresOn: addDays(dayOf(this.#now()), over ? -6 : 4 + Math.floor(chance('days', title) * 60)) }
        : {}),
      createdBy: OPERATOR.id,
      createdByName: OPERATOR.name,
      createdAt: at,
      ...said,
      state,
      ...(state === 'approved'
        ? { approval: { by: APPROVER.id, byName: APPROVER.name, at: at + DAY_MS / 8, contentHash } }
        : {}),
      ...(state === 'returned'
        ? { returned: { at: at + DAY_MS / 4, byName: APPROVER.name, reason: 'sound', note: 'Tiếng nhỏ, có tiếng xe.' } }
        : {}),
    };
  }
}

/** The whole; of a long one the start, the end and three parts between (UX §9d). */
export function requiredOf(sha256: string, durationMs: number): Stretch[] {
  if (durationMs <= LONG_MS) return [{ from: 0, to: durationMs }];
  const part = 30_000;
  const free = durationMs - 2 * part;
  const parts = [0, 1, 2].map((index) => {
    const from = part + Math.round((free / 3) * index + chance(sha256, index) * (free / 3 - part));
    return { from, to: from + part };
  });
  return joined([{ from: 0, to: part }, ...parts, { from: durationMs - part, to: durationMs }]);
}
