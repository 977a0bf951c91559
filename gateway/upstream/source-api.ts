import type { FastifyReply, FastifyRequest } from 'fastify';
import { SECOND_MS } from '../../protocol/units.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { LoaXaError, NotSignedInError } from '../errors.ts';
import type { Log } from '../log.ts';
import { refusalOf } from './answers.ts';
import type { Dialect } from './dialect/dialect.ts';
import type { Mappings } from './dialect/mappings.ts';
import type { Message, MessageName } from './dialect/messages.ts';
import { readMessage, writeMessage } from './dialect/translate.ts';
import type { Taken } from './incoming.ts';
import { readSumPage, type SumPer } from './log-pages.ts';
import { readLog, referencesOf } from './log-reading.ts';
import { type NodeStatusParts, statusItem } from './node-status.ts';
import type { SourceNodes } from './source-nodes.ts';
import type { KnownSource, Sources } from './sources.ts';

export interface SourceApiParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly tree: AreaTree;
  readonly sources: Sources;
  readonly nodes: SourceNodes;
  readonly mappings: Mappings;
  readonly status: NodeStatusParts;
  readonly gatewayId: string;
}

/** One call of a source: who it is and in which words it speaks. */
export interface Call {
  readonly source: KnownSource;
  readonly dialect: Dialect;
  read<N extends MessageName>(name: N, body: unknown): Message<N>;
}

const DAY_OF_LOG_MS = 31 * 86_400 * SECOND_MS;
const MOST_LOG = 500;

/** The conversation with source systems: their words in, their words out, every call that changes something on record. */
export class SourceApi {
  readonly #parts: SourceApiParts;

  constructor(parts: SourceApiParts) {
    this.#parts = parts;
  }

  /** Does what is asked and answers in the dialect, errors too. `what` is how the call stands in the list of calls. */
  async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    what: string,
    act: (call: Call) => Promise<unknown>,
  ): Promise<FastifyReply> {
    const call = this.#callOf(request);
    const isChange = request.method !== 'GET';
    try {
      const answer = await act(call);
      if (isChange) await this.#note(call, what, answer);
      return reply.send(answer);
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      const { status, answer, code } = refusal;
      await this.#parts.sources.calls.note(call.source.id, {
        what,
        outcome: 'refused',
        detail: `${code}: ${answer.message}`,
      });
      if (error instanceof LoaXaError && typeof error.extra.retryAfterMs === 'number')
        reply.header('retry-after', Math.ceil(error.extra.retryAfterMs / SECOND_MS));
      return reply.code(status).send(writeMessage(call.dialect, 'answer', answer));
    }
  }

  done({ dialect }: Call, taken: Partial<Taken> & { readonly count?: number }): unknown {
    return writeMessage(dialect, 'answer', { problem: 'none', message: 'OK', ...taken });
  }

  nodes({ source, dialect }: Call, { part = 1, area }: Message<'partQuery'>): unknown {
    const { nodes, tree } = this.#parts;
    const { found, parts } = this.#part(source, dialect, part, area);
    const items = found.map((node) => {
      const commune = tree.get(tree.communeOf(node.hamlet) ?? '');
      const hamlet = tree.get(node.hamlet);
      return {
        ...{
          name: nodes.nameOf(source.id, node.id),
          node: node.id,
          code: node.code,
          place: node.place,
          horns: node.horns,
        },
        ...{ area: hamlet?.code ?? node.hamlet, areaName: hamlet?.name ?? '' },
        ...(commune ? { commune: commune.code ?? commune.id, communeName: commune.name } : {}),
        ...(node.latitude === undefined ? {} : { latitude: node.latitude }),
        ...(node.longitude === undefined ? {} : { longitude: node.longitude }),
      };
    });
    return writeMessage(dialect, 'nodes', { part, parts, items });
  }

  status({ source, dialect }: Call, { part = 1, area }: Message<'partQuery'>): unknown {
    const { nodes, clock, status } = this.#parts;
    const { found, parts } = this.#part(source, dialect, part, area);
    const between = this.#between(source, dialect);
    const itemOf = statusItem(status, clock.now());
    const items = found.map((node) => ({ ...between, ...itemOf(node, nodes.nameOf(source.id, node.id)) }));
    return writeMessage(dialect, 'status', { ...between, at: clock.now(), part, parts, items });
  }

  /** What runs came to by hamlet, by commune or as a whole, for as far as the source reaches. */
  async #sums({ source, dialect }: Call, query: Message<'logQuery'>, per: SumPer): Promise<unknown> {
    const { database, tree, clock } = this.#parts;
    const now = clock.now();
    const { from = now - DAY_OF_LOG_MS, to = now, after, limit = MOST_LOG } = query;
    const areaOf = (hamlet: string) => {
      if (!tree.isWithin(hamlet, source.areas)) return undefined;
      return per === 'hamlet' ? hamlet : per === 'commune' ? tree.communeOf(hamlet) : 'run';
    };
    const most = Math.min(MOST_LOG, Math.max(1, limit));
    const { lines, next } = await readSumPage(database.read, { per, from, to, after, most, now, areaOf });
    const bulletins = lines.map((line) => line.bulletin);
    const references = await referencesOf(database.read, source.id, bulletins);
    const between = this.#between(source, dialect);
    const items = lines.map(({ area, bulletin, item }) => ({
      ...{ ...between, ...item },
      ...(area === undefined ? {} : { area: tree.get(area)?.code ?? area }),
      ...(bulletin === undefined ? {} : { bulletin: references.get(bulletin) ?? bulletin }),
    }));
    return writeMessage(dialect, 'log', { ...between, items, ...(next === undefined ? {} : { next }) });
  }

  /** What nodes played, the last 31 days unless other instants are named; the next page begins behind `next`. */
  async log(call: Call, query: Message<'logQuery'>): Promise<unknown> {
    const { per = 'node' } = query;
    if (per !== 'node') return this.#sums(call, query, per);
    const { source, dialect } = call;
    const { database, tree, nodes, clock } = this.#parts;
    const { from = clock.now() - DAY_OF_LOG_MS, to, after, limit = MOST_LOG } = query;
    const position = after !== undefined && /^\d{1,15}$/.test(after) ? Number(after) + 1 : 0;
    const most = Math.min(MOST_LOG, Math.max(1, limit));
    const entries = await readLog(database.read, { from: position, most, since: from, until: to });
    const own = entries.filter((entry) => tree.isWithin(entry.hamlet, source.areas));
    const references = await referencesOf(
      database.read,
      source.id,
      own.map((entry) => entry.bulletin),
    );
    const between = this.#between(source, dialect);
    const items = own.map(({ item, node, hamlet, bulletin }) => ({
      ...{ ...between, ...item, node: nodes.nameOf(source.id, node), area: tree.get(hamlet)?.code ?? hamlet },
      ...(bulletin === undefined ? {} : { bulletin: references.get(bulletin) ?? bulletin }),
    }));
    const last = entries.length === most ? entries.at(-1) : undefined;
    return writeMessage(dialect, 'log', { ...between, items, ...(last ? { next: String(last.position) } : {}) });
  }

  #callOf(request: FastifyRequest): Call {
    const source = this.#parts.sources.get(request.source?.id ?? '');
    if (!source) throw new NotSignedInError('bad-source-token', 'This needs the token of a source system (Bearer).');
    const dialect = this.#parts.mappings.get(source.mapping);
    return { source, dialect, read: (name, body) => readMessage(dialect, name, body) };
  }

  #part(source: KnownSource, dialect: Dialect, part: number, area: string | undefined) {
    const all = this.#parts.nodes.within(source, area);
    const size = dialect.reports.status.batch;
    const parts = Math.max(1, Math.ceil(all.length / size));
    return { found: all.slice((part - 1) * size, part * size), parts };
  }

  #between({ id }: KnownSource, { origin, destination }: Dialect) {
    return { origin: origin ?? this.#parts.gatewayId, destination: destination ?? id };
  }

  async #note({ source, dialect }: Call, what: string, answer: unknown): Promise<void> {
    const said = typeof answer === 'object' && answer !== null ? readSubject(dialect, answer) : undefined;
    await this.#parts.sources.calls.note(source.id, {
      ...{ what, outcome: 'done' },
      ...(said === undefined ? {} : { subject: said }),
    });
  }
}

/** By which reference the source knows what was done. */
function readSubject(dialect: Dialect, answer: object): string | undefined {
  try {
    const { reference, count } = readMessage(dialect, 'answer', answer);
    return reference ?? (count === undefined ? undefined : String(count));
  } catch {
    return undefined;
  }
}
