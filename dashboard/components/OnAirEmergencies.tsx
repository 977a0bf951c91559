import { Link } from 'wouter';
import type { Emergency } from '../../protocol/api/emergency.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { runPath } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { Card } from './Card.tsx';
import { emergencyPath } from './emergency-words.ts';
import { StopEmergency } from './StopEmergency.tsx';

/** Emergencies and drills that sound, each with its own hold to stop it. */
export function OnAirEmergencies({ emergencies }: { emergencies: readonly Emergency[] }) {
  const { say, format } = useWords();
  const raises = may(useMe().account.role, 'emergency');
  const now = useServerNow();
  return (
    <Card title={say('on-air.emergencies')}>
      {emergencies.map((one) => (
        <div key={one.id} style={{ display: 'grid', gap: 10 }}>
          <p>
            <Link href={raises ? emergencyPath(one) : runPath(one.run)}>
              <b>{one.title}</b>
            </Link>{' '}
            {say('on-air.emergency-line', {
              at: timeOf(one.startedAt),
              time: format.duration(Math.max(0, one.expiresAt - now)),
              confirmed: format.number(one.confirmed),
              nodes: format.number(one.nodes),
            })}
          </p>
          {raises && <StopEmergency emergency={one} />}
        </div>
      ))}
    </Card>
  );
}
