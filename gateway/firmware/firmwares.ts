import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Firmware, FirmwareList } from '../../protocol/api/firmware.ts';
import { FIRMWARE_TYP, firmwareText } from '../../protocol/firmware.ts';
import { openManifest } from '../../protocol/firmware-manifest.ts';
import { decodeJws } from '../../protocol/jws.ts';
import { isKeyOpen } from '../../protocol/key-list.ts';
import type { ReleaseKey } from '../../protocol/messages/downlink.ts';
import type { FirmwareManifest } from '../../protocol/messages/firmware.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ConflictError, NotFoundError, RuleError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import { proving } from '../keys/kid.ts';
import type { FirmwareFiles, Upload } from './firmware-files.ts';
import { putFirmware, readFirmwares, type StoredFirmware } from './rollout-store.ts';

export interface FirmwaresParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  readonly files: FirmwareFiles;
  /** The keys that the root's list names now. */
  readonly releaseKeys: () => readonly ReleaseKey[];
  readonly nameOf: (account: string) => string | undefined;
  /** What nodes say of it is told apart by its manifest: that must not change under them. */
  readonly isRollingOut: (sha256: string) => boolean;
}

export interface KnownFirmware extends StoredFirmware {
  readonly kid: string;
  readonly about: FirmwareManifest;
}

/** Firmware as it was signed elsewhere. The gateway can keep it, offer it and lose it; it cannot make one. */
export class Firmwares {
  readonly #parts: FirmwaresParts;
  readonly #known = new Map<string, KnownFirmware>();

  constructor(parts: FirmwaresParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    await this.#parts.files.start();
    for (const stored of await readFirmwares(this.#parts.database.read)) this.#remember(stored);
  }

  /** Throws NotFoundError. */
  get(sha256: string): KnownFirmware {
    const found = this.#known.get(sha256);
    if (!found) throw new NotFoundError('no-such-firmware', 'No firmware of this name is here.');
    return found;
  }

  /** Throws RuleError when its release key has been withdrawn, or its time is over: nodes would refuse it. */
  trusted(sha256: string): KnownFirmware {
    const found = this.get(sha256);
    if (!this.#isTrusted(found))
      throw new RuleError('firmware-not-signed', 'The key that signed this firmware has been withdrawn; sign it anew.');
    this.#requireInTime(found.about);
    return found;
  }

  isExpired(sha256: string): boolean {
    return isOver(this.get(sha256).about, this.#parts.clock.now());
  }

  receive(image: Readable): Promise<Upload> {
    return this.#parts.files.receive(image);
  }

  forget(upload: Upload): Promise<void> {
    return this.#parts.files.discard(upload);
  }

  /**
   * Keeps an image whose manifest a listed release key signed. The same image signed anew, under a higher counter, takes the place of
   * the one before: its key was withdrawn, or its time is over. Throws, keeping nothing, when anything does not agree.
   */
  async add(by: Actor, manifest: string, upload: Upload): Promise<Firmware> {
    const { database, clock, audit, facts, files } = this.#parts;
    const jws = manifest.trim();
    try {
      const about = this.#proved(jws);
      if (about.sha256 !== upload.sha256 || about.bytes !== upload.bytes)
        throw new RuleError(
          'firmware-other-image',
          'The manifest is about another image: send the two that belong together.',
        );
      this.#requireInTime(about);
      const before = this.#known.get(upload.sha256)?.about;
      if (before && about.releaseCounter <= before.releaseCounter)
        throw new ConflictError(
          'firmware-known',
          'This firmware is here already; to sign it anew, use a higher counter.',
        );
      if (before && this.#parts.isRollingOut(upload.sha256))
        throw new ConflictError('rollout-open', 'A roll-out of this firmware is under way: end it first.');
      await files.keep(upload);
      const manifestSha256 = createHash('sha256').update(jws).digest('hex');
      const stored = {
        sha256: upload.sha256,
        manifestSha256,
        manifest: jws,
        uploadedAt: clock.now(),
        uploadedBy: by.id,
      };
      await database.write(async (transaction) => {
        await putFirmware(transaction, stored);
        const what = { by: by.id, action: 'firmware.upload', subject: upload.sha256, outcome: 'done' as const };
        await audit.record({ ...what, ...(before && { before: inBrief(before) }), after: inBrief(about) }, transaction);
      });
      this.#remember(stored);
      facts.tell('changed', { at: clock.now(), what: 'firmware' });
      return this.#shown(this.get(upload.sha256));
    } finally {
      await files.discard(upload);
    }
  }

  /** `firmwares`: what the nodes of whoever asks say they run. */
  list(firmwares: Iterable<string | undefined>): FirmwareList {
    const fleet = new Map<string, number>();
    for (const name of firmwares) if (name !== undefined) fleet.set(name, (fleet.get(name) ?? 0) + 1);
    return {
      items: [...this.#known.values()].sort((a, b) => b.uploadedAt - a.uploadedAt).map((one) => this.#shown(one)),
      keys: this.#parts.releaseKeys().map(({ kid, name }) => ({ kid, ...(name !== undefined && { name }) })),
      fleet: [...fleet].map(([firmware, nodes]) => ({ firmware, nodes })).sort((a, b) => b.nodes - a.nodes),
    };
  }

  nameOf(sha256: string): string {
    const known = this.#known.get(sha256);
    return known ? firmwareText(known.about) : sha256.slice(0, 8);
  }

  #proved(jws: string): FirmwareManifest {
    const opened = openManifest(jws, (kid) => this.#keyOf(kid), proving);
    if (opened.ok) return opened.manifest;
    if (opened.reason === 'bad-manifest')
      throw new RuleError('firmware-bad-manifest', `The manifest is signed and not understood: ${opened.why}.`);
    throw new RuleError(
      'firmware-not-signed',
      `No release key that the root lists has signed this manifest (${opened.why}): sign it with npm run firmware, or list its key.`,
    );
  }

  #keyOf(kid: string): ReleaseKey | undefined {
    const instant = { at: this.#parts.clock.now(), trusted: true };
    return this.#parts.releaseKeys().find((key) => key.kid === kid && isKeyOpen(key, instant));
  }

  #requireInTime(about: FirmwareManifest): void {
    if (isOver(about, this.#parts.clock.now()))
      throw new RuleError('firmware-expired', 'This signature has expired and every node refuses it; sign it anew.');
  }

  #isTrusted({ manifest }: StoredFirmware): boolean {
    return openManifest(manifest, (kid) => this.#keyOf(kid), proving).ok;
  }

  #remember(stored: StoredFirmware): void {
    const { header, payload } = decodeJws(stored.manifest, FIRMWARE_TYP);
    // Checked when it was taken; the row cannot have changed since.
    this.#known.set(stored.sha256, { ...stored, kid: header.kid, about: payload as FirmwareManifest });
  }

  #shown(one: KnownFirmware): Firmware {
    const { sha256, model, version, bytes, minFrom, notes, createdAt, releaseCounter, allowDowngrade } = one.about;
    const { expiresAt } = one.about;
    const signerName = this.#parts.releaseKeys().find((key) => key.kid === one.kid)?.name;
    const uploadedByName = this.#parts.nameOf(one.uploadedBy);
    return {
      ...{ sha256, model, version, bytes, notes, createdAt, releaseCounter, allowDowngrade: allowDowngrade === true },
      ...(minFrom !== undefined && { minFrom }),
      ...{ signedBy: one.kid, trusted: this.#isTrusted(one), uploadedAt: one.uploadedAt },
      ...{ expired: this.isExpired(sha256), ...(expiresAt !== undefined && { expiresAt }) },
      ...(signerName !== undefined && { signerName }),
      ...(uploadedByName !== undefined && { uploadedByName }),
    };
  }
}

function isOver({ expiresAt }: FirmwareManifest, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt;
}

function inBrief({ model, version, releaseCounter, expiresAt }: FirmwareManifest) {
  return { model, version, releaseCounter, ...(expiresAt !== undefined && { expiresAt }) };
}
