import { Button } from '@mantine/core';
import { Notice } from '../components/Notice.tsx';
import { problemText } from '../components/problem-text.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useEvidenceStatus } from './ask.ts';

/** Is the chain of evidence whole, as far as it was last checked. Nothing is said to be whole that was not looked at. */
export function ChainLine() {
  const { say, format } = useWords();
  const status = useEvidenceStatus();
  const again = (
    <Button variant="default" size="md" loading={status.isFetching} onClick={() => status.refetch()}>
      {say('log.check-again')}
    </Button>
  );
  const told = status.data?.checked;
  const meaning = status.isError || told?.whole === false ? 'bad' : told ? 'good' : 'unknown';
  const sentence = status.isError
    ? problemText(status.error, say)
    : !status.data
      ? say('state.loading')
      : !told
        ? say('log.chain-unchecked')
        : told.whole
          ? say('log.chain-whole', { at: dateTimeText(told.at), n: format.number(status.data.entries) })
          : say('log.chain-broken', { at: dateTimeText(told.at), wrong: told.wrong ?? '' });
  return (
    <div data-chain={meaning}>
      <Notice meaning={meaning}>
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: '8px 16px', alignItems: 'center' }}>
          <span role="status">{sentence}</span>
          {again}
        </div>
      </Notice>
    </div>
  );
}
