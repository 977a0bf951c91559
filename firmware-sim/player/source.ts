/** One part of a piece as PCM of this node. */
export interface Source {
  /** Bytes ready to be taken. */
  readonly held: number;
  /** Everything of it has come; what is held is the rest. */
  readonly filled: boolean;
  readonly failure: string | undefined;
  /** Up to `most` bytes of what is ready, whole samples. What cannot wait gives `least` in any case, silence where nothing came. */
  take(most: number, least: number): Buffer;
  close(): void;
}
