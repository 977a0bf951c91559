import { Button } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useConfirmException } from './ask.ts';

interface Props {
  programme: string;
  title: string;
  contentHash: string;
  /** Somebody else gives the word: the reader asked, made it, or has given it. */
  own: boolean;
}

/** One of the two words that let a programme sound in quiet hours. */
export function ConfirmException({ programme, title, contentHash, own }: Props) {
  const { say } = useWords();
  const { online } = useNetwork();
  const confirm = useConfirmException(programme);
  if (own) return <p>{say('exception.own')}</p>;
  if (!online) return <p>{say('exception.offline')}</p>;
  return (
    <>
      <ProblemNotice error={confirm.error} />
      <Button size="lg" loading={confirm.isPending} onClick={() => confirm.mutate(contentHash)}>
        {say('exception.confirm')}
        <span className="visually-hidden">{`: ${title}`}</span>
      </Button>
    </>
  );
}
