import { Button, Group, NativeSelect, Stack, Textarea } from '@mantine/core';
import { Listen } from '../components/Listen.tsx';
import { Notice } from '../components/Notice.tsx';
import { useWords } from '../i18n/Language.tsx';
import type { ProgrammeForm } from './programme-form.ts';
import type { ReadAloud } from './use-read-aloud.ts';

const FIELDS = [
  'general',
  'security',
  'agriculture',
  'health',
  'education',
  'culture',
  'disaster',
  'digital',
  'reform',
  'other',
] as const;
const VOICES = ['north', 'central', 'south'] as const;
const SPEEDS = ['slow', 'normal', 'fast'] as const;

interface Props {
  form: ProgrammeForm;
  set: (change: Partial<ProgrammeForm>) => void;
  readAloud: ReadAloud;
}

/** Text in, voice out: what the machine will really say is shown, changed words marked. */
export function ReadAloudPanel({ form, set, readAloud }: Props) {
  const { say, format } = useWords();
  const { reading } = form;
  const change = (next: Partial<ProgrammeForm['reading']>) => set({ reading: { ...reading, ...next } });
  const { recording, spoken, error } = readAloud;
  return (
    <Stack gap="sm" maw={720}>
      <Textarea
        id="plan-text"
        label={say('plan.text')}
        autosize={false}
        rows={6}
        maxLength={20_000}
        value={reading.text}
        error={error}
        onChange={(event) => change({ text: event.currentTarget.value })}
      />
      <Group align="flex-end" gap="sm">
        <NativeSelect
          label={say('bulletin.field')}
          value={reading.field}
          onChange={(event) => change({ field: FIELDS.find((one) => one === event.currentTarget.value) ?? 'general' })}
          data={FIELDS.map((one) => ({ value: one, label: say(`field.${one}`) }))}
        />
        <NativeSelect
          label={say('plan.voice')}
          value={reading.voice}
          onChange={(event) =>
            change({ voice: VOICES.find((one) => one === event.currentTarget.value) ?? 'north', recording: undefined })
          }
          data={VOICES.map((one) => ({ value: one, label: say(`plan.voice.${one}`) }))}
        />
        <NativeSelect
          label={say('plan.speed')}
          value={reading.speed}
          onChange={(event) =>
            change({ speed: SPEEDS.find((one) => one === event.currentTarget.value) ?? 'normal', recording: undefined })
          }
          data={SPEEDS.map((one) => ({ value: one, label: say(`plan.speed.${one}`) }))}
        />
        <Button id="plan-make-voice" size="md" loading={readAloud.making} onClick={readAloud.make}>
          {say('plan.make-voice')}
        </Button>
      </Group>
      {recording && (
        <Stack gap="xs">
          <p role="status">{say('plan.voice-made', { duration: format.duration(recording.durationMs) })}</p>
          <Listen mp3={recording.mp3} label={say('plan.listen')} />
        </Stack>
      )}
      {recording && spoken && (
        <Notice meaning="unknown" title={say('plan.will-say')}>
          <p>
            {spoken.pieces.map((piece, index) =>
              piece.changed ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other identity
                <mark key={index} title={piece.written}>{`${piece.spoken} `}</mark>
              ) : (
                `${piece.spoken} `
              ),
            )}
          </p>
        </Notice>
      )}
    </Stack>
  );
}
