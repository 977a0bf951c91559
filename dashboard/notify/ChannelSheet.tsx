import { NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Channel } from '../../protocol/api/notify.ts';
import { CHANNEL_KINDS, type ChannelKind } from '../../protocol/notify.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { useWords } from '../i18n/Language.tsx';
import { useSaveChannel } from './ask.ts';
import { readChannel, type TypedChannel, typedChannel, urlFor } from './channel-form.ts';
import { MailFields } from './MailFields.tsx';
import { TemplateFields } from './TemplateFields.tsx';

/** How one part of what is typed changes. */
export type Change = (part: Partial<TypedChannel>) => void;

/** A channel, new or changed. Its secret is written, never read. */
export function ChannelSheet({ one, onClose }: { one: Channel | undefined; onClose: () => void }) {
  const { say } = useWords();
  const save = useSaveChannel(one?.id);
  const [typed, setTyped] = useState(() => typedChannel(one?.name, one?.settings));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const change: Change = (part) => setTyped((before) => ({ ...before, ...part }));
  const submit = () => {
    const { input, faults } = readChannel(typed);
    setErrors(faults.map(({ field, word }) => ({ field, message: say(word) })));
    if (!input) return;
    save.mutate(input, {
      onSuccess: onClose,
      onError: (error) => setErrors([{ message: problemText(error, say) }]),
    });
  };
  return (
    <FormSheet
      title={one ? say('notify.channel-change', { name: one.name }) : say('notify.channel-add')}
      errors={errors}
      submit={say('account.save')}
      gap="sm"
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {!one && (
        <NativeSelect
          id="channel-kind"
          label={say('notify.kind')}
          value={typed.kind}
          onChange={({ currentTarget: { value } }) => {
            const kind = CHANNEL_KINDS.find((known) => known === value) ?? 'mail';
            change({ kind, url: urlFor(kind, typed.url) });
          }}
          data={CHANNEL_KINDS.map((kind) => ({ value: kind, label: say(`notify.kind.${kind}`) }))}
        />
      )}
      <TextInput
        id="channel-name"
        label={say('notify.name')}
        maxLength={80}
        autoComplete="off"
        value={typed.name}
        onChange={({ currentTarget: { value } }) => change({ name: value })}
      />
      <KindFields typed={typed} change={change} />
      <PasswordInput
        id="channel-secret"
        label={say(`notify.secret.${typed.kind}`)}
        description={one?.hasSecret ? say('notify.secret-kept') : undefined}
        autoComplete="new-password"
        value={typed.secret}
        onChange={({ currentTarget: { value } }) => change({ secret: value })}
      />
    </FormSheet>
  );
}

function KindFields({ typed, change }: { typed: TypedChannel; change: Change }) {
  const { say } = useWords();
  const kind: ChannelKind = typed.kind;
  if (kind === 'mail') return <MailFields typed={typed} change={change} />;
  return (
    <>
      <TextInput
        id="channel-url"
        label={say('notify.url')}
        description={kind === 'sms' ? say('notify.url-help', PLACEHOLDERS) : undefined}
        type="url"
        autoComplete="off"
        value={typed.url}
        onChange={({ currentTarget: { value } }) => change({ url: value })}
      />
      {kind === 'sms' && <TemplateFields typed={typed} change={change} />}
    </>
  );
}

/** They stand in the sentence as they are written in the template. */
const PLACEHOLDERS = { phone: '{phone}', text: '{text}', link: '{link}', key: '{key}' };
