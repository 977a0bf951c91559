import { Stack } from '@mantine/core';
import { Notice } from '../components/Notice.tsx';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  made: readonly { id: string; title: string }[];
  left: readonly { title: string; why: string }[];
}

/** What became a programme and what did not, with its reason: nothing is left out in silence. */
export function MadeAndLeft({ made, left }: Props) {
  const { say } = useWords();
  return (
    <Stack gap="sm">
      <Notice meaning={made.length > 0 ? 'good' : 'unknown'} role="status">
        {say('plan.made', { n: made.length })}
      </Notice>
      {left.length > 0 && (
        <Notice meaning="partial" title={say('plan.left', { n: left.length })}>
          <ul>
            {left.map((one) => (
              <li key={`${one.title} ${one.why}`}>{`${one.title}: ${one.why}`}</li>
            ))}
          </ul>
        </Notice>
      )}
    </Stack>
  );
}
