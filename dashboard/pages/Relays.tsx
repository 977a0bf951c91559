import { Page } from '../components/Page.tsx';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRelay } from '../i18n/vi-relay.ts';

knowWords(viRelay);

export function Relays() {
  const { say } = useWords();
  return <Page title={say('menu.settings')}>{null}</Page>;
}
