import { Button } from '@mantine/core';
import type { Dossier } from '../../protocol/api/reports.ts';
import { Notice } from '../components/Notice.tsx';
import { paths } from '../data/paths.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Verdict.module.css';

const WHOLE = 'dossier.zip';

/** How far a dossier is. Its files are offered when all of them are whole, never before. */
export function DossierState({ dossier, onAgain }: { dossier: Dossier; onAgain: () => void }) {
  const { say, format } = useWords();
  switch (dossier.state) {
    case 'waiting':
    case 'making':
      return (
        <div className={styles.stack} data-dossier="making">
          <label>
            {say('dossier.progress', {
              step: say(`dossier-step.${dossier.step}`),
              share: format.percent(dossier.progress),
            })}
            <progress className={styles.progress} max={1} value={dossier.progress} />
          </label>
        </div>
      );
    case 'failed':
      return (
        <div className={styles.stack} data-dossier="failed">
          <Notice meaning="bad" title={say('dossier.failed')} role="alert">
            {dossier.error ?? say('dossier.failed-unknown')}
          </Notice>
          <Button variant="default" onClick={onAgain} style={{ justifySelf: 'start' }}>
            {say('dossier.again')}
          </Button>
        </div>
      );
    case 'ready':
      return <Files dossier={dossier} />;
  }
}

function Files({ dossier }: { dossier: Dossier }) {
  const { say, format } = useWords();
  const whole = dossier.files.find((file) => file.name === WHOLE);
  const parts = dossier.files.filter((file) => file.name !== WHOLE);
  const kilobytes = (bytes: number) => format.number(bytes / 1_000, bytes < 100_000 ? 1 : 0);
  return (
    <div className={styles.stack} data-dossier="ready">
      <p>{say('dossier.ready', { number: dossier.number, code: dossier.code })}</p>
      <Button
        component="a"
        href={paths.dossierFile(dossier.id, WHOLE)}
        download
        size="lg"
        data-primary
        style={{ justifySelf: 'start' }}
      >
        {say('dossier.download')}
      </Button>
      {whole && <code className={styles.raw}>{whole.sha256}</code>}
      <details>
        <summary>{say('dossier.files', { n: parts.length })}</summary>
        <ul className={styles.files}>
          {parts.map((file) => (
            <li key={file.name}>
              <a href={paths.dossierFile(dossier.id, file.name)} download>
                {say('dossier.file', { name: file.name, size: kilobytes(file.bytes) })}
              </a>
              <code>{file.sha256}</code>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
