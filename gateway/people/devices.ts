import { ulid } from 'ulid';
import type { TrustedDevice } from '../../protocol/api/people.ts';
import { DAY_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ForbiddenError, NotFoundError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import { newToken, sha256Of } from '../keys/secrets.ts';
import {
  countTry,
  type DeviceRow,
  deleteDevices,
  deviceOf,
  devicesOf,
  insertDevice,
  seeDevice,
} from './devices-store.ts';
import { hashPassword, isPassword } from './password.ts';
import { requireStrongPin } from './pin.ts';
import type { Sessions } from './sessions.ts';

export const DEVICE_LIFE_MS = 90 * DAY_MS;
/** So many wrong PINs one after the other, and the device is trusted no more. */
export const PIN_TRIES = 5;

export interface DevicesParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly sessions: Sessions;
}

/** Browsers their owners trust: a long random token in a cookie, and a PIN that is worth nothing without it. */
export class Devices {
  readonly #parts: DevicesParts;

  constructor(parts: DevicesParts) {
    this.#parts = parts;
  }

  async trust(person: Person, name: string, pin: string): Promise<{ token: string; device: TrustedDevice }> {
    const { database, clock, audit } = this.#parts;
    requireStrongPin(pin);
    const token = newToken();
    const now = clock.now();
    const row: DeviceRow = {
      ...{ id: ulid(now), account_id: person.id, name, sha256: sha256Of(token), pin_hash: await hashPassword(pin) },
      ...{ failures: 0, created_at: now, seen_at: now, expires_at: now + DEVICE_LIFE_MS },
    };
    await database.write(async (transaction) => {
      await insertDevice(transaction, row);
      const about = { action: 'account.device-trusted', subject: person.id, after: { device: row.id } };
      await audit.record({ by: person.id, outcome: 'done', ...about }, transaction);
    });
    return { token, device: shown(row, row.id) };
  }

  /** The device behind a cookie, while it is trusted. */
  async find(token: string | undefined): Promise<DeviceRow | undefined> {
    if (!token) return undefined;
    const row = await deviceOf(this.#parts.database.read, sha256Of(token));
    return row && this.#parts.clock.now() < row.expires_at ? row : undefined;
  }

  async list(account: string, currentId: string | undefined): Promise<TrustedDevice[]> {
    const rows = await devicesOf(this.#parts.database.read, account, this.#parts.clock.now());
    return rows.map((row) => shown(row, currentId));
  }

  /** Throws ForbiddenError for a wrong PIN, with the tries left; after the last one the device is trusted no more. */
  async requirePin(device: DeviceRow, pin: string): Promise<void> {
    const { database, clock } = this.#parts;
    const mayTry = await database.write((transaction) => countTry(transaction, device.id, PIN_TRIES));
    if (mayTry && (await isPassword(pin, device.pin_hash)))
      return database.write((transaction) => seeDevice(transaction, device.id, clock.now()));
    const triesLeft = PIN_TRIES - ((await deviceOf(database.read, device.sha256))?.failures ?? PIN_TRIES);
    if (triesLeft > 0) throw new ForbiddenError('wrong-pin', 'This PIN is not right.', { triesLeft });
    await this.#forget(device);
    throw unknownDevice('Too many wrong PINs: this device is trusted no more; sign in with name and password.');
  }

  /** Throws NotFoundError when it is not the person's. Sessions that its PIN opened end with it. */
  async remove(person: Person, id: string): Promise<void> {
    const { database, audit, sessions } = this.#parts;
    await database.write(async (transaction) => {
      if ((await deleteDevices(transaction, { id, account_id: person.id })) === 0)
        throw new NotFoundError('unknown-device', 'You have no such trusted device.');
      await sessions.end(transaction, { account: person.id, device: id });
      const about = { action: 'account.device-removed', subject: person.id, before: { device: id } };
      await audit.record({ by: person.id, outcome: 'done', ...about }, transaction);
    });
  }

  async #forget(device: DeviceRow): Promise<void> {
    const { database, audit, sessions } = this.#parts;
    await database.write(async (transaction) => {
      if ((await deleteDevices(transaction, { id: device.id })) === 0) return;
      // Whoever guesses sits at the browser that holds them.
      await sessions.end(transaction, { account: device.account_id, device: device.id });
      const about = { action: 'account.device-locked', subject: device.account_id, before: { device: device.id } };
      await audit.record({ by: 'system', outcome: 'done', ...about }, transaction);
    });
  }
}

export function unknownDevice(message = 'This browser is not trusted; sign in with name and password.') {
  return new ForbiddenError('unknown-device', message);
}

function shown(row: DeviceRow, currentId: string | undefined): TrustedDevice {
  const { id, name } = row;
  const times = { createdAt: row.created_at, seenAt: row.seen_at, expiresAt: row.expires_at };
  return { id, name, ...times, current: id === currentId };
}
