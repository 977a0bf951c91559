import { ulid } from 'ulid';
import { systemClock } from '../gateway/clock.ts';
import type { Database } from '../gateway/database/database.ts';
import { SESSION_COOKIE } from '../gateway/http/cookies.ts';
import { SHIFT_MS } from '../gateway/http/proved.ts';
import { Accounts } from '../gateway/people/accounts.ts';
import { Sessions, type SessionTokens } from '../gateway/people/sessions.ts';
import { randomCredential } from './load-node.ts';

/** Two signed-in people and a recording: one asks for an emergency, and the yes of the other puts it on the air. */
export interface PlayOrder {
  /** Anew for each: what is sent twice under one key is one emergency. */
  ask(): { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  readonly confirm: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** By the one who asked. */
  readonly clear: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
}

/** Writes accounts, sessions and recording into the database before the gateway starts. */
export async function preparePlayOrder(database: Database, province: string): Promise<PlayOrder> {
  const now = Date.now();
  const accounts = new Accounts({ database, clock: systemClock, audit: { record: async () => undefined } });
  const sessions = new Sessions({ database, clock: systemClock, accounts });
  const signedIn = async (username: string) => {
    const account = { username, name: username, role: 'administrator', areas: [province] } as const;
    const { id } = await accounts.createAccount({ id: 'system' }, { ...account, password: randomCredential() });
    const tokens = await sessions.open(id, {}, { step: 'done', unlockedUntil: now + SHIFT_MS });
    return { id, headers: headersOf(tokens) };
  };
  const person = await signedIn('asker');
  const second = await signedIn('second');
  const recording = 'a'.repeat(64);
  await database.write(async (transaction) => {
    await transaction('recordings').insert({
      sha256: recording,
      title: 'Báo động',
      search_key: 'bao dong',
      duration_ms: 20_000,
      loudness_before: -18,
      loudness_after: -16,
      format: 'wav',
      bytes: 1,
      opus: 'c'.repeat(64),
      mp3: 'd'.repeat(64),
      area_id: province,
      uploaded_by: person.id,
      uploaded_at: now,
    });
  });
  return {
    ask: () => {
      const order = { key: ulid(), status: 'actual', recording, targets: [{ area: province }], forMinutes: 1 };
      return { headers: person.headers, body: JSON.stringify(order) };
    },
    confirm: { headers: second.headers, body: JSON.stringify({ confirm: true }) },
    clear: { headers: person.headers, body: JSON.stringify({ why: 'đo' }) },
  };
}

function headersOf({ token, csrfToken }: SessionTokens): Record<string, string> {
  return {
    'content-type': 'application/json',
    cookie: `${SESSION_COOKIE}=${token}`,
    'x-csrf-token': csrfToken,
  };
}
