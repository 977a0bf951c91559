import { Link } from 'wouter';
import type { RuleVersion } from '../../protocol/api/periods.ts';
import { DataTable } from '../components/DataTable.tsx';
import type { Told } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText, dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { RULES_PATH } from './paths.ts';
import styles from './Rules.module.css';
import { inForce } from './versions.ts';

/** Every version of a rule, newest first, and which one judges today. */
export function VersionTable({ versions, today }: { versions: readonly RuleVersion[]; today: string }) {
  const { say } = useWords();
  const used = inForce(versions, today);
  const told = (one: RuleVersion): Told => {
    if (one.state === 'draft') return { meaning: 'planned', word: 'rules.state.draft' };
    if (one === used) return { meaning: 'good', word: 'rules.state.in-force' };
    return one.rule.validFrom > today
      ? { meaning: 'planned', word: 'rules.state.coming' }
      : { meaning: 'excused', word: 'rules.state.old' };
  };
  return (
    <DataTable
      caption={say('rules.versions')}
      rows={versions}
      keyOf={(row) => row.rule.version}
      columns={[
        {
          title: say('rules.version'),
          cell: ({ rule }) => (
            <Link
              className={styles.short}
              href={`${RULES_PATH}?quy-tac=${encodeURIComponent(rule.id)}&ban=${rule.version}`}
            >
              {say('rules.version-n', { n: rule.version })}
            </Link>
          ),
        },
        { title: say('rules.state'), cell: (row) => <StateTag told={told(row)} /> },
        { title: say('rules.from-short'), cell: ({ rule }) => dayText(rule.validFrom) },
        { title: say('rules.drawn-by'), cell: (row) => `${row.byName}, ${dateTimeText(row.at)}` },
        {
          title: say('rules.published-by'),
          cell: (row) =>
            row.publishedByName && row.publishedAt ? `${row.publishedByName}, ${dateTimeText(row.publishedAt)}` : '–',
        },
        { title: say('rules.reason-short'), cell: (row) => row.reason ?? '–' },
      ]}
    />
  );
}
