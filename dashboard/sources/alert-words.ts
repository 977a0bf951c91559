// pure
import type { Alert } from '../../protocol/api/sources.ts';
import { ALERT_STATES, type AlertState } from '../../protocol/sources.ts';
import type { Meaning, Told } from '../components/meaning.ts';
import { dateTimeText } from '../format/date.ts';
import type { Say } from '../i18n/say.ts';
import { wordOf } from './tell-source.ts';

const STATE: Record<AlertState, Meaning> = {
  'on-air': 'on-air',
  ended: 'good',
  cancelled: 'excused',
  replaced: 'excused',
  expired: 'excused',
  held: 'partial',
  'not-aired': 'unknown',
  'passed-on': 'planned',
  refused: 'bad',
};
export function tellAlert(state: AlertState): Told {
  return { meaning: STATE[state], word: `alert.state.${state}` };
}

export const stateOf = (word: string | null): AlertState | undefined => ALERT_STATES.find((one) => one === word);

type Judged = Pick<Alert, 'state' | 'reason' | 'hamlets' | 'expiresAt'>;

/** What became of it and why, in one or two sentences. */
export function alertSentence({ state, reason, hamlets, expiresAt }: Judged, say: Say): string {
  const became = say(`alert.became.${state}`, {
    n: hamlets,
    at: expiresAt === undefined ? say('fact.unknown') : dateTimeText(expiresAt),
  });
  return reason === undefined ? became : `${became} ${say(`alert.reason.${reason}`)}`;
}

/** «Rất nguy hiểm · cần làm ngay · đã quan sát thấy»: CAP's three scales in Vietnamese; an unknown word as it came. */
export function scalesText({ severity, urgency, certainty }: Alert, say: Say): string {
  return [
    wordOf(`alert.severity.${severity}`, severity, say),
    wordOf(`alert.urgency.${urgency}`, urgency, say),
    wordOf(`alert.certainty.${certainty}`, certainty, say),
  ].join(' · ');
}
