import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { Node } from '../../../protocol/api/areas.ts';
import type { Delivery, Run } from '../../../protocol/api/broadcast.ts';
import type { SessionDetail } from '../../../protocol/api/coverage.ts';
import type { EvidenceFile, ReceiptView } from '../../../protocol/api/evidence.ts';
import { joinJws, jwsSigningInput, toBase64Url } from '../../../protocol/jws.ts';
import { leafHash, rootFromInclusion } from '../../../protocol/merkle-proof.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { seededSha256, seededUlid } from './random.ts';
import { type Place, runIdOf, type VerdictWorld } from './verdict-world.ts';

const ENTRY_TYP = 'loaxa-entry+jws';
const SIZE = 65_536;
const DEPTH = 16;
const FIRST = 1_000;
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
const hex = (text: string) => createHash('sha256').update(text).digest('hex');

interface Found {
  readonly place: Place;
  readonly session: SessionDetail;
  readonly node: Node;
}

/** Receipts of An Hòa, truly signed by one key and truly inside a tree: what the page works out must come out right. */
export class VerdictEvidence {
  readonly #world: VerdictWorld;
  readonly #keys = generateKeyPairSync('ed25519');

  constructor(world: VerdictWorld) {
    this.#world = world;
  }

  run(id: string): Run | undefined {
    const rows = this.#world.places.flatMap((place) =>
      place.sessions
        .filter((session) => session.runs.includes(id))
        .flatMap((session) => place.nodes.map((node) => ({ place, session, node }))),
    );
    const [first] = rows;
    if (!first) return undefined;
    const deliveries = rows.map((row) => this.#delivery(row));
    const counts: Record<string, number> = {};
    for (const { state } of deliveries) counts[state] = (counts[state] ?? 0) + 1;
    return {
      ...{ id, title: titleOf(first.session), class: 'normal', level: 'commune', dueAt: dueOf(first.session) },
      ...{ durationMs: first.session.dueMs, state: 'ended', nodes: deliveries.length, counts },
      heard: deliveries.filter((one) => one.state === 'full' && one.heard).length,
      contents: [
        {
          ...{ sha256: seededSha256('recording', first.session.part), title: titleOf(first.session) },
          durationMs: first.session.dueMs,
        },
      ],
      deliveries,
    };
  }

  receipt(position: number): ReceiptView | undefined {
    const found = this.#at(position);
    if (!found) return undefined;
    const { session, node } = found;
    const delivery = this.#delivery(found);
    return {
      ...{ position, kind: 'receipt', node: node.id, nodeCode: node.code, hamletName: node.hamletName },
      ...{ run: runIdOf(session.day, session.part), runTitle: titleOf(session), dueAt: dueOf(session) },
      result: delivery.state,
      ...(delivery.reason ? { reason: delivery.reason } : {}),
      ...(delivery.startedAt === undefined ? {} : { startedAt: delivery.startedAt }),
      ...{ playedMs: delivery.playedMs ?? 0, expectedMs: session.dueMs, heardMs: delivery.heardMs ?? 0 },
      ...{ heardBy: 'microphone', clock: 'trusted', receivedAt: delivery.receivedAt ?? dueOf(session) },
      sha256: hex(this.#jws(found)),
      signature: { holds: true, keySince: instantAt('2026-03-02', '08:00') },
      sealed: { size: SIZE, at: instantAt('2026-11-23', '00:05') },
    };
  }

  file(position: number): EvidenceFile | undefined {
    const found = this.#at(position);
    if (!found) return undefined;
    const jws = this.#jws(found);
    const path = Array.from({ length: DEPTH }, (_, level) =>
      Buffer.from(seededSha256('sibling', level, position), 'hex'),
    );
    const root =
      rootFromInclusion(sha256, leafHash(sha256, Buffer.from(jws)), position, SIZE, path) ?? new Uint8Array(32);
    return {
      checkpoint: {
        ...{ origin: 'loaxa.example/an-hoa', size: SIZE, rootHash: toBase64Url(root) },
        ...{ at: instantAt('2026-11-23', '00:05'), note: 'not read by these pages', publicKey: 'not-read' },
      },
      entries: [{ position, jws, proof: path.map((hash) => toBase64Url(hash)) }],
      nodeKeys: { [found.node.id]: this.#publicKey() },
    };
  }

  #delivery({ place, session, node }: Found): Delivery {
    const dueAt = dueOf(session);
    const base = {
      ...{ node: node.id, code: node.code, place: node.place, hamlet: node.hamlet, hamletName: node.hamletName },
      ...{ horns: node.horns, expectedMs: session.dueMs },
    };
    if (session.state === 'unknown') return { ...base, state: 'unknown' };
    const sent = { receivedAt: dueAt + session.dueMs + 900, evidence: this.#positionOf(place, session, node) };
    const played = { startedAt: dueAt + 140, heardBy: 'microphone' as const, ...sent };
    switch (session.state) {
      case 'heard':
        return { ...base, ...played, state: 'full', playedMs: session.dueMs, heard: true, heardMs: session.dueMs };
      case 'partial':
        return {
          ...{ ...base, ...played, state: 'partial', reason: 'no-power', heard: true },
          ...{ playedMs: session.heardLowMs, heardMs: session.heardLowMs },
        };
      default:
        return place.kind === 'mute'
          ? { ...base, ...played, state: 'full', playedMs: session.dueMs, heard: false, heardMs: 0 }
          : { ...base, ...sent, state: 'missed', reason: 'no-power', playedMs: 0 };
    }
  }

  #jws(found: Found): string {
    const { session, node } = found;
    const delivery = this.#delivery(found);
    const input = jwsSigningInput(
      { alg: 'EdDSA', kid: node.id, typ: ENTRY_TYP },
      {
        ...{ v: 1, node: node.id, log: seededUlid('log', node.id), seq: 41, at: delivery.receivedAt, clock: 'trusted' },
        kind: 'receipt',
        body: {
          ...{ run: runIdOf(session.day, session.part), content: [seededSha256('recording', session.part)] },
          ...{ class: 'normal', result: delivery.state, dueAt: dueOf(session), expectedMs: session.dueMs },
          ...{ playedMs: delivery.playedMs ?? 0, heard: { by: 'microphone', ms: delivery.heardMs ?? 0 }, segments: [] },
        },
      },
    );
    return joinJws(input, sign(null, Buffer.from(input), this.#keys.privateKey));
  }

  #publicKey(): string {
    return toBase64Url(this.#keys.publicKey.export({ format: 'der', type: 'spki' }));
  }

  #positionOf(place: Place, session: SessionDetail, node: Node): number {
    const at = this.#world.places.indexOf(place);
    const nth = place.nodes.indexOf(node);
    return FIRST + (place.sessions.indexOf(session) * this.#world.places.length + at) * 2 + nth;
  }

  #at(position: number): Found | undefined {
    const { places } = this.#world;
    const index = Math.floor((position - FIRST) / 2);
    const place = places[index % places.length];
    const session = place?.sessions[Math.floor(index / places.length)];
    const node = place?.nodes[(position - FIRST) % 2];
    return place && session && node && session.state !== 'unknown' ? { place, session, node } : undefined;
  }
}

const dueOf = ({ day, part }: SessionDetail) => instantAt(day, part === 'morning' ? '05:30' : '17:00');
const titleOf = ({ part }: SessionDetail) => (part === 'morning' ? 'Bản tin sáng An Hòa' : 'Bản tin chiều An Hòa');
