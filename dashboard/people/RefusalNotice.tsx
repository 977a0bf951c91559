import { ErrorSummary } from '../components/ErrorSummary.tsx';
import { Notice } from '../components/Notice.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useWords } from '../i18n/Language.tsx';
import type { Refusals } from './refusals.ts';

/** The lines that must be mended, or the time that must pass. */
export function RefusalNotice({ refusals }: { refusals: Refusals }) {
  return (
    <>
      <ErrorSummary errors={refusals.errors} />
      {refusals.until !== undefined && <Wait key={refusals.until} until={refusals.until} />}
    </>
  );
}

/** Said once to a screen reader, counted down for the eye. */
function Wait({ until }: { until: number }) {
  const { say, format } = useWords();
  const left = Math.ceil((until - useServerNow()) / 1000) * 1000;
  if (left <= 0) return <Notice meaning="unknown">{say('sign-in.wait-over')}</Notice>;
  return (
    <Notice meaning="partial">
      <span className="visually-hidden" role="alert">
        {say('sign-in.wait-said')}
      </span>
      <span aria-hidden="true">{say('error.wait', { time: format.duration(left) })}</span>
    </Notice>
  );
}
