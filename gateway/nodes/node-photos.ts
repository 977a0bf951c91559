import type { z } from 'zod';
import type { NodePhoto, nodePhotosInput } from '../../protocol/api/node-photos.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, RuleError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import { addPhotoSet, countPhotoSets, type PhotoSet, photoSet, photoSetsOf } from './node-photos-store.ts';
import type { Nodes } from './nodes.ts';
import type { AreaLookup, NodeRecord } from './roster.ts';

/** More than a place is ever photographed; beyond it somebody's program has gone wild. */
const MOST_SETS = 50;
/** A page shows the last visits. */
const SHOWN = 24;

export interface NodePhotosParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  readonly nodes: Pick<Nodes, 'known'>;
  readonly areas: AreaLookup;
  readonly nameOf: (account: string) => string | undefined;
  readonly attachments: {
    /** Throws RuleError unless each is a photo this person may read. */
    requirePhotos(person: Person, names: readonly string[]): Promise<void>;
    cite(
      transaction: Transaction,
      citedBy: string,
      cited: readonly { readonly sha256: string; readonly area: string }[],
    ): Promise<void>;
  };
}

/** How each node hangs, in pictures: taken when it is put up, and whenever somebody stands below it again. */
export class NodePhotos {
  readonly #parts: NodePhotosParts;

  constructor(parts: NodePhotosParts) {
    this.#parts = parts;
  }

  /** The newest first. */
  async of(person: Person, id: string): Promise<NodePhoto[]> {
    const node = this.#node(person, id);
    const { database, nameOf } = this.#parts;
    const sets = await photoSetsOf(database.read, node.id, SHOWN);
    return sets
      .flatMap(({ photos, at, by }) => {
        const byName = nameOf(by);
        return photos.map((sha256) => ({ sha256, at, ...(byName === undefined ? {} : { byName }) }));
      })
      .slice(0, SHOWN);
  }

  /** The same key again answers as the first time. */
  async add(person: Person, id: string, { key, photos }: z.infer<typeof nodePhotosInput>): Promise<NodePhoto[]> {
    const { database, clock, audit, facts, attachments } = this.#parts;
    const node = this.#node(person, id);
    const known = await photoSet(database.read, node.id, key);
    if (!known) await attachments.requirePhotos(person, photos);
    const set: PhotoSet = { node: node.id, key, photos: [...new Set(photos)], at: clock.now(), by: person.id };
    const added = await database.write(async (transaction) => {
      const first = known ?? (await photoSet(transaction, node.id, key));
      if (first) return requireSame(first, set);
      if ((await countPhotoSets(transaction, node.id)) >= MOST_SETS)
        throw new RuleError('too-many-photos', `This node has been photographed ${MOST_SETS} times; no more are kept.`);
      await addPhotoSet(transaction, set);
      const cited = set.photos.map((sha256) => ({ sha256, area: node.hamlet }));
      await attachments.cite(transaction, `node/${node.id}`, cited);
      const about = { by: person.id, action: 'node.photograph', subject: node.id, area: node.hamlet } as const;
      await audit.record({ ...about, outcome: 'done', before: {}, after: { photos: set.photos } }, transaction);
      return true;
    });
    if (added) facts.tell('changed', { at: set.at, what: 'nodes' });
    return this.of(person, id);
  }

  #node(person: Person, id: string): NodeRecord {
    const { nodes, areas } = this.#parts;
    const node = nodes.known(id);
    requireScope(areas, person, node.hamlet);
    return node;
  }
}

function requireSame(first: PhotoSet, again: PhotoSet): false {
  if (first.by !== again.by || JSON.stringify(first.photos) !== JSON.stringify(again.photos))
    throw new ConflictError('key-taken', 'Other photos were sent with this key; make a new one.');
  return false;
}
