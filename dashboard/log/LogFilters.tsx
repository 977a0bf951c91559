import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import { DateField } from '../components/DateField.tsx';
import { Filters } from '../components/Filters.tsx';
import { useAccounts } from '../data/queries.ts';
import { dayText, parseDay } from '../format/date.ts';
import { withChoice } from '../frame/query-choice.ts';
import { useWords } from '../i18n/Language.tsx';
import { KINDS } from './log-query.ts';

/** Người, Việc, Đối tượng, Từ–Đến: they stand in the address, so that what was found can be sent on. */
export function LogFilters({ onChange }: { onChange: () => void }) {
  const { say } = useWords();
  const [query, setQuery] = useSearchParams();
  const people = [...(useAccounts().data?.items ?? [])].sort((a, b) => vietnameseCollator.compare(a.name, b.name));
  const shown = (name: string) => {
    const day = query.get(name);
    return day ? dayText(day) : '';
  };
  const [about, setAbout] = useState(query.get('doi-tuong') ?? '');
  const [from, setFrom] = useState(shown('tu'));
  const [to, setTo] = useState(shown('den'));
  const [wrong, setWrong] = useState(false);
  const set = (name: string, value: string) => {
    onChange();
    setQuery((before) => withChoice(before, name, value), { replace: true });
  };
  const search = () => {
    const [first, last] = [parseDay(from), parseDay(to)];
    const bad = (from.trim() !== '' && !first) || (to.trim() !== '' && !last) || (first && last && first > last);
    setWrong(Boolean(bad));
    if (bad) return;
    onChange();
    setQuery(
      (before) =>
        withChoice(withChoice(withChoice(before, 'doi-tuong', about.trim()), 'tu', first ?? ''), 'den', last ?? ''),
      { replace: true },
    );
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <Filters>
        <NativeSelect
          id="log-by"
          label={say('audit.who')}
          value={query.get('nguoi') ?? ''}
          onChange={({ currentTarget: { value } }) => set('nguoi', value)}
          data={[
            { value: '', label: say('filter.all') },
            { value: 'system', label: say('audit.system') },
            ...people.map(({ id, name, username }) => ({ value: id, label: `${name} (${username})` })),
          ]}
        />
        <NativeSelect
          id="log-kind"
          label={say('audit.what')}
          value={query.get('viec') ?? ''}
          onChange={({ currentTarget: { value } }) => set('viec', value)}
          data={[
            { value: '', label: say('filter.all') },
            ...KINDS.map((value) => ({ value, label: say(`log.kind.${value}`) })),
          ]}
        />
        <TextInput
          id="log-about"
          label={say('log.about')}
          maxLength={100}
          autoComplete="off"
          value={about}
          onChange={({ currentTarget: { value } }) => setAbout(value)}
        />
        <DateField id="log-from" label={say('report.from')} value={from} onChange={setFrom} />
        <DateField id="log-to" label={say('report.to')} value={to} onChange={setTo} />
        <div>
          <Button type="submit" size="md">
            {say('log.search')}
          </Button>
        </div>
      </Filters>
      {wrong && <p role="alert">{say('report.fault-days')}</p>}
    </form>
  );
}
