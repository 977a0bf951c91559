import { InputBase, TextInput } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';
import type { TypedSource } from './source-form.ts';

/** Where a sender's alerts are fetched; without an address it sends them itself. */
export function FeedFields({ typed, set }: { typed: TypedSource; set: (part: Partial<TypedSource>) => void }) {
  const { say } = useWords();
  return (
    <>
      <InputBase
        id="source-feed-url"
        label={say('source.feed-url')}
        description={say('source.feed-url-what')}
        type="url"
        maxLength={500}
        autoComplete="off"
        value={typed.feedUrl}
        onChange={({ currentTarget: { value } }) => set({ feedUrl: value })}
      />
      {typed.feedUrl.trim() !== '' && (
        <>
          <TextInput
            id="source-feed-seconds"
            label={say('source.feed-seconds')}
            inputMode="numeric"
            autoComplete="off"
            value={typed.feedSeconds}
            onChange={({ currentTarget: { value } }) => set({ feedSeconds: value })}
          />
          <InputBase
            component="textarea"
            multiline
            rows={3}
            id="source-feed-hosts"
            label={say('source.feed-hosts')}
            description={say('source.feed-hosts-what')}
            spellCheck={false}
            maxLength={4_000}
            value={typed.feedHosts}
            onChange={({ currentTarget: { value } }) => set({ feedHosts: value })}
          />
        </>
      )}
    </>
  );
}
