import { Link } from 'wouter';
import { Card } from '../components/Card.tsx';
import { useMe } from '../data/session.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { RELAYS_PATH } from '../relays/paths.ts';
import { ALERTS_PATH, SOURCES_PATH } from '../sources/paths.ts';

const LINKS = [
  ['keep-relays', RELAYS_PATH, 'settings.outside-relays'],
  ['administer', SOURCES_PATH, 'settings.outside-sources'],
  ['emergency', ALERTS_PATH, 'settings.outside-alerts'],
] as const;

/** From the settings to whatever else may sound here: stations, systems above, their alerts. */
export function OutsideCard() {
  const { say } = useWords();
  const { role } = useMe().account;
  return (
    <Card title={say('settings.outside')}>
      <p>{say('settings.outside-what')}</p>
      <ul style={{ listStyle: 'none', padding: 0 }}>
        {LINKS.filter(([action]) => may(role, action)).map(([, path, word]) => (
          <li key={path} style={{ padding: '6px 0' }}>
            <Link href={path}>{say(word)}</Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
