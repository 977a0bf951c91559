import { paths } from '../data/paths.ts';

/** A photo taken on the spot, shrunk; `sha256` once the gateway has it. */
export interface KeptPhoto {
  readonly id: string;
  readonly account: string;
  /** The record it belongs to. */
  readonly record: string;
  readonly blob: Blob;
  readonly sha256?: string;
}

/** Something that was said in the field and waits to be sent: a POST whose photos are still named by their ids here. */
export interface Waiting {
  /** Made on this phone; the gateway knows it by the same key, so that sent twice it is stored once. */
  readonly id: string;
  readonly account: string;
  readonly kind: 'inspection' | 'case' | 'asset' | 'photo' | 'slip';
  /** What it is about, for people: a commune, the number of a case. */
  readonly title: string;
  readonly savedAt: number;
  readonly path: string;
  readonly body: object;
  /** These arrive one after the other, and none past one that was refused. */
  readonly about?: string;
  /** As it was typed, to be mended should the gateway refuse it. */
  readonly draft?: unknown;
  /** Why the gateway refused it: it is not sent again by itself. */
  readonly refused?: { readonly code: string; readonly text: string };
}

interface Copy {
  readonly key: string;
  readonly data: unknown;
  readonly at: number;
}

/** Named after the first that used it: another name would lose what phones hold. */
const DATABASE = 'loaxa-inspections';
const STORES = ['drafts', 'waiting', 'photos', 'copies'] as const;
type Store = (typeof STORES)[number];

/** Told whenever something was kept or sent, so that every part of the page counts alike. */
const listeners = new Set<() => void>();
export function onKept(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is under way, as it stood when last touched; who asks by a key knows what lies under it. */
export const keptDraft = <Draft>(key: string) => get<Draft>('drafts', key);
export const keepDraft = (key: string, draft: unknown) => put('drafts', draft, key);
export const forgetDraft = (key: string) => remove('drafts', key);

export const keepPhoto = (photo: KeptPhoto) => put('photos', photo);
export const photoOf = (id: string) => get<KeptPhoto>('photos', id);
export const forgetPhoto = (id: string) => remove('photos', id);

export const keepWaiting = (record: Waiting) => put('waiting', record);
export const waitingOf = async (account: string) =>
  (await all<Waiting | OldRecord>('waiting'))
    .map(asWaiting)
    .filter((one) => one.account === account)
    .sort((a, b) => a.savedAt - b.savedAt);

/** As inspections were kept before cases waited beside them. */
type OldRecord = Omit<Waiting, 'kind' | 'title' | 'path' | 'body'> & { communeName: string; input: object };
function asWaiting(record: Waiting | OldRecord): Waiting {
  if (!('input' in record)) return record;
  const { communeName, input, ...rest } = record;
  return { ...rest, kind: 'inspection', title: communeName, path: paths.inspections, body: input };
}

/** What was sent, or thrown away, with its photos. */
export async function forgetWaiting(id: string): Promise<void> {
  await remove('waiting', id);
  for (const photo of await all<KeptPhoto>('photos')) if (photo.record === id) await remove('photos', photo.id);
}

/** From draft to what waits, in one step: after a reload it is one or the other, never both. */
export async function handOver(record: Waiting, draftKey: string): Promise<void> {
  await within('readwrite', (stores) => {
    stores('waiting').put(record);
    return stores('drafts').delete(draftKey);
  });
  told();
}

/** Back from what waits, to be mended under the same id: the gateway has refused it and so knows none of it. */
export async function takeBack(record: Waiting, draftKey: string): Promise<void> {
  await within('readwrite', (stores) => {
    stores('drafts').put(record.draft, draftKey);
    return stores('waiting').delete(record.id);
  });
  told();
}

/** The last copy of what was fetched, for when there is no network. */
export const copyOf = (key: string) => get<Copy>('copies', key);
export const keepCopy = (key: string, data: unknown, at: number) => put('copies', { key, data, at }, undefined, false);
/** A phone is small, and what is that old misleads. */
export async function forgetCopies(before: number): Promise<void> {
  for (const { key, at } of await all<Copy>('copies')) if (at < before) await remove('copies', key, false);
}

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

async function remove(store: Store, key: string, tell = true): Promise<void> {
  await within('readwrite', (stores) => stores(store).delete(key));
  if (tell) told();
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
