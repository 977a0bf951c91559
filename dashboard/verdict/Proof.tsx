import type { ReceiptView } from '../../protocol/api/evidence.ts';
import { Mark } from '../components/Mark.tsx';
import type { Meaning } from '../components/meaning.ts';
import { dateText, dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Verdict.module.css';

/** One thing that was checked, with the shape of its outcome. */
export function Proof({ meaning, name, text }: { meaning: Meaning; name: string; text: string }) {
  return (
    <li data-proof={name} data-meaning={meaning} className={styles.proof}>
      <Mark meaning={meaning} size={18} />
      <span>{text}</span>
    </li>
  );
}

export function Signature({ signature, node }: { signature: ReceiptView['signature']; node: string }) {
  const { say } = useWords();
  const since = signature.keySince;
  return (
    <Proof
      name="signature"
      meaning={signature.holds ? 'good' : 'bad'}
      text={
        !signature.holds
          ? say('proof.signature-broken', { node })
          : since === undefined
            ? say('proof.signature-holds', { node })
            : say('proof.signature-since', { node, since: dateText(since) })
      }
    />
  );
}

export function Sealed({ sealed }: { sealed: ReceiptView['sealed'] }) {
  const { say, format } = useWords();
  return (
    <Proof
      name="sealed"
      meaning={sealed ? 'good' : 'unknown'}
      text={
        sealed
          ? say('proof.sealed', { at: dateTimeText(sealed.at), size: format.number(sealed.size) })
          : say('proof.not-sealed')
      }
    />
  );
}
