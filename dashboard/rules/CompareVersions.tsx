import { NativeSelect } from '@mantine/core';
import { useSearchParams } from 'wouter';
import type { RuleVersion } from '../../protocol/api/periods.ts';
import { DataTable } from '../components/DataTable.tsx';
import { dayText } from '../format/date.ts';
import { withChoice } from '../frame/query-choice.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Rules.module.css';
import { differing, RULE_POINTS } from './rule-fields.ts';
import { valueText } from './rule-words.ts';

/** Two versions side by side: only where they differ, the number before and after. */
export function CompareVersions({ versions }: { versions: readonly RuleVersion[] }) {
  const { say, format } = useWords();
  const [query, setQuery] = useSearchParams();
  const [newer, older] = [versions[0], versions[1]];
  const pick = (name: string, or: RuleVersion | undefined) =>
    versions.find((one) => String(one.rule.version) === query.get(name)) ?? or;
  const one = pick('so-sanh', older);
  const other = pick('voi', newer);
  if (!one || !other) return <p>{say('rules.compare-one')}</p>;
  const fields = differing(one.rule.numbers, other.rule.numbers);
  const choices = versions.map(({ rule }) => ({
    value: String(rule.version),
    label: say('rules.version-n', { n: rule.version }),
  }));
  const choose = (name: string) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setQuery((before) => withChoice(before, name, value), { replace: true });
  };
  const rows = [
    ...(one.rule.validFrom === other.rule.validFrom
      ? []
      : [
          {
            key: 'from',
            point: '',
            label: say('rules.from'),
            a: dayText(one.rule.validFrom),
            b: dayText(other.rule.validFrom),
          },
        ]),
    ...fields.map((field) => ({
      key: field.name,
      point: String(RULE_POINTS.find((point) => point.fields.includes(field))?.point ?? ''),
      label: say(`rules.field.${field.name}`),
      a: valueText(field, one.rule.numbers, say, format),
      b: valueText(field, other.rule.numbers, say, format),
    })),
  ];
  return (
    <div className={styles.stack}>
      <div className={styles.pair}>
        <NativeSelect
          label={say('rules.compare-a')}
          data={choices}
          value={String(one.rule.version)}
          onChange={choose('so-sanh')}
        />
        <NativeSelect
          label={say('rules.compare-b')}
          data={choices}
          value={String(other.rule.version)}
          onChange={choose('voi')}
        />
      </div>
      <p role="status">{say('rules.differ', { n: rows.length, of: RULE_POINTS.flatMap((p) => p.fields).length })}</p>
      {rows.length > 0 && (
        <div data-compare>
          <DataTable
            caption={say('rules.compare')}
            rows={rows}
            keyOf={(row) => row.key}
            columns={[
              { title: say('rules.what'), cell: (row) => (row.point ? `${row.point}. ${row.label}` : row.label) },
              { title: say('rules.version-n', { n: one.rule.version }), cell: (row) => row.a, numeric: true },
              {
                title: `${say('rules.version-n', { n: other.rule.version })}${one === other ? ' ' : ''}`,
                cell: (row) => <b>{row.b}</b>,
                numeric: true,
              },
            ]}
          />
        </div>
      )}
    </div>
  );
}
