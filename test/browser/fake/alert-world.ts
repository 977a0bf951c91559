import type { Alert, AlertDetail, UnreadableAlert } from '../../../protocol/api/sources.ts';
import { HOUR_MS } from '../../../protocol/units.ts';
import type { Places } from './places.ts';
import { seededUlid } from './random.ts';
import { Refusal } from './refusal.ts';

type Seed = readonly [headline: string, event: string, more: Partial<Alert>];
const SEEDS: readonly Seed[] = [
  ['Lũ trên sông Cả vượt báo động 3', 'Lũ', { state: 'held', reason: 'not-urgent', severity: 'Severe' }],
  ['Lũ quét, sạt lở đất các xã miền núi', 'Lũ quét', { state: 'on-air' }],
  ['Diễn tập phòng thủ dân sự khu vực 2', 'Diễn tập', { state: 'not-aired', reason: 'exercise', status: 'Exercise' }],
  ['Lũ quét, sạt lở đất các xã miền núi', 'Lũ quét', { state: 'replaced' }],
  ['Hủy cảnh báo mưa đá', 'Mưa đá', { state: 'cancelled', messageType: 'Cancel' }],
  ['Nước biển dâng do bão số 9', 'Bão', { state: 'not-aired', reason: 'no-area-here', hamlets: 0 }],
  ['Cảnh báo cháy rừng cấp 5', 'Cháy rừng', { state: 'ended' }],
  ['Cảnh báo không rõ nguồn', 'Khác', { state: 'refused', reason: 'bad-signature', signed: false, hamlets: 0 }],
  ['Thử đường truyền', 'Thử', { state: 'not-aired', reason: 'test', status: 'Test' }],
  ['Rét đậm, rét hại từ đêm nay', 'Rét', { state: 'expired', severity: 'Moderate', urgency: 'Future' }],
];

/** Sixty messages over a month, in every state; the newest is to be decided. */
export class AlertWorld {
  readonly alerts: Alert[];
  /** Seven messages of a sender whose program is broken. */
  readonly unreadable: UnreadableAlert[];
  readonly decisions: { id: string; air: boolean; reason: string }[] = [];
  /** It reaches more than one commune: putting it on the air waits for a second person. */
  takesTwo = false;

  constructor(places: Places, source: { id: string; name: string }, now: number) {
    this.unreadable = Array.from({ length: 7 }, (_, n) => ({
      ...{ id: seededUlid('unreadable', n), source: source.id, sourceName: source.name, reason: 'malformed' },
      ...{ receivedAt: now - n * HOUR_MS, bytes: 412 + n, sha256: String(n).repeat(64) },
      detail: 'The message is no well-formed XML: the tags do not fit (line 3).',
      begins: '<?xml version="1.0"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>VN-NA</sender>',
    }));
    const names = places.communes.map(({ name }) => name);
    this.alerts = Array.from({ length: 60 }, (_, n) => {
      const [headline, event, more] = SEEDS[n % SEEDS.length] ?? ['', '', {}];
      const receivedAt = now - n * 11 * HOUR_MS - 6 * 60_000;
      const settled = n >= SEEDS.length && (more.state === 'held' || more.state === 'on-air');
      return {
        ...{ id: seededUlid('alert', n), source: source.id, sourceName: source.name, headline, event },
        ...{ identifier: `VN-NA-2026-${String(8_840 - n).padStart(5, '0')}`, sender: 'pctt@nghean.example.vn' },
        ...{ sentAt: receivedAt - 4_000, receivedAt, status: 'Actual', messageType: 'Alert', severity: 'Extreme' },
        ...{
          urgency: 'Immediate',
          certainty: 'Observed',
          expiresAt: receivedAt + 6 * HOUR_MS,
          signed: true,
          hamlets: 38,
        },
        areaNames: names.slice(n % 5, (n % 5) + 1 + (n % 7)),
        ...{ state: 'ended', ...more, ...(settled ? { state: 'ended' as const, reason: undefined } : {}) },
      };
    });
  }

  list(state: string | undefined, cursor: string | undefined, limit: number) {
    const found = this.alerts.filter((one) => !state || one.state === state);
    const from = cursor === undefined ? 0 : found.findIndex((one) => one.id === cursor) + 1;
    const items = found.slice(from, from + limit);
    const last = items.at(-1);
    return { items, total: found.length, ...(last && from + limit < found.length ? { next: last.id } : {}) };
  }

  get(id: string): AlertDetail {
    const found = this.#must(id);
    const said = 'Nước sông Cả tại Nam Đàn lên 8,2 m, trên báo động 3 là 0,3 m, còn tiếp tục lên.';
    const asked = 'Bà con ở bãi ven sông chuyển người và gia súc lên chỗ cao trước 12 giờ trưa.';
    return {
      ...found,
      infos: [
        {
          ...{ language: 'vi-VN', headline: found.headline, description: said, instruction: asked },
          ...{ spoken: `${found.headline}. ${said} ${asked}`, areas: found.areaNames },
        },
        {
          ...{ language: 'en-US', headline: 'River Ca above alarm level 3', description: 'Water keeps rising.' },
          ...{ spoken: '', areas: found.areaNames },
        },
      ],
      references:
        found.messageType === 'Alert' ? [] : [`pctt@nghean.example.vn,VN-NA-2026-08001,${'2026-11-22T08:00:00+07:00'}`],
      ...(found.state === 'held' ? { unplaced: { n: 63, names: found.areaNames.slice(0, 5) } } : {}),
      xml: xmlOf(found),
    };
  }

  /** `raise` begins the emergency that a message becomes, and answers its id. */
  decide(id: string, air: boolean, reason: string, raise: (text: string) => string): Alert {
    const found = this.#must(id);
    if (found.state !== 'held') throw new Refusal(409, 'alert-not-held');
    this.decisions.push({ id, air, reason });
    const emergency = air ? raise(found.headline) : undefined;
    return Object.assign(found, {
      state: air ? 'on-air' : 'not-aired',
      reason: undefined,
      detail: reason,
      ...(emergency ? { emergency } : {}),
    });
  }

  #must(id: string): Alert {
    const found = this.alerts.find((one) => one.id === id);
    if (!found) throw new Refusal(404, 'no-such-alert');
    return found;
  }
}

function xmlOf({ identifier, sender, sentAt, status, messageType, headline, event }: Alert): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>${identifier}</identifier>
  <sender>${sender}</sender>
  <sent>${new Date(sentAt).toISOString()}</sent>
  <status>${status}</status>
  <msgType>${messageType}</msgType>
  <scope>Public</scope>
  <info>
    <language>vi-VN</language>
    <category>Met</category>
    <event>${event}</event>
    <headline>${headline} <script>document.title = 'chạy'</script></headline>
  </info>
</alert>`;
}
