/** A recording under way, kept in the browser piece by piece, so that a reload loses at most the last seconds. */
export interface KeptRecording {
  readonly id: string;
  /** Whose it is: another account on the same computer is not shown it. */
  readonly account: string;
  readonly startedAt: number;
  readonly type: string;
  readonly pieces: readonly Blob[];
  readonly lengthMs: number;
}

type Head = Omit<KeptRecording, 'pieces' | 'lengthMs'>;
interface Piece {
  readonly recording: string;
  readonly index: number;
  readonly blob: Blob;
  readonly endsMs: number;
}

const DATABASE = 'loaxa-recorder';
const HEADS = 'recordings';
const PIECES = 'pieces';

export async function keepHead(head: Head): Promise<void> {
  await within('readwrite', (transaction) => transaction.objectStore(HEADS).put(head));
}

export async function keepPiece(recording: string, index: number, blob: Blob, endsMs: number): Promise<void> {
  const piece: Piece = { recording, index, blob, endsMs };
  await within('readwrite', (transaction) => transaction.objectStore(PIECES).put(piece));
}

/** The newest recording of that account that was neither sent nor thrown away. */
export async function findKept(account: string): Promise<KeptRecording | undefined> {
  const heads = await within<Head[]>('readonly', (transaction) => transaction.objectStore(HEADS).getAll());
  const all = await within<Piece[]>('readonly', (transaction) => transaction.objectStore(PIECES).getAll());
  const [found] = heads
    .filter((head) => head.account === account)
    .map((head) => ({
      head,
      pieces: all.filter((piece) => piece.recording === head.id).sort((a, b) => a.index - b.index),
    }))
    .filter(({ pieces }) => pieces.length > 0)
    .sort((a, b) => b.head.startedAt - a.head.startedAt);
  if (!found) return undefined;
  const { head, pieces } = found;
  return { ...head, pieces: pieces.map((piece) => piece.blob), lengthMs: pieces.at(-1)?.endsMs ?? 0 };
}

export async function forgetKept(account: string): Promise<void> {
  const heads = await within<Head[]>('readonly', (transaction) => transaction.objectStore(HEADS).getAll());
  for (const head of heads.filter((one) => one.account === account)) {
    await within('readwrite', (transaction) => transaction.objectStore(HEADS).delete(head.id));
    await within('readwrite', (transaction) =>
      transaction.objectStore(PIECES).delete(IDBKeyRange.bound([head.id, 0], [head.id, Number.MAX_SAFE_INTEGER])),
    );
  }
}

async function within<T>(mode: IDBTransactionMode, act: (transaction: IDBTransaction) => IDBRequest): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction([HEADS, PIECES], mode);
      const request = act(transaction);
      transaction.oncomplete = () => resolve(request.result as T);
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
      request.result.createObjectStore(HEADS, { keyPath: 'id' });
      request.result.createObjectStore(PIECES, { keyPath: ['recording', 'index'] });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser keeps nothing'));
  });
}
