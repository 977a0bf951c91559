import { CopyButton } from '../people/CopyButton.tsx';
import styles from './Verdict.module.css';

/** A SHA-256, whole, with a way to copy it as it is. */
export function HashCode({ hash, name }: { hash: string; name: string }) {
  return (
    <span className={styles.hash}>
      <code data-hash={name}>{hash}</code>
      <CopyButton text={hash} />
    </span>
  );
}
