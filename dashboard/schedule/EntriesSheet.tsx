import { Button, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Answer } from '../components/Answer.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { useMe } from '../data/session.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Rows.module.css';

interface Props<Entry extends { id: string }> {
  /** Where its words stand in the dictionary. */
  words: 'silences' | 'timetable';
  entries: UseQueryResult<{ items: Entry[] }>;
  line: (entry: Entry) => ReactNode;
  remove: { isPending: boolean; variables: string | undefined; mutate: (id: string) => void };
  removeWord: string;
  /** What is taken off, for who does not see its row; undefined of one that stays. */
  removedName: (entry: Entry) => string | undefined;
  /** The form for a new one. */
  children: ReactNode;
  onClose: () => void;
}

/** What is set for an area: a list, each with its way off it, and a form for a new one. */
export function EntriesSheet<Entry extends { id: string }>({
  words,
  entries,
  line,
  remove,
  removeWord,
  removedName,
  children,
  onClose,
}: Props<Entry>) {
  const { say } = useWords();
  const { account } = useMe();
  const mayChange = may(account.role, 'create') || may(account.role, 'approve');
  const removal = (entry: Entry) => {
    const name = removedName(entry);
    if (!mayChange || name === undefined) return null;
    return (
      <Button
        variant="default"
        size="md"
        loading={remove.isPending && remove.variables === entry.id}
        onClick={() => remove.mutate(entry.id)}
      >
        {removeWord}
        <span className="visually-hidden">{`: ${name}`}</span>
      </Button>
    );
  };
  return (
    <Sheet title={say(`plan.${words}.title`)} onClose={onClose}>
      <Stack>
        <p>{say(`plan.${words}.sentence`)}</p>
        <Answer query={entries} rows={2}>
          {({ items }) =>
            items.length === 0 ? (
              <p>{say(`plan.${words}.empty`)}</p>
            ) : (
              <ul className={styles.rows}>
                {items.map((entry) => (
                  <li key={entry.id}>
                    <span>{line(entry)}</span>
                    {removal(entry)}
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
        {mayChange && children}
        <SheetActions onClose={onClose} over />
      </Stack>
    </Sheet>
  );
}

interface NewProps {
  words: 'silences' | 'timetable';
  errors: readonly FormError[];
  busy: boolean;
  onSubmit: () => void;
  children: ReactNode;
}

/** The form for a new one, under the list. */
export function NewEntry({ words, errors, busy, onSubmit, children }: NewProps) {
  const { say } = useWords();
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Stack gap="sm">
        <h3 className={styles.heading}>{say(`plan.${words}.new`)}</h3>
        <ErrorSummary errors={errors} />
        {children}
        <Button type="submit" size="lg" loading={busy}>
          {say(`plan.${words}.add`)}
        </Button>
      </Stack>
    </form>
  );
}
