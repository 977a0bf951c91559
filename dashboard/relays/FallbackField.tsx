import { NativeSelect } from '@mantine/core';
import { ListenHere } from '../components/ListenHere.tsx';
import { UploadPanel } from '../components/UploadPanel.tsx';
import { useRecordings } from '../data/queries.ts';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  value: string;
  onChange: (recording: string) => void;
  /** What an empty choice means; without it one must be chosen. */
  none?: string | undefined;
  error?: string | undefined;
}

/** What sounds while the station is away: a recording of the library, or a file of this machine, which is sent first. */
export function FallbackField({ value, onChange, none, error }: Props) {
  const { say, format } = useWords();
  const recordings = useRecordings().data?.items ?? [];
  const listed = recordings.some(({ sha256 }) => sha256 === value);
  return (
    <>
      <NativeSelect
        id="relay-fallback"
        label={say('relay.fallback')}
        description={say('relay.fallback-what')}
        error={error}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        data={[
          { value: '', label: none ?? say('relay.fallback-choose') },
          ...(value !== '' && !listed ? [{ value, label: say('relay.fallback-elsewhere') }] : []),
          ...recordings.map(({ sha256, title, durationMs }) => ({
            value: sha256,
            label: `${title} (${format.length(durationMs)})`,
          })),
        ]}
      />
      {value !== '' && <ListenHere key={value} recording={value} />}
      <details>
        <summary>{say('relay.fallback-upload')}</summary>
        <UploadPanel onUploaded={({ sha256 }) => onChange(sha256)} />
      </details>
    </>
  );
}
