import { Button, Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { AreaPicker } from '../components/AreaPicker.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { Notice } from '../components/Notice.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { useMakeToken } from '../data/own-account.ts';
import { useMe } from '../data/session.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viToken } from '../i18n/vi-token.ts';
import { CopyButton } from './CopyButton.tsx';
import styles from './People.module.css';
import { RefusalNotice } from './RefusalNotice.tsx';
import { useRefusals } from './refusals.ts';

knowWords(viToken);

const DAYS = [30, 90, 180, 365] as const;

export function TokenForm({ onClose }: { onClose: () => void }) {
  const { say, format } = useWords();
  const { account } = useMe();
  const make = useMakeToken();
  const refusals = useRefusals('token-name');
  const [name, setName] = useState('');
  const [areas, setAreas] = useState<string[]>([...account.areas]);
  const [mayChange, setMayChange] = useState(false);
  const [days, setDays] = useState<number>(90);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing: FormError[] = [];
    if (!name.trim()) missing.push({ field: 'token-name', message: say('token.name-missing') });
    if (areas.length === 0) missing.push({ field: 'token-areas', message: say('account.areas-missing') });
    if (refusals.missing(missing)) return;
    make.mutate({ name: name.trim().normalize('NFC'), areas, mayChange, days }, { onError: refusals.refused });
  };

  if (make.data)
    return (
      <Stack>
        <Notice meaning="good" role="status" title={say('token.made')}>
          <code className={styles.secret}>{make.data.token}</code>
        </Notice>
        <div className={styles.actions}>
          <CopyButton text={make.data.token} />
          <Button variant="default" size="lg" onClick={onClose}>
            {say('action.close')}
          </Button>
        </div>
      </Stack>
    );
  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={640}>
        <RefusalNotice refusals={refusals} />
        <TextInput
          id="token-name"
          size="md"
          label={say('token.name')}
          description={say('token.name-hint')}
          autoComplete="off"
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <fieldset style={{ border: 'none', padding: 0, margin: 0, minWidth: 0 }}>
          <legend style={{ padding: 0, marginBottom: 4, fontWeight: 600 }}>{say('account.areas')}</legend>
          <AreaPicker id="token-areas" roots={account.areas} chosen={areas} onChange={setAreas} />
        </fieldset>
        <NativeSelect
          size="md"
          label={say('token.days')}
          value={String(days)}
          onChange={(event) => setDays(Number(event.currentTarget.value))}
          data={DAYS.map((n) => ({ value: String(n), label: say('duration.days', { n: format.number(n) }) }))}
        />
        <Checkbox
          size="md"
          label={say('token.may-change-choice')}
          checked={mayChange}
          onChange={(event) => setMayChange(event.currentTarget.checked)}
        />
        <SheetActions onClose={onClose}>
          <Button type="submit" size="lg" loading={make.isPending}>
            {say('token.submit')}
          </Button>
        </SheetActions>
      </Stack>
    </form>
  );
}
