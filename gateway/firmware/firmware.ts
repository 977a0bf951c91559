import { join } from 'node:path';
import type { EntryHandler } from '../intake/intake.ts';
import { FirmwareFiles } from './firmware-files.ts';
import { Firmwares, type FirmwaresParts } from './firmwares.ts';
import { RolloutViews, type RolloutViewsParts } from './rollout-view.ts';
import { Rollouts, type RolloutsParts } from './rollouts.ts';

export interface FirmwareParts
  extends Omit<FirmwaresParts, 'files' | 'isRollingOut'>,
    Omit<RolloutsParts, 'firmwares'>,
    Pick<RolloutViewsParts, 'areaName' | 'describe'> {
  readonly folder: string;
  /** Every area that lies in these. */
  readonly areasWithin: (areas: readonly string[]) => readonly string[];
}

/** Signed firmware of the nodes: kept, offered, rolled out in stages. */
export class Firmware {
  readonly files: FirmwareFiles;
  readonly firmwares: Firmwares;
  readonly rollouts: Rollouts;
  readonly views: RolloutViews;
  readonly #parts: FirmwareParts;

  constructor(parts: FirmwareParts) {
    this.#parts = parts;
    this.files = new FirmwareFiles(join(parts.folder));
    const isRollingOut = (sha256: string) => this.rollouts.isOpenFor(sha256);
    this.firmwares = new Firmwares({ ...parts, files: this.files, isRollingOut });
    this.rollouts = new Rollouts({ ...parts, firmwares: this.firmwares });
    this.views = new RolloutViews({ ...parts, firmwares: this.firmwares, rollouts: this.rollouts });
  }

  async start(): Promise<void> {
    await this.firmwares.start();
    await this.rollouts.start();
  }

  get entries(): EntryHandler<'update'> {
    return this.rollouts.entries;
  }

  tick(): Promise<void> {
    return this.rollouts.tick();
  }

  areasWithin(areas: readonly string[]): readonly string[] {
    return this.#parts.areasWithin(areas);
  }

  /** What the nodes of these areas say they run; a node of two of them counts once. */
  runningWithin(areas: readonly string[]): (string | undefined)[] {
    const nodes = new Map(areas.flatMap((area) => this.#parts.nodes.within(area)).map((one) => [one.id, one.firmware]));
    return [...nodes.values()];
  }
}
