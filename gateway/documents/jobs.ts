import type { PrintedDocument } from './printed.ts';

/** What the thread is asked, and what it answers. */
export type Job =
  | { readonly kind: 'pdf' | 'xlsx' | 'csv'; readonly document: PrintedDocument }
  /** Packs files of a folder into one ZIP, in this order, never holding one whole in memory. */
  | { readonly kind: 'pack'; readonly folder: string; readonly names: readonly string[]; readonly into: string };

export type Answer =
  | { readonly ok: true; readonly bytes?: Uint8Array; readonly packed?: { bytes: number; sha256: string } }
  | { readonly ok: false; readonly code: 'fonts-missing' | 'failed'; readonly message: string };
