import type { EmergencyDetail } from '../../protocol/api/emergency.ts';
import { useEndEmergency } from '../data/emergencies.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useWords } from '../i18n/Language.tsx';
import { EmergencyContacts } from './EmergencyContacts.tsx';
import styles from './EmergencyControls.module.css';
import { HoldAct } from './HoldAct.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';

/**
 * The first seconds are a siren: «HỦY, CHƯA ĐỌC» leaves no words. Afterwards «TIN BÁO NHẦM» is one tap, and silence a
 * hold. The places of the three never change, so that no tap meant for one hits another.
 */
export function EmergencyControls({ emergency }: { emergency: EmergencyDetail }) {
  const { say, format } = useWords();
  const now = useServerNow(250);
  const end = useEndEmergency(emergency.id);
  const siren = now < emergency.speaksAt && emergency.state === 'siren';
  const left = Math.max(0, emergency.expiresAt - now);
  return (
    <section className={styles.controls} data-status={emergency.status} aria-label={say('emergency.controls')}>
      <p className={styles.phase}>
        {siren ? (
          <span role="timer">
            {say('emergency.siren', { n: Math.max(1, Math.ceil((emergency.speaksAt - now) / 1_000)) })}
          </span>
        ) : (
          <span role="timer">{say('emergency.left', { time: format.duration(Math.ceil(left / 1_000) * 1_000) })}</span>
        )}
      </p>
      <div className={styles.buttons}>
        <div>
          {siren ? (
            <button
              type="button"
              className={styles.cancel}
              data-cancel
              onClick={() => end.isPending || end.mutate('cancel')}
            >
              {say('emergency.cancel')}
            </button>
          ) : (
            <p className={styles.late}>{say('emergency.cancel-late')}</p>
          )}
        </div>
        <div>
          {/* A drill said that it was one: there is nothing to take back. */}
          {!siren && emergency.status === 'actual' && (
            <button
              type="button"
              className={styles.wrong}
              data-retract
              onClick={() => end.isPending || end.mutate('retract')}
            >
              {say('emergency.retract')}
            </button>
          )}
        </div>
        <div>
          <HoldAct
            label={say('emergency.hold-stop')}
            submit={say('emergency.stop')}
            tone="stop"
            busy={end.isPending}
            onHeld={() => end.mutate('clear')}
          />
        </div>
      </div>
      {(end.isError || (end.isPending && end.failureCount > 0)) && (
        <Notice
          meaning="bad"
          role="alert"
          title={end.isError ? say('stop.failed') : say('stop.trying', { n: end.failureCount + 1 })}
        >
          {end.isError && problemText(end.error, say)}
          <EmergencyContacts />
        </Notice>
      )}
    </section>
  );
}
