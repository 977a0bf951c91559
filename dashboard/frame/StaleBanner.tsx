import { Alert } from '@mantine/core';
import { useFreshness } from '../data/Gateway.tsx';
import { clockText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';

/** Says in words when what stands below is old, or when the gateway itself cannot hear the nodes. */
export function StaleBanner() {
  const { say } = useWords();
  const { age, heardAt, watching } = useFreshness();
  if (age === 'lost') {
    return (
      <Alert color="orange" variant="outline" role="alert" mb="md" title={say('banner.lost-title')}>
        {say('banner.lost', { at: clockText(heardAt).slice(0, 5) })}
      </Alert>
    );
  }
  if (watching) return null;
  return (
    <Alert color="gray" variant="outline" role="status" mb="md" title={say('banner.unwatched-title')}>
      {say('banner.unwatched')}
    </Alert>
  );
}
