import type { DossierManifest } from '../../protocol/api/evidence.ts';
import { Facts } from '../components/Facts.tsx';
import { dateTimeText, dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Verify.module.css';

/** What the dossier says it is about. */
export function Manifest({ manifest }: { manifest: DossierManifest }) {
  const { say } = useWords();
  const { number, area, from, to, rule, madeAt } = manifest;
  return (
    <section className={styles.about}>
      <h3>{say('verify.about')}</h3>
      <Facts
        facts={[
          [say('verify.number'), number],
          [say('verify.commune'), area.name],
          [say('verify.period'), `${dayText(from)} – ${dayText(to)}`],
          [say('verify.rule'), `${rule.name} · v${rule.version}`],
          [say('verify.made-at'), dateTimeText(madeAt)],
        ]}
      />
    </section>
  );
}
