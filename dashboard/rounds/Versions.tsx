import type { Conclusion } from '../../protocol/api/appraisal.ts';
import { tellVerdict } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import rows from '../schedule/Rows.module.css';

/** What was concluded before: nothing is overwritten. */
export function Versions({ versions }: { versions: readonly Conclusion[] }) {
  const { say } = useWords();
  if (versions.length === 0) return null;
  return (
    <details>
      <summary>{say('round.versions', { n: versions.length })}</summary>
      <ul className={rows.rows} data-versions>
        {[...versions]
          .sort((a, b) => b.version - a.version)
          .map((one) => (
            <li key={one.version}>
              <span>
                {say('round.version-by', { n: one.version, name: one.byName, at: dateTimeText(one.at) })} {one.text}
              </span>
              <StateTag told={tellVerdict(one.verdict)} />
            </li>
          ))}
      </ul>
    </details>
  );
}
