import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Dictionary, DictionaryEntry } from '../../protocol/api/library.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import rows from '../schedule/Rows.module.css';
import { WhoChanges } from '../settings/WhoChanges.tsx';
import { useDictionary, useSetDictionary } from './ask.ts';
import { KEEPERS, keepsWords } from './keepers.ts';
import styles from './Speech.module.css';
import { WordSheet } from './WordSheet.tsx';
import { countOf, matching } from './word-list.ts';

/** From so many words on there is something to search in. */
const MANY = 10;
type Open = { do: 'add' } | { do: 'change' | 'remove'; one: DictionaryEntry };

/** «Từ điển đọc»: how the machine reads the words of this place; those of the areas above behind. */
export function DictionaryCard({ area, name }: { area: string; name?: string }) {
  const { say } = useWords();
  const { role } = useMe().account;
  const dictionary = useDictionary(area);
  const set = useSetDictionary(area);
  const [open, setOpen] = useState<Open | undefined>();
  const [search, setSearch] = useState('');
  const mayChange = keepsWords(role);
  const close = () => {
    set.reset();
    setOpen(undefined);
  };
  return (
    <Card title={name ? say('dictionary.title-of', { name }) : say('dictionary.title')}>
      <p>{say('dictionary.what')}</p>
      <Answer query={dictionary} rows={3}>
        {(shown) => (
          <>
            {countOf(shown) > MANY && (
              <TextInput
                type="search"
                label={say('dictionary.search')}
                value={search}
                onChange={(event) => setSearch(event.currentTarget.value)}
                mb={8}
              />
            )}
            <Words
              shown={shown}
              search={search}
              onOpen={mayChange ? (act, one) => setOpen({ do: act, one }) : undefined}
            />
            {mayChange && (
              <Button size="md" variant="default" onClick={() => setOpen({ do: 'add' })}>
                {say('word.add')}
              </Button>
            )}
            {!open && <ProblemNotice error={set.error} />}
            {open?.do === 'remove' && (
              <ConfirmSheet
                title={say('dictionary.remove', { word: open.one.written })}
                submit={say('settings.remove')}
                act={set}
                onClose={close}
                onSubmit={() =>
                  set.mutate(
                    shown.entries.filter((entry) => entry !== open.one),
                    { onSuccess: close },
                  )
                }
              >
                <p>{say('dictionary.remove-what')}</p>
              </ConfirmSheet>
            )}
            {open && open.do !== 'remove' && (
              <WordSheet
                area={area}
                entries={shown.entries}
                one={open.do === 'change' ? open.one : undefined}
                onClose={close}
              />
            )}
          </>
        )}
      </Answer>
      <WhoChanges roles={KEEPERS} />
    </Card>
  );
}

function Words({
  shown: { entries, inherited },
  search,
  onOpen,
}: {
  shown: Dictionary;
  search: string;
  onOpen: ((act: 'change' | 'remove', one: DictionaryEntry) => void) | undefined;
}) {
  const { say } = useWords();
  const [own, above] = [matching(entries, search), matching(inherited, search)];
  if (entries.length + inherited.length === 0) return <p>{say('dictionary.none')}</p>;
  if (own.length + above.length === 0) return <p role="status">{say('dictionary.not-found')}</p>;
  return (
    <section className={styles.words} aria-label={say('dictionary.list')} {...scrolls(own.length + above.length)}>
      <ul className={rows.rows} data-dictionary>
        {own.map((one) => (
          <li key={`${one.written} ${one.exact}`}>
            <Word entry={one} />
            {onOpen && (
              <Group gap={6}>
                {(['change', 'remove'] as const).map((act) => (
                  <Button key={act} variant="default" size="md" onClick={() => onOpen(act, one)}>
                    {say(`settings.${act}`)}
                    <span className="visually-hidden">{`: ${one.written}`}</span>
                  </Button>
                ))}
              </Group>
            )}
          </li>
        ))}
        {above.map((one) => (
          <li key={`${one.areaName} ${one.written} ${one.exact}`}>
            <Word entry={one} from={one.areaName} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What scrolls must be reached by the keyboard. */
const scrolls = (count: number) => (count > MANY / 2 ? { tabIndex: 0 } : {});

function Word({ entry: { written, spoken, exact }, from }: { entry: DictionaryEntry; from?: string }) {
  const { say } = useWords();
  return (
    <span>
      <b>{written}</b> {say('dictionary.reads', { spoken })}
      {exact && <span className={rows.soft}> {say('dictionary.exact')}</span>}
      {from !== undefined && <span className={rows.soft}> {say('dictionary.from', { name: from })}</span>}
    </span>
  );
}
