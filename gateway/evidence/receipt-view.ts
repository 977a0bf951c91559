import { createHash } from 'node:crypto';
import type { ReceiptView } from '../../protocol/api/evidence.ts';
import { ENTRY_TYP } from '../../protocol/entry-type.ts';
import { readEntry } from '../../protocol/evidence-shape.ts';
import { decodeJws } from '../../protocol/jws.ts';
import type { ReceiptBody } from '../../protocol/messages/uplink.ts';
import type { StoredCheckpoint } from './checkpoint-store.ts';
import { proving } from './proving.ts';

export interface ReceiptSurroundings {
  readonly node: {
    readonly code: string;
    readonly hamletName: string;
    readonly publicKey?: string;
    readonly keySince?: number;
  };
  readonly run: { readonly title: string; readonly dueAt: number } | undefined;
  readonly receivedAt: number;
  readonly seal: StoredCheckpoint | undefined;
}

/** The run that a receipt names; undefined when the message is no receipt. */
export function runOfReceipt(jws: string): string | undefined {
  return readEntry(jws)?.receipt?.run;
}

/** A signed receipt in plain figures, and what vouches for it. The message is one that intake has taken: its form is right. */
export function receiptView(position: number, jws: string, around: ReceiptSurroundings): ReceiptView | undefined {
  const entry = readEntry(jws);
  if (!entry?.receipt) return undefined;
  const { body } = decodeJws(jws, ENTRY_TYP).payload as { body: ReceiptBody };
  const { code, hamletName, publicKey, keySince } = around.node;
  const holds = publicKey !== undefined && proving.verify(publicKey, entry.signingInput, entry.signature);
  return {
    ...{ position, kind: entry.kind, node: entry.node, nodeCode: code, hamletName },
    ...{ run: entry.receipt.run, runTitle: around.run?.title ?? '', dueAt: body.dueAt, result: body.result },
    ...(body.reason !== undefined && { reason: body.reason }),
    ...(body.startedAt !== undefined && { startedAt: body.startedAt }),
    ...{ playedMs: body.playedMs, expectedMs: body.expectedMs, heardMs: body.heard.ms, heardBy: body.heard.by },
    ...{ clock: entry.clock, receivedAt: around.receivedAt },
    sha256: createHash('sha256').update(jws).digest('hex'),
    signature: { holds, ...(keySince !== undefined && { keySince }) },
    ...(around.seal && { sealed: { size: around.seal.size, at: around.seal.at } }),
  };
}
