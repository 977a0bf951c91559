import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { foldForSearch } from '../../protocol/vietnamese.ts';
import { useWords } from '../i18n/Language.tsx';
import rows from '../schedule/Rows.module.css';
import type { Place } from './SideTable.tsx';

interface Props {
  id: string;
  legend: string;
  places: readonly Place[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

const SEARCHED_FROM = 12;

/** Some of a list, searched without tone marks when it is long. */
export function CheckList({ id, legend, places, chosen, onChange }: Props) {
  const { say } = useWords();
  const [search, setSearch] = useState('');
  const found = places.filter(({ name }) => foldForSearch(name).includes(foldForSearch(search)));
  const toggle = (one: string) =>
    onChange(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]);
  return (
    <fieldset className={rows.choices} id={id} tabIndex={-1}>
      <legend>{legend}</legend>
      <p role="status">{say('round.chosen', { n: chosen.length, of: places.length })}</p>
      <div className={rows.chips}>
        <Button variant="default" size="sm" onClick={() => onChange(places.map((one) => one.id))}>
          {say('round.choose-all')}
        </Button>
        <Button variant="default" size="sm" onClick={() => onChange([])}>
          {say('round.choose-none')}
        </Button>
      </div>
      {places.length >= SEARCHED_FROM && (
        <TextInput
          label={say('round.search')}
          autoComplete="off"
          value={search}
          onChange={({ currentTarget: { value } }) => setSearch(value)}
          maw={320}
        />
      )}
      <div className={rows.columns}>
        {found.map(({ id: one, name }) => (
          <Checkbox key={one} size="md" label={name} checked={chosen.includes(one)} onChange={() => toggle(one)} />
        ))}
      </div>
    </fieldset>
  );
}
