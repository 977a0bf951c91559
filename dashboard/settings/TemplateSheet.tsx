import { InputBase, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { EmergencyStatus, EmergencyTemplate } from '../../protocol/api/emergency.ts';
import { EmergencyEvent } from '../components/EmergencyEvent.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
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
  const submit = () => {
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
    <FormSheet
      title={one ? say('settings.template-change', { title: one.title }) : say(`settings.template-add-${status}`)}
      errors={errors}
      submit={say('settings.template-save')}
      gap="sm"
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <EmergencyEvent value={event} onChange={setEvent} />
      <TextInput
        id="template-title"
        label={say('settings.template-title')}
        maxLength={120}
        autoComplete="off"
        value={title}
        onChange={({ currentTarget: { value } }) => setTitle(value)}
      />
      <InputBase
        component="textarea"
        multiline
        rows={4}
        id="template-text"
        label={say('settings.template-text')}
        description={say(`settings.template-text-${status}`)}
        maxLength={600}
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
    </FormSheet>
  );
}
