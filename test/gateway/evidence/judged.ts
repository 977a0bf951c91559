import { proving } from '../../../gateway/evidence/proving.ts';
import { hasher } from '../../../gateway/evidence/verify-bundle.ts';
import { DossierCheck } from '../../../protocol/dossier-check.ts';

/** Files of a dossier as bytes by name, judged as `npm run verify` and the page judge them. */
export function judge(files: ReadonlyMap<string, Uint8Array | string>, publicKey?: string, chunk = 4_096) {
  const check = new DossierCheck({ proving, hasher, publicKey });
  for (const [name, content] of files) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    check.begin(name);
    for (let at = 0; at < bytes.length; at += chunk) check.chunk(bytes.subarray(at, at + chunk));
    check.end();
  }
  return check.finish();
}

/** One answer of `GET /evidence/{position}`. */
export function judgeAnswer(json: unknown, publicKey?: string) {
  const { changed, signed, counts } = judge(new Map([['evidence.json', JSON.stringify(json)]]), publicKey);
  return { wrong: changed.findings.map(({ code }) => code), holds: signed.holds, ...counts };
}
