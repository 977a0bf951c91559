import { HOUR_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { newToken, sha256Of } from '../keys/secrets.ts';

interface Row {
  hash: string;
  source_id: string;
  expires_at: number;
}

export const TOKEN_LIFE_MS = HOUR_MS;
/** Of one source, the newest; more are a program that forgets what it was given. */
const MOST_OF_ONE = 20;

/** What a source shows with each call after it has proved itself once: 256 random bits, kept as a hash, valid for an hour. */
export class SourceTokens {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(parts: { readonly database: Database; readonly clock: Clock }) {
    this.#database = parts.database;
    this.#clock = parts.clock;
  }

  async issue(source: string): Promise<{ token: string; expiresAt: number }> {
    const now = this.#clock.now();
    const token = newToken();
    const expiresAt = now + TOKEN_LIFE_MS;
    await this.#database.write(async (transaction) => {
      await transaction<Row>('source_tokens').where('expires_at', '<=', now).delete();
      const kept = transaction<Row>('source_tokens')
        .where({ source_id: source })
        .orderBy('expires_at', 'desc')
        .limit(MOST_OF_ONE - 1)
        .select('hash');
      const hashes = (await kept).map(({ hash }) => hash);
      await transaction<Row>('source_tokens').where({ source_id: source }).whereNotIn('hash', hashes).delete();
      await transaction<Row>('source_tokens').insert({
        hash: sha256Of(token),
        source_id: source,
        expires_at: expiresAt,
      });
    });
    return { token, expiresAt };
  }

  /** Whose token it is; undefined for one unknown or expired. */
  async sourceOf(token: string): Promise<string | undefined> {
    const row = await this.#database
      .read<Row>('source_tokens')
      .where({ hash: sha256Of(token) })
      .first();
    return row && row.expires_at > this.#clock.now() ? row.source_id : undefined;
  }

  /** With its secret, or with itself, everything it was given ends. */
  async revoke(transaction: Transaction, source: string): Promise<void> {
    await transaction<Row>('source_tokens').where({ source_id: source }).delete();
  }
}
