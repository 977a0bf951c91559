import { Page } from '../components/Page.tsx';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viLive } from '../i18n/vi-live.ts';

knowWords(viLive);

export function Live() {
  const { say } = useWords();
  return <Page title={say('menu.live')}>{null}</Page>;
}
