import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Bulletin, Programme, Resolution } from '../../protocol/api/broadcast.ts';
import type { ConflictsAnswer } from '../../protocol/api/schedule.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { Card } from '../components/Card.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { ListenPlayer } from '../components/ListenPlayer.tsx';
import { problemText } from '../components/problem-text.ts';
import { SheetButtons } from '../components/Sheet.tsx';
import { useChange } from '../data/changes.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { RefusedError } from '../data/gateway-client.ts';
import { paths } from '../data/paths.ts';
import { useArea, useRecordings } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { RelayLine } from '../relays/RelayLine.tsx';
import { useSaveProgramme } from './ask.ts';
import { ChangedDialog } from './ChangedDialog.tsx';
import { ConflictDialog } from './ConflictDialog.tsx';
import { checkSentence, targetWords } from './check-sentence.ts';
import { unanswered } from './conflict-answers.ts';
import { rememberChange } from './last-change.ts';
import { programmePath } from './paths.ts';
import { inputOf, type ProgrammeForm } from './programme-form.ts';
import styles from './Rows.module.css';
import { useReach } from './reach.ts';
import { recurrenceWords } from './recurrence-words.ts';

interface Props {
  form: ProgrammeForm;
  set: (change: Partial<ProgrammeForm>) => void;
  title: string;
  bulletins: readonly Bulletin[];
  seen?: Programme | undefined;
  onStep: (step: number) => void;
  onSaved: () => void;
  onErrors: (errors: readonly FormError[]) => void;
}

/** ④ The whole as a list with a way back to each part, and in one sentence; then it is sent, or kept. */
export function CheckStep({ form, set, title, bulletins, seen, onStep, onSaved, onErrors }: Props) {
  const { say, format } = useWords();
  const { account } = useMe();
  const [, navigate] = useLocation();
  const now = useServerNow(60_000);
  const reach = useReach(form);
  const home = useArea(account.areas[0]).data;
  const save = useSaveProgramme(seen?.id);
  const ask = useChange((client, input: object) => client.send<ConflictsAnswer>('POST', paths.conflicts, input));
  const recordings = useRecordings().data?.items ?? [];
  const [conflicts, setConflicts] = useState<ConflictsAnswer | undefined>();
  const [changed, setChanged] = useState(false);
  const [sending, setSending] = useState<'send' | 'draft' | undefined>();
  const today = dayOf(now);
  const input = inputOf(form, today, title);
  if (!input) return null;
  const durationMs = bulletins.reduce((sum, one) => sum + one.durationMs, 0);
  const places = targetWords(form, reach, home, say);

  const send = async (as: 'send' | 'draft', resolutions: readonly Resolution[]) => {
    const { resolutions: _before, ...plain } = input;
    setSending(as);
    onErrors([]);
    try {
      if (as === 'send') {
        const found = await ask.mutateAsync({ ...plain, ...(seen ? { id: seen.id } : {}) });
        if (unanswered(found.conflicts, resolutions).length > 0) return setConflicts(found);
      }
      const saved = await save.mutateAsync({
        ...plain,
        ...(resolutions.length > 0 ? { resolutions: [...resolutions] } : {}),
        ...(as === 'draft' ? { draft: true } : {}),
      });
      onSaved();
      if (seen)
        rememberChange({
          programme: saved.id,
          account: account.id,
          sentence: say('plan.changed', { title: saved.title }),
          at: now,
        });
      navigate(programmePath(saved.id));
    } catch (error) {
      const code = error instanceof RefusedError ? error.problem.code : '';
      if (code === 'changed-meanwhile') return setChanged(true);
      if (code === 'conflict' || code === 'other-changed-meanwhile')
        return setConflicts(await ask.mutateAsync({ ...plain, ...(seen ? { id: seen.id } : {}) }));
      onErrors([{ message: problemText(error, say) }]);
    } finally {
      setSending(undefined);
    }
  };

  const rows = [
    {
      step: 1,
      name: say('programme.step.what'),
      value: (
        <>
          {bulletins.map((one) => {
            const recording = recordings.find((other) => other.sha256 === one.recording);
            return (
              <div key={one.id}>
                {`${one.title} (${format.duration(one.durationMs)})`}
                {one.relay && (
                  <RelayLine station={{ id: one.relay.station, name: one.relay.name }} minutes={one.relay.minutes} />
                )}
                {one.relay && recording && <p>{say('relay.fallback-title', { title: recording.title })}</p>}
                {recording && <ListenPlayer recording={recording} />}
              </div>
            );
          })}
        </>
      ),
    },
    { step: 2, name: say('programme.step.where'), value: places },
    {
      step: 3,
      name: say('programme.step.when'),
      value: (
        <>
          {recurrenceWords(input.recurrence, say)}
          {input.exception && (
            <p>
              {say('exception.two-missing')}. {say('exception.reason', { reason: input.exception.reason })}
            </p>
          )}
        </>
      ),
    },
  ];
  return (
    <Card title={say('programme.step.check')}>
      <Stack>
        <dl className={styles.summary}>
          {rows.map((row) => (
            <div key={row.step}>
              <dt>{row.name}</dt>
              <dd>{row.value}</dd>
              <dd>
                <button type="button" className={styles.link} onClick={() => onStep(row.step)}>
                  {say('plan.edit')}
                  <span className="visually-hidden">{` ${row.name}`}</span>
                </button>
              </dd>
            </div>
          ))}
        </dl>
        <p className={styles.sentence} data-check>
          {checkSentence({ title, durationMs, recurrence: input.recurrence, places, nodes: reach?.nodes, say, format })}
        </p>
        <SheetButtons>
          <Button
            size="lg"
            data-primary
            loading={sending === 'send'}
            onClick={() => void send('send', form.resolutions)}
          >
            {say('programme.submit')}
          </Button>
          <Button
            size="lg"
            variant="default"
            loading={sending === 'draft'}
            onClick={() => void send('draft', form.resolutions)}
          >
            {say('plan.save-draft')}
          </Button>
        </SheetButtons>
      </Stack>
      {conflicts && (
        <ConflictDialog
          answer={conflicts}
          title={title}
          answered={form.resolutions}
          onApply={(resolutions) => {
            set({ resolutions });
            setConflicts(undefined);
            void send('send', resolutions);
          }}
          onOtherTime={() => onStep(3)}
          onClose={() => setConflicts(undefined)}
        />
      )}
      {changed && seen && (
        <ChangedDialog
          seen={seen}
          onOverwrite={(version) => {
            set({ kept: { ...form.kept, version } });
            setChanged(false);
          }}
          onReload={() => {
            onSaved();
            window.location.assign(programmePath(seen.id));
          }}
          onClose={() => setChanged(false)}
        />
      )}
    </Card>
  );
}
