import { Page } from '../components/Page.tsx';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viSources } from '../i18n/vi-sources.ts';

knowWords(viSources);

export function Alerts() {
  const { say } = useWords();
  return <Page title={say('menu.settings')}>{null}</Page>;
}

export function AlertOne() {
  const { say } = useWords();
  return <Page title={say('menu.settings')}>{null}</Page>;
}
