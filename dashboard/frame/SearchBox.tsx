import { TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { useWords } from '../i18n/Language.tsx';
import styles from './Frame.module.css';
import { Icon } from './Icon.tsx';

export function SearchBox() {
  const { say } = useWords();
  const [text, setText] = useState('');
  const [, navigate] = useLocation();
  const search = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) navigate(`/tim?q=${encodeURIComponent(text.trim().normalize('NFC'))}`);
  };
  return (
    <search className={styles.search}>
      <form onSubmit={search}>
        <TextInput
          type="search"
          leftSection={<Icon name="search" size={18} />}
          aria-label={say('search.label')}
          placeholder={say('search.label')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </form>
    </search>
  );
}
