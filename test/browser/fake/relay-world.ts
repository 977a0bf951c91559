import type { RelayEvent, RelayStation, RelayStationInput } from '../../../protocol/api/relays.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';
import type { BroadcastWorld } from './broadcast-world.ts';
import type { Places } from './places.ts';
import { seededUlid } from './random.ts';
import { Refusal } from './refusal.ts';

type Seed = readonly [name: string, url: string, state: RelayStation['state'], level: number, why?: string];
const SEEDS: readonly Seed[] = [
  ['VOV1', 'https://str.vov.example.vn/vovlive/vov1vov5vietnamese.sdp_aac/playlist.m3u8', 'ok', -18.4],
  ['VOV2', 'https://str.vov.example.vn/vovlive/vov2.sdp_aac/playlist.m3u8', 'lost', 0, 'HTTP 503'],
  ['VOV giao thông', 'https://str.vov.example.vn/vovlive/vovgt.sdp_aac/playlist.m3u8', 'ok', -21.9],
  ['Đài tỉnh Nghệ An', 'http://phat.nghean.example.vn:8000/tin-tuc', 'ok', -15.2],
  ['VOV4 tiếng Mông', 'https://str.vov.example.vn/vovlive/vov4mong.sdp_aac/playlist.m3u8', 'ok', -33.7],
  ['Đài Hưng Nguyên cũ', 'http://dai.hungnguyen.example.vn:8000/live', 'silent', -62.1],
  ['Bản tin Sở Nông nghiệp và Môi trường', 'http://snnmt.nghean.example.vn:8000/thoi-tiet-nong-vu', 'ok', -19.5],
  ['VOV6 đối ngoại', 'https://str.vov.example.vn/vovlive/vov6.sdp_aac/playlist.m3u8', 'unknown', 0],
];

/** Eight stations in every state, what happened to them, and bulletins that pass three of them on. */
export class RelayWorld {
  readonly stations: RelayStation[];
  readonly #events = new Map<string, RelayEvent[]>();
  readonly #now: () => number;
  readonly #places: Places;
  readonly #broadcast: BroadcastWorld;

  constructor(places: Places, broadcast: BroadcastWorld, now: () => number) {
    this.#now = now;
    this.#places = places;
    const commune = places.communes[1];
    const fallback = broadcast.recordings.find(({ title }) => title.startsWith('Vệ sinh'))?.sha256 ?? '';
    this.stations = SEEDS.map(([name, url, state, levelDb, why], index) => ({
      ...{ id: seededUlid('relay', name), name, url, format: url.endsWith('m3u8') ? 'hls' : 'icecast' },
      ...{ way: index === 4 ? 'direct' : 'gateway', state, listeners: index === 0 ? 36 : 0, usedIn: 0 },
      area: (index < 5 ? places.province : commune)?.id ?? '',
      areaName: (index < 5 ? places.province : commune)?.name ?? '',
      ...(index === 4 ? {} : { fallback }),
      ...(state === 'unknown' ? {} : { checkedAt: now() - (index + 3) * MINUTE_MS }),
      ...(levelDb === 0 ? {} : { found: { codec: index % 3 === 0 ? 'aac' : 'mp3', kbps: 64, levelDb } }),
      ...(why ? { why } : {}),
    }));
    const [onAir] = broadcast.onAir();
    for (const { id } of this.stations.slice(0, 6)) this.#events.set(id, eventsOf(id, now(), onAir?.id));
    this.#broadcast = broadcast;
  }

  add(input: RelayStationInput, area: string): RelayStation {
    const made: RelayStation = {
      ...{ id: seededUlid('relay', input.name), state: 'unknown', listeners: 0, usedIn: 0 },
      ...input,
      ...{ area: input.area ?? area, areaName: this.#nameOf(input.area ?? area) },
    };
    this.stations.push(made);
    return made;
  }

  get(id: string): RelayStation {
    const found = this.stations.find((one) => one.id === id);
    if (!found) throw new Refusal(404, 'no-such-relay');
    return found;
  }

  remove(id: string): void {
    const found = this.get(id);
    if (found.usedIn > 0) throw new Refusal(409, 'relay-used');
    this.stations.splice(this.stations.indexOf(found), 1);
  }

  check(id: string): RelayStation {
    const one = this.get(id);
    const { why: _why, ...rest } = one;
    const found = { codec: 'aac', kbps: 64, levelDb: -17.6 };
    const after = { ...rest, state: 'ok', found, checkedAt: this.#now() } as const;
    this.stations[this.stations.indexOf(one)] = after;
    return after;
  }

  events(id: string): RelayEvent[] {
    return this.#events.get(this.get(id).id) ?? [];
  }

  /** Bulletins that pass stations on: an approved one that a programme holds, and one that waits. Other tests count without them. */
  passOn(): void {
    for (const [index, minutes] of [30, 15].entries()) this.#bulletin(index, minutes);
  }

  #nameOf(area: string): string {
    return this.#places.communes.find(({ id }) => id === area)?.name ?? this.#places.province.name;
  }

  #bulletin(index: number, minutes: number): void {
    const { bulletins, programmes } = this.#broadcast;
    const station = this.stations[index];
    const like = bulletins.find((one) => one.state === 'approved' && one.area === this.#places.communes[1]?.id);
    if (!station || !like) return;
    const { expiresOn: _expiresOn, text: _text, usedIn: _usedIn, approval, ...rest } = like;
    const id = seededUlid('relay bulletin', station.name);
    bulletins.unshift({
      ...rest,
      ...{ id, title: `Tiếp âm ${station.name}`, genre: 'relay', class: 'normal', field: 'general', language: 'vi' },
      ...{ recording: station.fallback ?? rest.recording, durationMs: minutes * MINUTE_MS },
      relay: { station: station.id, name: station.name, minutes },
      ...(index === 0 && approval ? { approval, state: 'approved' } : { state: 'pending' }),
    });
    const programme = programmes.find((one) => one.area === rest.area && one.state === 'approved');
    if (index !== 0 || !programme) return;
    programme.bulletins.push(id);
    Object.assign(station, { usedIn: 2 });
  }
}

/** A night and a morning of a station: lost, back, silent, back, in a run and outside of one. */
function eventsOf(station: string, now: number, run: string | undefined): RelayEvent[] {
  const told: readonly [RelayEvent['what'], string?][] = [
    ['back'],
    ['silent'],
    ['began'],
    ['checked'],
    ['ended'],
    ['back'],
    ['lost', 'ended'],
    ['began'],
    ['checked'],
  ];
  return told.map(([what, why], index) => ({
    ...{ id: seededUlid('relay event', station, index), at: now - (index * 7 + 2) * MINUTE_MS, what },
    ...(why ? { why } : {}),
    ...(run && what !== 'checked' ? { run } : {}),
  }));
}
