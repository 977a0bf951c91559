import { ENTRY_TYP } from '../../protocol/channels.ts';
import { check } from '../../protocol/codec.ts';
import { decodeJws } from '../../protocol/jws.ts';
import { type Entry, entry as entrySchema } from '../../protocol/messages/uplink.ts';
import { verifyEd25519Later } from '../keys/ed25519.ts';

export type Judgement =
  | { readonly verdict: 'genuine'; readonly entry: Entry }
  | { readonly verdict: 'malformed' | 'forged'; readonly why: string };

/** Is this really what the node wrote? Form first, then whose it is, then the signature; nothing of it is believed before. */
export async function judgeEntry(node: string, jws: string, publicKey: string): Promise<Judgement> {
  let decoded: ReturnType<typeof decodeJws>;
  try {
    decoded = decodeJws(jws, ENTRY_TYP);
  } catch (error) {
    return { verdict: 'malformed', why: error instanceof Error ? error.message : 'unreadable' };
  }
  if (!(await verifyEd25519Later(publicKey, decoded.signingInput, decoded.signature)))
    return { verdict: 'forged', why: "the signature is not the node's" };
  const checked = check(entrySchema, decoded.payload);
  if (!checked.ok) return { verdict: 'malformed', why: checked.why };
  if (checked.body.node !== node) return { verdict: 'forged', why: `it speaks for ${checked.body.node}` };
  return { verdict: 'genuine', entry: checked.body };
}
