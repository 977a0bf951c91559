import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Bulletin, Recording } from '../../protocol/api/broadcast.ts';
import { useCreateBulletin } from '../data/changes.ts';
import { useWords } from '../i18n/Language.tsx';
import { ErrorSummary, type FormError } from './ErrorSummary.tsx';
import { problemText } from './problem-text.ts';

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
] as const satisfies readonly Bulletin['field'][];
const CLASSES = ['normal', 'priority'] as const satisfies readonly Bulletin['class'][];

/** Makes a bulletin of a recording. Emergencies are not made here: they have a page of their own. */
export function BulletinForm({
  recordings,
  recording,
  onRecording,
}: {
  recordings: readonly Recording[];
  recording: string;
  onRecording: (sha256: string) => void;
}) {
  const { say, format } = useWords();
  const create = useCreateBulletin();
  const [title, setTitle] = useState<string | undefined>();
  const [field, setField] = useState<Bulletin['field']>('general');
  const [urgency, setUrgency] = useState<Bulletin['class']>('normal');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const suggested = recordings.find((one) => one.sha256 === recording)?.title ?? '';
  const shown = title ?? suggested;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing: FormError[] = [];
    if (!recording) missing.push({ field: 'bulletin-recording', message: say('bulletin.recording-missing') });
    if (!shown.trim()) missing.push({ field: 'bulletin-title', message: say('bulletin.title-missing') });
    setErrors(missing);
    if (missing.length > 0) return;
    create.mutate(
      { title: shown.trim().normalize('NFC'), recording, class: urgency, field },
      {
        onSuccess: () => {
          setTitle(undefined);
          onRecording('');
        },
        onError: (error) => setErrors([{ message: problemText(error, say) }]),
      },
    );
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <ErrorSummary errors={errors} />
        <NativeSelect
          id="bulletin-recording"
          label={say('bulletin.recording')}
          value={recording}
          onChange={(event) => onRecording(event.currentTarget.value)}
          data={[
            { value: '', label: say('bulletin.recording-choose') },
            ...recordings.map((one) => ({
              value: one.sha256,
              label: `${one.title} (${format.length(one.durationMs)})`,
            })),
          ]}
        />
        <TextInput
          id="bulletin-title"
          label={say('bulletin.title')}
          value={shown}
          maxLength={200}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <NativeSelect
          label={say('bulletin.field')}
          value={field}
          onChange={(event) => setField(FIELDS.find((one) => one === event.currentTarget.value) ?? 'general')}
          data={FIELDS.map((one) => ({ value: one, label: say(`field.${one}`) }))}
        />
        <NativeSelect
          label={say('bulletin.class')}
          value={urgency}
          onChange={(event) => setUrgency(CLASSES.find((one) => one === event.currentTarget.value) ?? 'normal')}
          data={CLASSES.map((one) => ({ value: one, label: say(`class.${one}`) }))}
        />
        <Button type="submit" size="lg" loading={create.isPending}>
          {say('bulletin.create')}
        </Button>
        {create.isSuccess && <p role="status">{say('bulletin.created', { title: create.data.title })}</p>}
      </Stack>
    </form>
  );
}
