import { hash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { AreaVerdict, Coverage, HamletVerdict, Rule, SessionDetail } from '../../protocol/api/coverage.ts';
import { UnavailableError } from '../errors.ts';
import type { AnswerKind, StoredAnswer } from './periods-store.ts';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** The answer about a province without its hamlets; those lie commune by commune beside it. */
export interface FrozenHead {
  readonly rule: Rule;
  readonly from: string;
  readonly to: string;
  readonly computedAt: number;
  readonly treeSize: number;
  readonly province: string;
  readonly whole?: Coverage['whole'];
  readonly communes: AreaVerdict[];
  /** In the order of the answer: each commune that had hamlets, with them. */
  readonly order: readonly { readonly commune: string; readonly hamlets: readonly string[] }[];
}

export type FrozenSessions = Readonly<Record<string, readonly SessionDetail[]>>;

export type SessionsOf = (
  rule: Rule,
  hamlets: readonly string[],
  from: string,
  to: string,
) => Promise<ReadonlyMap<string, readonly SessionDetail[]>>;

/** One answer about a province, cut into what is stored: a head, and verdicts and sessions of each commune. */
export async function freeze(answer: Coverage, province: string, sessionsOf: SessionsOf): Promise<StoredAnswer[]> {
  const { rule, from, to, computedAt, treeSize, whole, communes } = answer;
  const byCommune = communesOf(answer.hamlets);
  const order = [...byCommune].map(([commune, hamlets]) => ({ commune, hamlets: hamlets.map((one) => one.hamlet) }));
  const head: FrozenHead = { rule, from, to, computedAt, treeSize, province, whole, communes, order };
  const answers = [await pack(rule, 'head', province, head)];
  for (const [commune, hamlets] of byCommune) {
    const ids = hamlets.map(({ hamlet }) => hamlet);
    const sessions = await sessionsOf(rule, ids, from, to);
    const kept: FrozenSessions = Object.fromEntries(ids.map((id) => [id, sessions.get(id) ?? []]));
    answers.push(await pack(rule, 'verdicts', commune, hamlets), await pack(rule, 'sessions', commune, kept));
    await breathe();
  }
  return answers;
}

/** Does a second answer say of every hamlet what was frozen? Evidence that came meanwhile would tear verdict and sessions apart. */
export async function saysTheSame(answer: Coverage, frozen: readonly StoredAnswer[]): Promise<boolean> {
  const hashes = new Map(frozen.flatMap(({ kind, area, sha256 }) => (kind === 'verdicts' ? [[area, sha256]] : [])));
  const byCommune = communesOf(answer.hamlets);
  for (const [commune, hamlets] of byCommune) {
    if (hashes.get(commune) !== hashOf(JSON.stringify(hamlets))) return false;
    await breathe();
  }
  return byCommune.size === hashes.size;
}

/** What was frozen, as it was; throws when the bytes are not those that were hashed. */
export async function thaw(answer: StoredAnswer): Promise<string> {
  const text = (await expand(answer.body)).toString('utf8');
  if (hashOf(text) !== answer.sha256)
    throw new UnavailableError(
      'frozen-answer-damaged',
      `What was frozen of ${answer.area} (${answer.kind}) is damaged in the database: restore a backup.`,
    );
  return text;
}

export function hashOf(text: string): string {
  return hash('sha256', text, 'hex');
}

async function pack(rule: Rule, kind: AnswerKind, area: string, content: unknown): Promise<StoredAnswer> {
  const text = JSON.stringify(content);
  return { rule: rule.id, version: rule.version, kind, area, sha256: hashOf(text), body: await compress(text) };
}

function communesOf(hamlets: readonly HamletVerdict[]): Map<string, HamletVerdict[]> {
  const byCommune = new Map<string, HamletVerdict[]>();
  for (const hamlet of hamlets) {
    const own = byCommune.get(hamlet.commune);
    if (own) own.push(hamlet);
    else byCommune.set(hamlet.commune, [hamlet]);
  }
  return byCommune;
}
