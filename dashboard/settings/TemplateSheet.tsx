import { Button, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { EmergencyStatus, EmergencyTemplate } from '../../protocol/api/emergency.ts';
import { EmergencyEvent } from '../components/EmergencyEvent.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { Sheet, SheetButtons } from '../components/Sheet.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useSaveTemplate } from './ask.ts';

interface Props {
  status: EmergencyStatus;
  own: readonly { readonly id: string; readonly name: string }[];
  /** The one that is changed; a new one otherwise. */
  one: EmergencyTemplate | undefined;
  onClose: () => void;
}

/** A prepared message; the gateway speaks it when it is saved, so that nothing is waited for in an emergency. */
export function TemplateSheet({ status, own, one, onClose }: Props) {
  const { say } = useWords();
  const save = useSaveTemplate(one?.id);
  const [event, setEvent] = useState(one?.event ?? 'flood');
  const [title, setTitle] = useState(one?.title ?? '');
  const [text, setText] = useState(one?.text ?? (status === 'exercise' ? say('settings.drill-begins') : ''));
  const [area, setArea] = useState(own[0]?.id ?? '');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = (form: FormEvent) => {
    form.preventDefault();
    const faults = [
      ...(title.trim() ? [] : [{ field: 'template-title', message: say('settings.template-title-missing') }]),
      ...(text.trim() ? [] : [{ field: 'template-text', message: say('settings.template-text-missing') }]),
    ];
    setErrors(faults);
    if (faults.length > 0) return;
    save.mutate(
      { status, event, title: title.trim(), text: text.trim(), ...(one ? {} : { area }) },
      { onSuccess: onClose, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <Sheet
      title={one ? say('settings.template-change', { title: one.title }) : say(`settings.template-add-${status}`)}
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <ErrorSummary errors={errors} />
          <EmergencyEvent value={event} onChange={setEvent} />
          <TextInput
            id="template-title"
            label={say('settings.template-title')}
            maxLength={120}
            autoComplete="off"
            value={title}
            onChange={({ currentTarget: { value } }) => setTitle(value)}
          />
          <Textarea
            id="template-text"
            label={say('settings.template-text')}
            description={say(`settings.template-text-${status}`)}
            maxLength={600}
            autosize
            minRows={3}
            value={text}
            onChange={({ currentTarget: { value } }) => setText(value)}
          />
          {!one && own.length > 1 && (
            <NativeSelect
              label={say('settings.template-area')}
              value={area}
              onChange={({ currentTarget: { value } }) => setArea(value)}
              data={own.map((place) => ({ value: place.id, label: place.name }))}
            />
          )}
          <SheetButtons>
            <Button type="submit" size="lg" loading={save.isPending}>
              {say('settings.template-save')}
            </Button>
            <Button size="lg" variant="default" onClick={onClose}>
              {say('action.back')}
            </Button>
          </SheetButtons>
        </Stack>
      </form>
    </Sheet>
  );
}
