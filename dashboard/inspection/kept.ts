import type { InspectionInput } from '../../protocol/api/inspections.ts';
import type { InspectionDraft } from './draft.ts';

/** A photo taken on the spot, shrunk; `sha256` once the gateway has it. */
export interface KeptPhoto {
  readonly id: string;
  readonly account: string;
  /** The record it belongs to. */
  readonly record: string;
  readonly blob: Blob;
  readonly sha256?: string;
}

/** A record that was saved and waits to be sent; its photos are still named by their ids here. */
export interface WaitingRecord {
  readonly id: string;
  readonly account: string;
  readonly communeName: string;
  readonly savedAt: number;
  readonly input: InspectionInput;
  /** Whole, to be mended should the gateway refuse it. */
  readonly draft: InspectionDraft;
  /** Why the gateway refused it: it is not sent again by itself. */
  readonly refused?: { readonly code: string; readonly text: string };
}

interface Copy {
  readonly key: string;
  readonly data: unknown;
  readonly at: number;
}

const DATABASE = 'loaxa-inspections';
const STORES = ['drafts', 'waiting', 'photos', 'copies'] as const;
type Store = (typeof STORES)[number];

/** Told whenever something was kept or sent, so that every part of the page counts alike. */
const listeners = new Set<() => void>();
export function onKept(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** One draft an account, as it stood when last touched. */
export const keptDraft = (account: string) => get<InspectionDraft>('drafts', account);
export const keepDraft = (account: string, draft: InspectionDraft) => put('drafts', draft, account);
export const forgetDraft = (account: string) => remove('drafts', account);

export const keepPhoto = (photo: KeptPhoto) => put('photos', photo);
export const photoOf = (id: string) => get<KeptPhoto>('photos', id);
export const forgetPhoto = (id: string) => remove('photos', id);

export const keepWaiting = (record: WaitingRecord) => put('waiting', record);
export const waitingOf = async (account: string) =>
  (await all<WaitingRecord>('waiting')).filter((one) => one.account === account).sort((a, b) => a.savedAt - b.savedAt);

/** What was sent, or thrown away, with its photos. */
export async function forgetWaiting(id: string): Promise<void> {
  await remove('waiting', id);
  for (const photo of await all<KeptPhoto>('photos')) if (photo.record === id) await remove('photos', photo.id);
}

/** From draft to what waits, in one step: after a reload it is one or the other, never both. */
export async function handOver(record: WaitingRecord): Promise<void> {
  await within('readwrite', (stores) => {
    stores('waiting').put(record);
    return stores('drafts').delete(record.account);
  });
  told();
}

/** Back from what waits, to be mended under the same id: the gateway has refused it and so knows none of it. */
export async function takeBack(record: WaitingRecord): Promise<void> {
  await within('readwrite', (stores) => {
    stores('drafts').put(record.draft, record.account);
    return stores('waiting').delete(record.id);
  });
  told();
}

/** The last copy of what was fetched, for when there is no network. */
export const copyOf = (key: string) => get<Copy>('copies', key);
export const keepCopy = (key: string, data: unknown, at: number) => put('copies', { key, data, at }, undefined, false);

async function get<T>(store: Store, key: string): Promise<T | undefined> {
  return (await within('readonly', (stores) => stores(store).get(key))) as T | undefined;
}

async function all<T>(store: Store): Promise<T[]> {
  return (await within('readonly', (stores) => stores(store).getAll())) as T[];
}

async function put(store: Store, value: unknown, key?: string, tell = true): Promise<void> {
  await within('readwrite', (stores) => stores(store).put(value, key));
  if (tell) told();
}

async function remove(store: Store, key: string): Promise<void> {
  await within('readwrite', (stores) => stores(store).delete(key));
  told();
}

function told(): void {
  for (const listener of listeners) listener();
}

async function within(
  mode: IDBTransactionMode,
  act: (stores: (name: Store) => IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction([...STORES], mode);
      const request = act((name) => transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('the browser did not keep it'));
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('drafts');
      request.result.createObjectStore('waiting', { keyPath: 'id' });
      request.result.createObjectStore('photos', { keyPath: 'id' });
      request.result.createObjectStore('copies', { keyPath: 'key' });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser keeps nothing'));
  });
}
