import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { foldForSearch } from '../../protocol/vietnamese.ts';
import { Loading } from '../components/Loading.tsx';
import { tellApproval } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { useMe } from '../data/session.ts';
import { BULLETINS_PATH } from '../frame/page-paths.ts';
import { usePhone } from '../frame/phone.ts';
import { useWords } from '../i18n/Language.tsx';
import { WAYS } from '../library/ways.ts';
import { relayTitle } from '../relays/relay-title.ts';
import { ChosenBulletins } from './ChosenBulletins.tsx';
import { CHIME_MS, type ProgrammeForm } from './programme-form.ts';
import styles from './Rows.module.css';
import type { ReadAloud } from './use-read-aloud.ts';

const SpeechPanel = lazy(async () => ({ default: (await import('../components/SpeechPanel.tsx')).SpeechPanel }));
const SHOWN = { wide: 12, phone: 5 };

interface Props {
  form: ProgrammeForm;
  set: (change: Partial<ProgrammeForm>) => void;
  errorOf: (field: string) => string | undefined;
  bulletins: readonly Bulletin[];
  listed: readonly Bulletin[];
  readAloud: ReadAloud;
  title: string;
}

/** ① What is said: bulletins in order, a chime in front, or a new text read by the machine. */
export function WhatStep({ form, set, errorOf, bulletins, listed, readAloud, title }: Props) {
  const { say, format } = useWords();
  const { account } = useMe();
  const shown = usePhone() ? SHOWN.phone : SHOWN.wide;
  const [search, setSearch] = useState('');
  const usable = listed.filter(
    (one) =>
      one.class !== 'emergency' &&
      (one.state === 'approved' || (one.createdBy === account.id && one.state !== 'cancelled')),
  );
  const chimes = usable.filter((one) => one.durationMs <= CHIME_MS);
  const found = usable.filter(
    (one) => one.durationMs > CHIME_MS && foldForSearch(one.title).includes(foldForSearch(search)),
  );
  const chime = form.bulletins.find((id) => chimes.some((one) => one.id === id)) ?? '';
  const toggle = (id: string) =>
    set({
      bulletins: form.bulletins.includes(id) ? form.bulletins.filter((one) => one !== id) : [...form.bulletins, id],
    });
  return (
    <Stack>
      <Group gap="sm" role="group" aria-label={say('plan.make-new')}>
        <Button
          variant={readAloud.open ? 'filled' : 'default'}
          size="lg"
          aria-expanded={readAloud.open}
          onClick={() => readAloud.setOpen(!readAloud.open)}
        >
          {say('plan.read-aloud')}
        </Button>
        <Button component={Link} href={`${BULLETINS_PATH}?tao=${WAYS.upload}&ve=lich`} variant="default" size="lg">
          {say('plan.upload')}
        </Button>
        <Button component={Link} href={`${BULLETINS_PATH}?tao=${WAYS.record}&ve=lich`} variant="default" size="lg">
          {say('plan.record')}
        </Button>
        <Button component={Link} href={`${BULLETINS_PATH}?tao=${WAYS.relay}&ve=lich`} variant="default" size="lg">
          {say('compose.relay')}
        </Button>
      </Group>
      {readAloud.open && (
        <Suspense fallback={<Loading rows={5} />}>
          <SpeechPanel text={form.reading.text} onText={readAloud.setText} onMade={readAloud.made} />
        </Suspense>
      )}
      {bulletins.length > 0 && <ChosenBulletins bulletins={bulletins} onChange={(ids) => set({ bulletins: ids })} />}
      {!readAloud.open && (
        <fieldset
          className={styles.choices}
          id="plan-bulletins"
          tabIndex={-1}
          aria-describedby={errorOf('plan-bulletins') && 'plan-bulletins-error'}
        >
          <legend>{say('plan.choose-bulletins')}</legend>
          {errorOf('plan-bulletins') && (
            <p id="plan-bulletins-error" className={styles.error}>
              {errorOf('plan-bulletins')}
            </p>
          )}
          {usable.length > shown && (
            <TextInput
              label={say('plan.search')}
              value={search}
              maw={420}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
          )}
          <ul className={styles.rows}>
            {found.slice(0, shown).map((one) => (
              <li key={one.id}>
                <Checkbox
                  size="md"
                  label={
                    one.relay
                      ? relayTitle(one, one.relay, say, format)
                      : `${one.title} (${format.length(one.durationMs)})`
                  }
                  checked={form.bulletins.includes(one.id)}
                  onChange={() => toggle(one.id)}
                />
                <StateTag told={tellApproval(one.state)} bare />
              </li>
            ))}
          </ul>
          {found.length === 0 && <p>{say('plan.no-bulletins')}</p>}
          {found.length > shown && <p>{say('plan.more-bulletins', { n: found.length - shown })}</p>}
        </fieldset>
      )}
      {form.bulletins.length > 0 && !readAloud.open && (
        <Group align="flex-start">
          {chimes.length > 0 && (
            <NativeSelect
              label={say('plan.chime')}
              value={chime}
              onChange={(event) => {
                const rest = form.bulletins.filter((id) => id !== chime);
                set({ bulletins: event.currentTarget.value ? [event.currentTarget.value, ...rest] : rest });
              }}
              data={[
                { value: '', label: say('plan.no-chime') },
                ...chimes.map((one) => ({ value: one.id, label: `${one.title} (${format.length(one.durationMs)})` })),
              ]}
            />
          )}
          <TextInput
            id="plan-title"
            label={say('plan.title')}
            placeholder={title}
            value={form.title}
            maxLength={200}
            w={360}
            maw="100%"
            onChange={(event) => set({ title: event.currentTarget.value })}
          />
        </Group>
      )}
    </Stack>
  );
}
