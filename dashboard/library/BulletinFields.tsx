import { Button, InputBase, NativeSelect, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { FIELDS, GENRES } from '../../protocol/bulletins.ts';
import type { BulletinClass } from '../../protocol/classes.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { DateField } from '../components/DateField.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useWords } from '../i18n/Language.tsx';
import { type BulletinForm, type BulletinSaid, readBulletin } from './bulletin-form.ts';
import styles from './Library.module.css';
import { LANGUAGES } from './languages.ts';

/** Emergencies are not made here: they have a page of their own. */
const CLASSES = ['normal', 'priority'] as const satisfies readonly BulletinClass[];

interface Props {
  initial: BulletinForm;
  /** The sound has been made: without it nothing can be sent. */
  ready: boolean;
  /** What else must be mended first, outside these fields. */
  missing?: () => readonly FormError[];
  save: { isPending: boolean; error: unknown };
  onSave: (said: BulletinSaid, draft: boolean) => void;
}

/** What a bulletin is called and what it is about; sent for approval or kept for oneself. */
export function BulletinFields({ initial, ready, missing, save, onSave }: Props) {
  const { say } = useWords();
  const today = dayOf(useServerNow(60_000));
  const [form, setForm] = useState(initial);
  const [faults, setFaults] = useState<readonly FormError[]>([]);
  const set = (change: Partial<BulletinForm>) => setForm((before) => ({ ...before, ...change }));
  const refused = save.error === null || save.error === undefined ? [] : [{ message: problemText(save.error, say) }];
  const errorOf = (field: string) => faults.find((fault) => fault.field === field)?.message;
  const submit = (draft: boolean) => (event: FormEvent | { preventDefault(): void }) => {
    event.preventDefault();
    const read = readBulletin(form, today);
    const wrong: FormError[] =
      'faults' in read ? read.faults.map((one) => ({ ...one, message: say(one.message) })) : [];
    if (!ready) wrong.unshift({ message: say('bulletin.sound-missing') });
    wrong.unshift(...(missing?.() ?? []));
    setFaults(wrong);
    if (wrong.length === 0 && 'said' in read) onSave(read.said, draft);
  };
  return (
    <form onSubmit={submit(false)} noValidate>
      <Stack gap="sm">
        <ErrorSummary errors={faults.length > 0 ? faults : refused} />
        <TextInput
          id="bulletin-title"
          label={say('bulletin.title')}
          error={errorOf('bulletin-title')}
          value={form.title}
          maxLength={200}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <div className={styles.fields}>
          <NativeSelect
            label={say('bulletin.field')}
            value={form.field}
            onChange={(event) => set({ field: FIELDS.find((one) => one === event.currentTarget.value) ?? 'general' })}
            data={FIELDS.map((one) => ({ value: one, label: say(`field.${one}`) }))}
          />
          <NativeSelect
            label={say('bulletin.genre')}
            value={form.genre}
            onChange={(event) => set({ genre: GENRES.find((one) => one === event.currentTarget.value) ?? '' })}
            data={[
              { value: '', label: say('genre.none') },
              ...GENRES.map((one) => ({ value: one, label: say(`genre.${one}`) })),
            ]}
          />
          {form.class !== 'emergency' && (
            <NativeSelect
              label={say('bulletin.class')}
              value={form.class}
              onChange={(event) => set({ class: CLASSES.find((one) => one === event.currentTarget.value) ?? 'normal' })}
              data={CLASSES.map((one) => ({ value: one, label: say(`class.${one}`) }))}
            />
          )}
          <NativeSelect
            label={say('bulletin.language')}
            value={form.language}
            onChange={(event) => set({ language: event.currentTarget.value })}
            data={[
              ...LANGUAGES.map((one) => ({ value: one as string, label: say(`language.${one}`) })),
              ...(LANGUAGES.some((one) => one === form.language)
                ? []
                : [{ value: form.language, label: form.language }]),
            ]}
          />
          <DateField
            id="bulletin-expires"
            label={say('bulletin.expires')}
            error={errorOf('bulletin-expires')}
            value={form.expiresOn}
            onChange={(expiresOn) => set({ expiresOn })}
          />
        </div>
        <InputBase
          id="bulletin-text"
          component="textarea"
          multiline
          rows={4}
          maxLength={20_000}
          label={say('bulletin.text')}
          value={form.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
        <div className={styles.buttons}>
          <Button type="submit" size="lg" data-primary loading={save.isPending}>
            {say('bulletin.submit')}
          </Button>
          <Button size="lg" variant="default" disabled={save.isPending} onClick={submit(true)}>
            {say('bulletin.keep-draft')}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
