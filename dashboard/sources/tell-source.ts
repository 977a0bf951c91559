// pure
import type { Report, Source, SourceCall } from '../../protocol/api/sources.ts';
import type { Meaning, Told } from '../components/meaning.ts';
import { knownWords } from '../i18n/known-words.ts';
import type { Say, TextKey } from '../i18n/say.ts';

/** Ended, failing, never heard of, or well. */
export function tellSource({ state, failure, lastCalledAt, lastReportAt, feedState }: Source): Told {
  if (state === 'ended') return { meaning: 'excused', word: 'source.state.ended' };
  if (failure !== undefined || feedState?.failure !== undefined)
    return { meaning: 'bad', word: 'source.state.failing' };
  return (lastCalledAt ?? lastReportAt ?? feedState?.fetchedAt) === undefined
    ? { meaning: 'unknown', word: 'source.state.unused' }
    : { meaning: 'good', word: 'source.state.active' };
}

export function tellCall(outcome: SourceCall['outcome']): Told {
  return { meaning: outcome === 'done' ? 'good' : 'bad', word: `source.outcome.${outcome}` };
}

const REPORT: Record<Report['state'], Meaning> = { waiting: 'planned', sent: 'good', 'given-up': 'bad' };
export function tellReport(state: Report['state']): Told {
  return { meaning: REPORT[state], word: `source.report.${state}` };
}

/** What a word from outside means; one nobody wrote down is shown itself. */
export function wordOf(key: string, word: string, say: Say): string {
  return key in knownWords ? say(key as TextKey) : word; // just looked up
}

/** Why reports do not get through; HTTP answers by their kind. */
export function whyText(why: string, say: Say): string {
  const http = /^HTTP (\d)/.exec(why)?.[1];
  const key = `source.why.${http ? `HTTP-${http}` : why}`;
  return key in knownWords ? say(key as TextKey, { why }) : why; // just looked up
}
