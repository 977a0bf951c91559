import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Channel, Subscription } from '../../protocol/api/notify.ts';
import { SEVERITIES } from '../../protocol/faults.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { AreaField } from './AreaField.tsx';
import { useSaveSubscription } from './ask.ts';
import { KindsField } from './KindsField.tsx';
import { NightFields } from './NightFields.tsx';
import { readSubscription, severityOf, type TypedSubscription, typedSubscription } from './subscription-form.ts';

interface Props {
  one: Subscription | undefined;
  channels: readonly Channel[];
  /** For oneself alone: nobody else's name is asked. */
  own?: boolean;
  onClose: () => void;
}

/** Who is told what, by which way, and when not. */
export function SubscriptionSheet({ one, channels, own = false, onClose }: Props) {
  const { say } = useWords();
  const { role, areas } = useMe().account;
  const save = useSaveSubscription(one?.id);
  const [typed, setTyped] = useState(() => typedSubscription(one, channels[0]?.id ?? '', areas[0] ?? ''));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const change = (part: Partial<TypedSubscription>) => setTyped((before) => ({ ...before, ...part }));
  const kind = channels.find(({ id }) => id === typed.channel)?.kind ?? 'mail';
  const submit = () => {
    const { input, faults } = readSubscription(typed, kind);
    setErrors(faults.map(({ field, word }) => ({ field, message: say(word) })));
    if (!input) return;
    const { night, ...rest } = input;
    // A change says that the night goes; a new one simply has none.
    const sent = one ? { ...rest, night } : { ...rest, ...(night ? { night } : {}) };
    save.mutate(sent, {
      onSuccess: onClose,
      onError: (error) => setErrors([{ message: problemText(error, say) }]),
    });
  };
  const isBare = !own && (one === undefined || one.account === undefined);
  return (
    <FormSheet
      title={one ? say('notify.person-change', { name: one.name }) : say('notify.person-add')}
      errors={errors}
      submit={say('account.save')}
      gap="sm"
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {isBare && (
        <TextInput
          id="person-name"
          label={say('notify.whose')}
          description={one ? undefined : say('notify.whose-help')}
          maxLength={120}
          autoComplete="off"
          value={typed.name}
          onChange={({ currentTarget: { value } }) => change({ name: value })}
        />
      )}
      {!one && (
        <NativeSelect
          id="person-channel"
          label={say('notify.channel')}
          value={typed.channel}
          onChange={({ currentTarget: { value } }) => change({ channel: value })}
          data={channels.map((channel) => ({ value: channel.id, label: channel.name }))}
        />
      )}
      {kind !== 'web-hook' && (
        <TextInput
          id="person-to"
          label={say(`notify.to.${kind}`)}
          type={kind === 'mail' ? 'email' : kind === 'sms' ? 'tel' : 'text'}
          autoComplete="off"
          value={typed.to}
          onChange={({ currentTarget: { value } }) => change({ to: value })}
        />
      )}
      <AreaField id="person-area" label={say('notify.area')} value={typed.area} onChange={(area) => change({ area })} />
      <NativeSelect
        id="person-severity"
        label={say('notify.severity')}
        value={typed.minSeverity}
        onChange={({ currentTarget: { value } }) => change({ minSeverity: severityOf(value) })}
        data={SEVERITIES.map((severity) => ({ value: severity, label: say(`notify.severity.${severity}`) }))}
      />
      <NightFields typed={typed} change={change} />
      <details>
        <summary>{say('notify.more')}</summary>
        <Stack gap="sm" mt="sm">
          {(['remind', 'after'] as const).map((field) => (
            <TextInput
              key={field}
              id={`person-${field}`}
              label={say(`notify.${field}`)}
              inputMode="numeric"
              styles={{ input: { width: 120 } }}
              value={field === 'remind' ? typed.remindHours : typed.afterMinutes}
              onChange={({ currentTarget: { value } }) =>
                change(field === 'remind' ? { remindHours: value } : { afterMinutes: value })
              }
            />
          ))}
          {role === 'administrator' && (
            <Checkbox
              id="person-system"
              size="md"
              label={say('notify.system')}
              checked={typed.system}
              onChange={({ currentTarget: { checked } }) => change({ system: checked })}
            />
          )}
          <KindsField chosen={typed.kinds} onChange={(kinds) => change({ kinds })} />
        </Stack>
      </details>
    </FormSheet>
  );
}
