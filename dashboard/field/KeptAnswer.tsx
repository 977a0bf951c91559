import type { UseQueryResult } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { Answer } from '../components/Answer.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';

interface Props<T> {
  asked: { readonly answer: UseQueryResult<T>; readonly data: T | undefined; readonly keptAt: number | undefined };
  children: (data: T) => ReactNode;
}

/** What the answer around this one already says of its copy: the same sentence is not said twice on a page. */
const SaidAround = createContext<string | undefined>(undefined);

/** As `Answer`, and the last copy with its time where nothing can be fetched. */
export function KeptAnswer<T>({ asked, children }: Props<T>) {
  const { say } = useWords();
  const around = useContext(SaidAround);
  const { answer, data, keptAt } = asked;
  if (data === undefined) return <Answer query={answer}>{children}</Answer>;
  const copy =
    keptAt !== undefined && !answer.isFetching ? say('kept.copy-at', { when: dateTimeText(keptAt) }) : undefined;
  return (
    <SaidAround value={copy ?? around}>
      {copy !== undefined && copy !== around && <p role="status">{copy}</p>}
      {children(data)}
    </SaidAround>
  );
}
