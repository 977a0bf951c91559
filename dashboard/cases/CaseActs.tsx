import { Button } from '@mantine/core';
import type { Case } from '../../protocol/api/cases.ts';
import { useWords } from '../i18n/Language.tsx';

/** Calls who keeps the key, and shows the way: both by the phone itself, nothing is asked of anybody else's server. */
export function CallAndGo({ one }: { one: Case }) {
  const { say } = useWords();
  const { keeper, latitude, longitude, nodeCode } = one;
  return (
    <>
      {keeper && (
        <Button component="a" variant="default" size="md" href={`tel:${keeper.phone.replace(/[ .-]/g, '')}`}>
          {say('case.call', { name: keeper.name })}
        </Button>
      )}
      {latitude !== undefined && longitude !== undefined && (
        <Button
          component="a"
          variant="default"
          size="md"
          href={`geo:${latitude},${longitude}?q=${latitude},${longitude}(${encodeURIComponent(nodeCode ?? '')})`}
        >
          {say('case.go')}
        </Button>
      )}
    </>
  );
}
