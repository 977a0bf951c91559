import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Area } from '../../../protocol/api/areas.ts';
import type { Coverage, SessionDetail } from '../../../protocol/api/coverage.ts';
import type { Checkpoint, DossierManifest } from '../../../protocol/api/evidence.ts';
import type { Dossier, Verification } from '../../../protocol/api/reports.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { addDays, type Day, daysBetween, startOfDay } from '../../../protocol/vietnam-time.ts';
import { pointsOf } from '../../coverage/rule-document.ts';
import { criterionReport } from '../reports/criterion.ts';
import { criterionFacts, titleOf } from '../reports/criterion-facts.ts';
import * as csv from './csv-files.ts';
import { type DossierContents, dossierDocument } from './dossier-document.ts';
import { codeOf, isAfterClosing, type Step } from './dossier-rules.ts';
import { numberOf, type StoredDossier } from './dossier-store.ts';
import type { DossierParts } from './parts.ts';
import { deliveriesIn, type HungNode, nodesIn, type RawDelivery, timetableIn } from './raw-rows-store.ts';
import { SilentSessions } from './silent-sessions.ts';
import { type WrittenFile, writeWhole } from './whole-file.ts';

/** What can be fetched by itself; everything lies in the ZIP. */
const OFFERED = ['ho-so.pdf', 'ho-so.xlsx', 'xac-minh.html', 'manifest.json', 'manifest.note'];
export const WHOLE = 'dossier.zip';

export interface Made {
  readonly code: string;
  readonly receipts: number;
  readonly hamlets: number;
  readonly files: Dossier['files'];
  readonly verification: Verification;
}

/** What is gathered before anything is written. */
interface Data {
  readonly coverage: Coverage;
  /** First day of the raw rows: before the window where a hamlet was looked back on. */
  readonly from: Day;
  readonly hamlets: readonly Area[];
  readonly ids: readonly string[];
  readonly nodes: readonly HungNode[];
  readonly sessions: ReadonlyMap<string, readonly SessionDetail[]>;
}

/** What the tables showed on their way into their files. */
interface Seen extends Pick<DossierContents, 'silent' | 'exclusions' | 'visits' | 'afterClosing' | 'lateRecords'> {
  /** Entries of the evidence log that the deliveries rest on, ascending, each once. */
  readonly positions: readonly number[];
}

interface Sealed {
  readonly checkpoint: Checkpoint;
  readonly code: string;
}

/** Makes one dossier in a folder of its own, which takes its final name when everything in it is whole. */
export class DossierMaker {
  readonly #parts: DossierParts;
  readonly #dossier: StoredDossier;
  readonly #signal: AbortSignal;
  readonly #tell: (step: Step, share?: number) => Promise<void>;
  readonly #folder: string;
  readonly #files: WrittenFile[] = [];

  constructor(
    parts: DossierParts,
    dossier: StoredDossier,
    how: { signal: AbortSignal; tell: (step: Step, share?: number) => Promise<void> },
  ) {
    this.#parts = parts;
    this.#dossier = dossier;
    this.#signal = how.signal;
    this.#tell = how.tell;
    this.#folder = join(parts.folder, `${dossier.id}.making`);
  }

  async make(): Promise<Made> {
    try {
      await rm(this.#folder, { recursive: true, force: true });
      await mkdir(this.#folder, { recursive: true });
      return await this.#make();
    } catch (error) {
      await rm(this.#folder, { recursive: true, force: true });
      throw error;
    }
  }

  async #make(): Promise<Made> {
    const data = await this.#gather();
    const seen = await this.#writeTables(data);
    await this.#begin('evidence');
    const sealed = await this.#seal(data, seen.positions);
    const lines = this.#parts.evidence.lines(sealed.checkpoint, seen.positions);
    await this.#write('evidence.jsonl', this.#counted(lines, 'evidence', seen.positions.length));
    await this.#writeDocuments(data, seen, sealed);
    await this.#begin('page');
    await this.#copyPage();
    return await this.#pack(data, seen, sealed);
  }

  async #gather(): Promise<Data> {
    await this.#begin('data');
    const { sources, tree, database } = this.#parts;
    const { area, from, to, rule, period } = this.#dossier;
    const coverage = await sources.verdicts(area, { rule: rule.id, from, to, period });
    const lookedBack = Math.max(0, ...coverage.hamlets.map(({ days }) => days));
    const first = addDays(coverage.to, 1 - Math.max(lookedBack, daysBetween(coverage.from, coverage.to).length));
    const hamlets = withPredecessors(
      coverage.hamlets.map(({ hamlet }) => hamlet),
      (one) => tree.get(one),
    );
    const ids = hamlets.map((one) => one.id);
    const sessions = new Map<string, readonly SessionDetail[]>(coverage.hamlets.map(({ hamlet }) => [hamlet, []]));
    let read = 0;
    for await (const [hamlet, details] of sources.sessions({ area, coverage, from: first })) {
      sessions.set(hamlet, details);
      await this.#tell('data', ++read / sessions.size);
      await breathe();
      this.#signal.throwIfAborted();
    }
    const nodes = await nodesIn(database.read, ids);
    return { coverage, from: first, hamlets, ids, nodes, sessions };
  }

  /** A signed head over every entry, and the code: the hash of what was judged, by what, from which record. */
  async #seal({ coverage }: Data, positions: readonly number[]): Promise<Sealed> {
    const { id, area } = this.#dossier;
    const checkpoint = await this.#parts.evidence.checkpoint(positions.at(-1));
    const judged = [id, area, coverage.rule, coverage.hamlets, checkpoint.rootHash, positions.length];
    return { checkpoint, code: codeOf(createHash('sha256').update(JSON.stringify(judged)).digest()) };
  }

  async #writeTables({ coverage, from, hamlets, ids, nodes, sessions }: Data): Promise<Seen> {
    await this.#begin('csv');
    const { sources, tree, database } = this.#parts;
    const { to, rule } = coverage;
    const codes = new Map(nodes.map(({ node, code }) => [node, code]));
    const silent = new SilentSessions(sessions, (node) => codes.get(node) ?? node);
    const inHere = new Set(ids);
    const within = (areas: readonly string[]) => ids.filter((hamlet) => tree.isWithin(hamlet, areas));

    await this.#write('rule.json', [`${JSON.stringify(rule, null, 2)}\n`]);
    await this.#write(
      'csv/hamlets.csv',
      csv.hamletLines(hamlets, (hamlet) => tree.get(tree.communeOf(hamlet) ?? '')),
    );
    await this.#write('csv/nodes.csv', csv.nodeLines(nodes));
    const days = daysBetween(from, to).length;
    const positions = new Set<number>();
    const frozenSize = coverage.period && coverage.treeSize;
    const closedAt = coverage.period?.closedAt;
    const deliveries = deliveriesIn(database.read, ids, from, to, frozenSize);
    const passing = this.#passing(deliveries, silent, positions, Math.ceil(days / 7));
    await this.#write('csv/deliveries.csv', csv.deliveryLines(passing));
    const cancelled: string[] = [];
    const slots = timetableIn(database, ids, { from, to, cancelAheadMs: rule.numbers.cancelAheadMs }, (hamlet) =>
      tree.ancestors(hamlet),
    );
    await this.#write('csv/timetable.csv', csv.timetableLines(this.#followed(slots, Math.ceil(days / 7)), cancelled));
    await this.#write('csv/cancellations.csv', cancelled);
    const exclusions = (await sources.exclusions(from, to))
      .map((one) => ({ ...one, hamlets: within(one.areas) }))
      .filter((one) => one.hamlets.length > 0);
    await this.#write('csv/exclusions.csv', csv.exclusionLines(exclusions));
    const visits = (
      await sources.visits(startOfDay(addDays(from, -rule.numbers.vouchDays)), startOfDay(to) + DAY_MS, closedAt)
    ).filter(({ hamlet }) => inHere.has(hamlet));
    await this.#write('csv/inspections.csv', csv.inspectionLines(visits, closedAt));
    const handLog = (await sources.handLog(from, to, closedAt)).map((one) => ({
      ...one,
      hamlets: (one.hamlets ?? within([one.commune])).filter((hamlet) => inHere.has(hamlet)),
    }));
    await this.#write('csv/hand-log.csv', csv.handLogLines(handLog, closedAt));
    await this.#write('csv/sessions.csv', csv.sessionLines(sessions));
    await this.#write('csv/verdicts.csv', csv.verdictLines(coverage.hamlets));
    const hanging = new Map(coverage.hamlets.map((one) => [one.hamlet, one.nodes]));
    return {
      ...{ silent: silent.all((hamlet) => hanging.get(hamlet) ?? 0), exclusions, visits },
      positions: [...positions].sort((a, b) => a - b),
      afterClosing: frozenSize === undefined ? 0 : [...positions].filter((position) => position >= frozenSize).length,
      lateRecords: {
        visits: visits.filter((one) => isAfterClosing(one, closedAt)).length,
        logLines: handLog.filter((one) => one.hamlets.length > 0 && isAfterClosing(one, closedAt)).length,
      },
    };
  }

  async #writeDocuments(data: Data, { positions, ...seen }: Seen, { checkpoint, code }: Sealed): Promise<void> {
    const { documents, tree, publicUrl } = this.#parts;
    const { coverage, sessions, from, nodes } = data;
    const { area, round, parts, createdAt } = this.#dossier;
    const codes = new Map(nodes.map(({ node, code }) => [node, code]));
    const query = { from: coverage.from, to: coverage.to, round };
    const facts = await criterionFacts(this.#parts, area, query, createdAt, coverage);
    const report = criterionReport({ ...facts, number: numberOf(this.#dossier) });
    const document = dossierDocument(report, {
      ...{ coverage, sessions, from, checkpoint, receipts: positions.length, ...seen },
      rulePoints: pointsOf(coverage.rule),
      nameOf: (one) => tree.get(one)?.name ?? one,
      codeOf: (node) => codes.get(node) ?? node,
      verification: { url: `${publicUrl}/xac-minh?ma=${code}`, code },
    });
    await this.#begin('pdf');
    if (parts.includes('pdf')) await this.#write('ho-so.pdf', await documents.renderPdf(document, this.#signal));
    await this.#begin('xlsx');
    if (parts.includes('xlsx')) await this.#write('ho-so.xlsx', await documents.renderXlsx(document, this.#signal));
  }

  async #copyPage(): Promise<void> {
    const { evidence } = this.#parts;
    if (!this.#dossier.parts.includes('page')) return;
    const page = evidence.page === undefined ? undefined : await readFile(evidence.page).catch(() => undefined);
    if (page) await this.#write('xac-minh.html', page);
    else
      await this.#write('xac-minh.txt', [
        'Trang xác minh độc lập (xac-minh.html) chưa được dựng trên máy chủ này nên không có trong gói.\r\n',
        'Hãy dùng npm run verify -- dossier.zip, hoặc trang /xac-minh của máy chủ.\r\n',
      ]);
  }

  /** Manifest and note, the ZIP of everything, and only then the name under which it is found. */
  async #pack({ coverage }: Data, { positions }: Seen, { checkpoint, code }: Sealed): Promise<Made> {
    await this.#begin('packing');
    const { clock, documents, evidence, folder, tree } = this.#parts;
    const { id, area, parts } = this.#dossier;
    const kept = parts.includes('csv') ? this.#files : this.#files.filter(({ name }) => !name.startsWith('csv/'));
    const about = {
      ...{ number: numberOf(this.#dossier), code, origin: checkpoint.origin, from: coverage.from, to: coverage.to },
      ...{ madeAt: clock.now() },
    };
    const sealed = { size: checkpoint.size, rootHash: checkpoint.rootHash, note: checkpoint.note };
    const manifest: DossierManifest = {
      ...{ format: 'loaxa-dossier-1', id, ...about, checkpoint: sealed, files: [...kept] },
      area: { id: area, name: titleOf(tree, area) },
      rule: { id: coverage.rule.id, version: coverage.rule.version, name: coverage.rule.name },
    };
    const { text, note } = evidence.manifest(manifest);
    const own = [
      await writeWhole(this.#folder, 'manifest.json', Buffer.from(text)),
      await writeWhole(this.#folder, 'manifest.note', Buffer.from(note)),
    ];
    const names = [...own, ...kept].map(({ name }) => name);
    const zip = await documents.pack(
      { folder: this.#folder, names, into: join(this.#folder, `${WHOLE}.part`) },
      this.#signal,
    );
    this.#signal.throwIfAborted();
    await rename(join(this.#folder, `${WHOLE}.part`), join(this.#folder, WHOLE));
    const offered = [...this.#files, ...own].filter(({ name }) => OFFERED.includes(name));
    for (const { name } of this.#files)
      if (!OFFERED.includes(name)) await rm(join(this.#folder, name), { force: true });
    await rm(join(this.#folder, 'csv'), { recursive: true, force: true });
    await rm(join(folder, id), { recursive: true, force: true });
    await rename(this.#folder, join(folder, id));
    const verification: Verification = {
      ...{ ...about, areaName: manifest.area.name, ruleName: coverage.rule.name, checkpoint: sealed },
      files: kept.map(({ name, sha256 }) => ({ name, sha256 })),
    };
    return {
      ...{ code, receipts: positions.length, hamlets: coverage.hamlets.length, verification },
      files: [{ name: WHOLE, ...zip }, ...offered],
    };
  }

  async #begin(step: Step): Promise<void> {
    this.#signal.throwIfAborted();
    await this.#tell(step);
  }

  async #write(name: string, content: Parameters<typeof writeWhole>[2]): Promise<void> {
    this.#files.push(await writeWhole(this.#folder, name, content));
    this.#signal.throwIfAborted();
  }

  /** The deliveries on their way into the file; what they say of silent sessions and of the record is kept. */
  async *#passing(
    slices: AsyncIterable<RawDelivery[]>,
    silent: SilentSessions,
    positions: Set<number>,
    expected: number,
  ) {
    let done = 0;
    for await (const slice of slices) {
      silent.learn(slice);
      for (const { evidence } of slice) if (evidence !== null) positions.add(evidence);
      yield slice;
      await this.#tell('csv', (0.6 * ++done) / expected);
    }
  }

  async *#followed<T>(slices: AsyncIterable<T>, expected: number) {
    let done = 0;
    for await (const slice of slices) {
      yield slice;
      await this.#tell('csv', 0.6 + (0.35 * ++done) / expected);
    }
  }

  async *#counted(lines: AsyncIterable<string>, step: Step, expected: number) {
    let done = 0;
    for await (const line of lines) {
      yield line;
      if (++done % 5_000 === 0) await this.#tell(step, done / expected);
    }
  }
}

/** The hamlets and everything they were made of, each once: their sessions may be inherited (DOMAIN §4.11). */
function withPredecessors(hamlets: readonly string[], get: (id: string) => Area | undefined): Area[] {
  const found = new Map<string, Area>();
  const waiting = [...hamlets];
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    const area = get(id);
    if (!area || found.has(id)) continue;
    found.set(id, area);
    waiting.push(...area.predecessors);
  }
  return [...found.values()];
}
