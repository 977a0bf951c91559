// pure
interface Queued {
  readonly id: string;
  readonly about?: string | undefined;
  readonly refused?: unknown;
}

/** What may be sent now, the oldest first: nothing that was refused, and nothing that comes after it about the same. */
export function sendable<Record extends Queued>(queue: readonly Record[]): Record[] {
  const stuck = new Set<string>();
  return queue.filter(({ about, refused }) => {
    if (about !== undefined && refused) stuck.add(about);
    return !refused && !(about !== undefined && stuck.has(about));
  });
}
