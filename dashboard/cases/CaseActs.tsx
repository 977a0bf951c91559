import { Button } from '@mantine/core';
import type { CaseCard } from '../../protocol/api/cases.ts';
import { useWords } from '../i18n/Language.tsx';

/** Calls who keeps the key, and shows the way: both by the phone itself, nothing is asked of anybody else's server. */
export function CallAndGo({ one, size = 'md' }: { one: CaseCard; size?: 'md' | 'lg' }) {
  const { say } = useWords();
  const { keeper, latitude, longitude, nodeCode } = one;
  return (
    <>
      {keeper && (
        <Button component="a" variant="default" size={size} href={`tel:${keeper.phone.replace(/[ .-]/g, '')}`}>
          {say('case.call', { name: keeper.name })}
        </Button>
      )}
      {latitude !== undefined && longitude !== undefined && (
        <Button
          component="a"
          variant="default"
          size={size}
          href={`geo:${latitude},${longitude}?q=${latitude},${longitude}(${encodeURIComponent(nodeCode ?? '')})`}
        >
          {say('case.go')}
        </Button>
      )}
    </>
  );
}
