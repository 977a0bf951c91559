import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { EmergencyContact } from '../../protocol/api/emergency.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { useWords } from '../i18n/Language.tsx';
import { useSetContacts } from './ask.ts';
import { isTelephone, withContact } from './contact-list.ts';

interface Props {
  items: readonly EmergencyContact[];
  area: string;
  /** The one that is changed; a new one otherwise. */
  one: EmergencyContact | undefined;
  onClose: () => void;
}

/** A number to call, new or changed. */
export function ContactSheet({ items, area, one, onClose }: Props) {
  const { say } = useWords();
  const set = useSetContacts();
  const [typed, setTyped] = useState({ name: one?.name ?? '', role: one?.role ?? '', telephone: one?.telephone ?? '' });
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = () => {
    const next = { name: typed.name.trim(), role: typed.role.trim(), telephone: typed.telephone.trim() };
    const faults = [
      ...(next.name ? [] : [{ field: 'contact-name', message: say('settings.contact-name-missing') }]),
      ...(isTelephone(next.telephone)
        ? []
        : [{ field: 'contact-telephone', message: say('settings.contact-telephone-bad') }]),
    ];
    setErrors(faults);
    if (faults.length > 0) return;
    set.mutate(
      { area, items: withContact(items, area, one, next) },
      { onSuccess: onClose, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={one ? say('settings.contact-change', { name: one.name }) : say('settings.contact-add')}
      errors={errors}
      submit={say('account.save')}
      gap="sm"
      busy={set.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {(['name', 'role', 'telephone'] as const).map((field) => (
        <TextInput
          key={field}
          id={`contact-${field}`}
          label={say(`settings.contact-${field}`)}
          type={field === 'telephone' ? 'tel' : 'text'}
          maxLength={field === 'telephone' ? 25 : 120}
          autoComplete="off"
          value={typed[field]}
          onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, [field]: value }))}
        />
      ))}
    </FormSheet>
  );
}
