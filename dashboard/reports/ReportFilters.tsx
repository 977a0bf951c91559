import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { DateField } from '../components/DateField.tsx';
import { Filters } from '../components/Filters.tsx';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { choicesOf, daysOf, ownDays, SPANS, type Span, spanOf } from './report-period.ts';

export interface ReportChoice {
  readonly days: string;
  readonly area: string | undefined;
  readonly compare: '' | 'before' | 'year-before';
}

interface Props {
  choice: ReportChoice;
  today: string;
  /** A province chooses among its communes; a commune prints its own. */
  byArea: boolean;
  compared: boolean;
  onChange: (change: Partial<ReportChoice>) => void;
}

/** Quarters are written so here. */
const ROMAN = ['I', 'II', 'III', 'IV'];

/** Which days, of which commune, beside what. */
export function ReportFilters({ choice, today, byArea, compared, onChange }: Props) {
  const { say } = useWords();
  const span = spanOf(choice.days);
  const days = daysOf(choice.days);
  const labelOf = (text: string) =>
    span === 'quarter'
      ? say('report.quarter', { n: ROMAN[Number(text.slice(6)) - 1] ?? '', year: text.slice(0, 4) })
      : span === 'year'
        ? say('report.year', { year: text })
        : say('report.month', { month: text.slice(5), year: text.slice(0, 4) });
  const chooseSpan = (next: Span) =>
    onChange({
      days: next === 'own' ? `${days?.from ?? today}~${days?.to ?? today}` : (choicesOf(next, today)[0] ?? ''),
    });
  return (
    <>
      <Filters>
        <NativeSelect
          id="report-span"
          label={say('report.span')}
          value={span}
          onChange={({ currentTarget: { value } }) => chooseSpan(SPANS.find((one) => one === value) ?? 'month')}
          data={SPANS.map((value) => ({ value, label: say(`report.span.${value}`) }))}
        />
        {span !== 'own' && (
          <NativeSelect
            id="report-days"
            label={say('report.period')}
            value={choice.days}
            onChange={({ currentTarget: { value } }) => onChange({ days: value })}
            data={[...new Set([choice.days, ...choicesOf(span, today)])].map((value) => ({
              value,
              label: labelOf(value),
            }))}
          />
        )}
        {byArea && <AreaSelect value={choice.area} onChange={(area) => onChange({ area })} />}
        {compared && (
          <NativeSelect
            id="report-compare"
            label={say('report.compare')}
            value={choice.compare}
            onChange={({ currentTarget: { value } }) =>
              onChange({ compare: value === 'before' || value === 'year-before' ? value : '' })
            }
            data={[
              { value: '', label: say('report.compare-none') },
              { value: 'before', label: say('report.compare-before') },
              { value: 'year-before', label: say('report.compare-year') },
            ]}
          />
        )}
      </Filters>
      {span === 'own' && (
        <OwnDays key={choice.days} from={days?.from} to={days?.to} onChange={(own) => onChange({ days: own })} />
      )}
    </>
  );
}

function OwnDays({
  from,
  to,
  onChange,
}: {
  from: string | undefined;
  to: string | undefined;
  onChange: (days: string) => void;
}) {
  const { say } = useWords();
  const [first, setFirst] = useState(from ? dayText(from) : '');
  const [last, setLast] = useState(to ? dayText(to) : '');
  const [wrong, setWrong] = useState(false);
  return (
    <form
      noValidate
      style={{ display: 'flex', flexWrap: 'wrap', gap: 16, alignItems: 'flex-end' }}
      onSubmit={(event) => {
        event.preventDefault();
        const own = ownDays(first, last);
        setWrong(own === undefined);
        if (own) onChange(own);
      }}
    >
      <DateField id="report-from" label={say('report.from')} value={first} onChange={setFirst} />
      <DateField id="report-to" label={say('report.to')} value={last} onChange={setLast} />
      <Button type="submit" size="md" variant="default">
        {say('report.show')}
      </Button>
      {wrong && <p role="alert">{say('report.fault-days')}</p>}
    </form>
  );
}
