import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Answer } from '../components/Answer.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';

interface Props<T> {
  asked: { readonly answer: UseQueryResult<T>; readonly data: T | undefined; readonly keptAt: number | undefined };
  children: (data: T) => ReactNode;
}

/** As `Answer`, and the last copy with its time where nothing can be fetched. */
export function KeptAnswer<T>({ asked, children }: Props<T>) {
  const { say } = useWords();
  const { answer, data, keptAt } = asked;
  if (data === undefined) return <Answer query={answer}>{children}</Answer>;
  return (
    <>
      {keptAt !== undefined && !answer.isFetching && (
        <p role="status">{say('kept.copy-at', { when: dateTimeText(keptAt) })}</p>
      )}
      {children(data)}
    </>
  );
}
