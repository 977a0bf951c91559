import type { Emergency } from '../../protocol/api/emergency.ts';
import { useEndEmergency } from '../data/emergencies.ts';
import { useWords } from '../i18n/Language.tsx';
import { HoldAct } from './HoldAct.tsx';
import { ProblemNotice } from './ProblemNotice.tsx';

/** An emergency that sounds is stopped by a hold: nobody silences it in passing. */
export function StopEmergency({ emergency }: { emergency: Emergency }) {
  const { say } = useWords();
  const end = useEndEmergency(emergency.id);
  return (
    <div style={{ display: 'grid', gap: 8, borderTop: '1px solid var(--line)', paddingTop: 14 }}>
      <p>
        <b>{say(emergency.status === 'actual' ? 'stop.emergency' : 'stop.drill', { title: emergency.title })}</b>
      </p>
      <HoldAct
        label={say('emergency.hold-stop')}
        submit={say('emergency.stop')}
        tone="stop"
        busy={end.isPending}
        onHeld={() => end.mutate('clear')}
      />
      <ProblemNotice error={end.error} />
    </div>
  );
}
