import type { PlaceDevice } from '../../protocol/api/cases.ts';
import type { Database } from '../database/database.ts';
import { nameOfKey } from './label-view.ts';
import { devicesOf } from './place-devices-store.ts';

/** Which devices hung at a place. The place keeps its history whatever hangs there. */
export class DeviceHistory {
  readonly #database: Database;

  constructor({ database }: { readonly database: Database }) {
    this.#database = database;
  }

  /** The newest first. */
  async of(node: string): Promise<PlaceDevice[]> {
    return (await devicesOf(this.#database.read, node)).map((row) => ({
      ...{ serial: row.serial, from: Number(row.from_at), key: nameOfKey(row.public_key) },
      ...(row.firmware === null ? {} : { firmware: row.firmware }),
      ...(row.to_at === null ? {} : { to: Number(row.to_at) }),
    }));
  }
}
