import { Stack } from '@mantine/core';
import { Notice } from '../components/Notice.tsx';
import { problemText } from '../components/problem-text.ts';
import { RefusedError } from '../data/gateway-client.ts';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  made: readonly { id: string; title: string }[];
  left: readonly { title: string; why: string; code: string }[];
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
            {left.map(({ title, why, code }) => (
              <li key={`${title} ${why}`}>
                {`${title}: ${problemText(new RefusedError({ type: 'about:blank', title: why, status: 409, code, detail: why }), say)}`}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </Stack>
  );
}
