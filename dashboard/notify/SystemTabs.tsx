import { Tabs } from '../components/Tabs.tsx';
import { useWords } from '../i18n/Language.tsx';

/** Pages of whoever keeps the installation running. */
export function SystemTabs() {
  const { say } = useWords();
  return (
    <Tabs
      label={say('notify.tabs')}
      tabs={[
        { path: '/quan-tri/thong-bao', title: say('notify.title') },
        { path: '/quan-tri/suc-khoe', title: say('health.title') },
      ]}
    />
  );
}
