import { createHash } from 'node:crypto';
import type { ReadStream } from 'node:fs';
import type { Attachment } from '../../protocol/api/inspections.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { NotFoundError, RuleError } from '../errors.ts';
import type { Person, Scope } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import { AttachmentFiles } from './attachment-files.ts';
import { addAttachment, addCitations, readAttachments, type StoredAttachment } from './attachments-store.ts';
import { HEAD_BYTES, kindOfFile } from './kind-of-file.ts';
import { plainPicture } from './plain-picture.ts';

export interface AttachmentsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly scope: Scope;
  /** In the data folder. */
  readonly folder: string;
}

/** Papers and photos that others cite by their SHA-256. Nothing is ever removed: evidence may rest on it. */
export class Attachments {
  readonly #parts: AttachmentsParts;
  readonly #files: AttachmentFiles;

  constructor(parts: AttachmentsParts) {
    this.#parts = parts;
    this.#files = new AttachmentFiles(parts.folder);
  }

  start(): Promise<void> {
    return this.#files.start();
  }

  /** Keeps a file; the same bytes sent again are the same attachment. */
  async add(person: Person, name: string, sent: Uint8Array): Promise<Attachment> {
    const { database, clock, audit } = this.#parts;
    const type = kindOfFile(sent.subarray(0, HEAD_BYTES));
    if (!type)
      throw new RuleError(
        'attachment-type',
        'Only PDF, JPEG, PNG and WebP are taken; send a photo or a scanned paper.',
      );
    const bytes = plainPicture(type, sent);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = { sha256, type, bytes: bytes.length };
    await this.#files.keep(sha256, bytes);
    await database.write(async (transaction) => {
      await addAttachment(transaction, file, { by: person.id, name, areas: person.areas }, clock.now());
      const about = { by: person.id, action: 'attachment.add', subject: sha256, outcome: 'done' as const };
      await audit.record({ ...about, after: { name, type, bytes: bytes.length } }, transaction);
    });
    return { ...file, name };
  }

  /** Is there a file of this name? For whoever cites one. */
  async exists(sha256: string): Promise<boolean> {
    return (await readAttachments(this.#parts.database.read, [sha256])).length > 0;
  }

  /** Throws RuleError unless each is there and the person may read it: nobody makes a file one's own by naming it. */
  async requireReadable(person: Person, names: readonly string[]): Promise<void> {
    const found = await readAttachments(this.#parts.database.read, names);
    const readable = new Set(found.filter((file) => this.#mayRead(person, file)).map(({ sha256 }) => sha256));
    const missing = names.find((name) => !readable.has(name));
    if (missing !== undefined)
      throw new RuleError(
        'attachment-missing',
        'A photo or paper is not here yet: send it first, then what names it.',
        {
          sha256: missing,
        },
      );
  }

  /** The same, and each is a photo: a paper is cited elsewhere. */
  async requirePhotos(person: Person, names: readonly string[]): Promise<void> {
    await this.requireReadable(person, names);
    const found = await readAttachments(this.#parts.database.read, names);
    if (found.some(({ type }) => type === 'application/pdf'))
      throw new RuleError('not-a-photo', 'A photo is asked for here and not a paper; send JPEG, PNG or WebP.');
  }

  /** What stands in these areas rests on these files from now on, so whoever may read the one may read the other. */
  cite(
    transaction: Transaction,
    citedBy: string,
    cited: readonly { readonly sha256: string; readonly area: string }[],
  ): Promise<void> {
    return addCitations(transaction, citedBy, cited);
  }

  /** Throws NotFoundError also for one the person may not read. */
  async open(person: Person, sha256: string): Promise<Attachment & { readonly stream: () => ReadStream }> {
    const [file] = await readAttachments(this.#parts.database.read, [sha256]);
    if (!file || !this.#mayRead(person, file))
      throw new NotFoundError('no-attachment', 'There is no such file, or it belongs to another area.');
    const { type, bytes, uploads } = file;
    const name = (uploads.find(({ by }) => by === person.id) ?? uploads[0])?.name ?? sha256;
    return { sha256, type, bytes, name, stream: () => this.#files.read(sha256) };
  }

  /** Who brought it, and whoever's areas touch a place it is cited for; while nobody cites it, the areas of who brought it. */
  #mayRead(person: Person, { uploads, cited }: StoredAttachment): boolean {
    if (uploads.some(({ by }) => by === person.id)) return true;
    const areas = cited.length > 0 ? cited : uploads.flatMap((upload) => upload.areas);
    const { scope } = this.#parts;
    return areas.some(
      (area) => scope.isWithin(area, person.areas) || person.areas.some((own) => scope.isWithin(own, [area])),
    );
  }
}
