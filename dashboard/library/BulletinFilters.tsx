import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { FIELDS, GENRES } from '../../protocol/bulletins.ts';
import { Filters } from '../components/Filters.tsx';
import { withChoice } from '../frame/query-choice.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Library.module.css';
import { LANGUAGES } from './languages.ts';

const ASK_AFTER_MS = 300;

/** What narrows the list; it stands in the address. */
export function BulletinFilters({ onChange }: { onChange: () => void }) {
  const { say } = useWords();
  const [query, setQuery] = useSearchParams();
  const [text, setText] = useState(query.get('tim') ?? '');
  const choose = (name: string, value: string) => {
    onChange();
    setQuery((before) => withChoice(before, name, value), { replace: true });
  };
  const search = useDebouncedCallback((value: string) => choose('tim', value), ASK_AFTER_MS);
  return (
    <Filters>
      <TextInput
        label={say('library.search')}
        value={text}
        data-wide
        onChange={(event) => {
          setText(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
      />
      <div className={styles.pair} data-wide>
        <NativeSelect
          label={say('bulletin.field')}
          value={query.get('linh-vuc') ?? ''}
          onChange={(event) => choose('linh-vuc', event.currentTarget.value)}
          data={[
            { value: '', label: say('filter.all') },
            ...FIELDS.map((one) => ({ value: one, label: say(`field.${one}`) })),
          ]}
        />
        <NativeSelect
          label={say('bulletin.genre')}
          value={query.get('the-loai') ?? ''}
          onChange={(event) => choose('the-loai', event.currentTarget.value)}
          data={[
            { value: '', label: say('filter.all') },
            ...GENRES.map((one) => ({ value: one, label: say(`genre.${one}`) })),
          ]}
        />
        <NativeSelect
          label={say('bulletin.language')}
          value={query.get('tieng') ?? ''}
          onChange={(event) => choose('tieng', event.currentTarget.value)}
          data={[
            { value: '', label: say('filter.all') },
            ...LANGUAGES.map((one) => ({ value: one, label: say(`language.${one}`) })),
          ]}
        />
      </div>
    </Filters>
  );
}
