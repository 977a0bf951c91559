import { NativeSelect, TextInput } from '@mantine/core';
import { MAIL_SECURITIES } from '../../protocol/notify.ts';
import { useWords } from '../i18n/Language.tsx';
import type { Change } from './ChannelSheet.tsx';
import type { TypedChannel } from './channel-form.ts';

const PORT_OF: Readonly<Record<string, string>> = { tls: '465', starttls: '587', none: '25' };

/** Where mail is handed over. */
export function MailFields({ typed, change }: { typed: TypedChannel; change: Change }) {
  const { say } = useWords();
  return (
    <>
      <TextInput
        id="channel-host"
        label={say('notify.host')}
        autoComplete="off"
        value={typed.host}
        onChange={({ currentTarget: { value } }) => change({ host: value })}
      />
      <NativeSelect
        id="channel-security"
        label={say('notify.security')}
        value={typed.security}
        onChange={({ currentTarget: { value } }) => change({ security: value, port: PORT_OF[value] ?? typed.port })}
        data={MAIL_SECURITIES.map((one) => ({ value: one, label: say(`notify.security.${one}`) }))}
      />
      <TextInput
        id="channel-port"
        label={say('notify.port')}
        inputMode="numeric"
        styles={{ input: { width: 120 } }}
        value={typed.port}
        onChange={({ currentTarget: { value } }) => change({ port: value })}
      />
      <TextInput
        id="channel-from"
        label={say('notify.from')}
        type="email"
        autoComplete="off"
        value={typed.from}
        onChange={({ currentTarget: { value } }) => change({ from: value })}
      />
      <TextInput
        id="channel-user"
        label={say('notify.user')}
        autoComplete="off"
        autoCapitalize="none"
        value={typed.user}
        onChange={({ currentTarget: { value } }) => change({ user: value })}
      />
    </>
  );
}
