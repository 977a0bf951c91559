import { Tabs } from '../components/Tabs.tsx';
import { useWords } from '../i18n/Language.tsx';
import { EXCLUSIONS_PATH, PERIODS_PATH, RULES_PATH } from './paths.ts';

export function RuleTabs() {
  const { say } = useWords();
  return (
    <Tabs
      label={say('menu.rules')}
      tabs={[
        { path: RULES_PATH, title: say('rules.title') },
        { path: PERIODS_PATH, title: say('period.title') },
        { path: EXCLUSIONS_PATH, title: say('left-out.title') },
      ]}
    />
  );
}
