import { Checkbox, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { BODY_FORMS, HTTP_METHODS } from '../../protocol/notify.ts';
import { useWords } from '../i18n/Language.tsx';
import type { Change } from './ChannelSheet.tsx';
import type { TypedChannel } from './channel-form.ts';

/** The request that an SMS or Zalo gateway wants. */
export function TemplateFields({ typed, change }: { typed: TypedChannel; change: Change }) {
  const { say } = useWords();
  return (
    <>
      <Textarea
        id="channel-body"
        label={say('notify.body')}
        autosize
        minRows={2}
        spellCheck={false}
        value={typed.body}
        onChange={({ currentTarget: { value } }) => change({ body: value })}
      />
      <details>
        <summary>{say('notify.more')}</summary>
        <Stack gap="sm" mt="sm">
          <NativeSelect
            id="channel-method"
            label={say('notify.method')}
            value={typed.method}
            onChange={({ currentTarget: { value } }) => change({ method: value })}
            data={[...HTTP_METHODS]}
          />
          <NativeSelect
            id="channel-form"
            label={say('notify.form')}
            value={typed.form}
            onChange={({ currentTarget: { value } }) => change({ form: value })}
            data={BODY_FORMS.map((form) => ({ value: form, label: say(`notify.form.${form}`) }))}
          />
          <Textarea
            id="channel-headers"
            label={say('notify.headers')}
            autosize
            minRows={2}
            spellCheck={false}
            value={typed.headers}
            onChange={({ currentTarget: { value } }) => change({ headers: value })}
          />
          <TextInput
            id="channel-expects"
            label={say('notify.expects')}
            description={say('notify.expects-help')}
            autoComplete="off"
            value={typed.expects}
            onChange={({ currentTarget: { value } }) => change({ expects: value })}
          />
          <Checkbox
            id="channel-plain"
            size="md"
            label={say('notify.plain')}
            checked={typed.plain}
            onChange={({ currentTarget: { checked } }) => change({ plain: checked })}
          />
        </Stack>
      </details>
    </>
  );
}
