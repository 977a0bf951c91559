import type { Action } from '../../protocol/api/remote.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { Notice } from '../components/Notice.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { clockText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { actionWord } from './action-words.ts';
import styles from './Remote.module.css';
import { stepsBehind, tellAction, tellTest, testResultOf } from './told-action.ts';

/** The newest action, step by step: «Đã gửi → Đã nhận → Xong», or what came instead. */
export function LatestAction({ action }: { action: Action }) {
  const { say } = useWords();
  const behind = stepsBehind(action);
  const last = action.state === 'rejected' ? 'rejected' : 'done';
  const found = testResultOf(action);
  return (
    <div className={styles.latest} role="status" data-action={action.state}>
      <p>
        <b>{say(`remote.type.${action.type}`)}</b> · {clockText(action.at)} <StateTag told={tellAction(action)} />
      </p>
      <ol className={styles.steps}>
        {(['sent', 'accepted', last] as const).map((step, index) => (
          <li key={step} data-behind={index < behind || undefined}>
            {say(`remote.state.${step}`)}
          </li>
        ))}
      </ol>
      {action.state === 'no-answer' && <p>{say('remote.no-answer', { until: timeOf(action.expiresAt) })}</p>}
      {action.state === 'expired' && <p>{say('remote.expired')}</p>}
      {action.state === 'rejected' && <p>{say('remote.why', { reason: actionWord(action, say) })}</p>}
      {found && (
        <Notice meaning={noticeOf(tellTest(found).meaning)} title={say(`test-result.${found}`)}>
          {say(`test-next.${found}`)}
        </Notice>
      )}
    </div>
  );
}

function noticeOf(meaning: string): 'good' | 'partial' | 'bad' | 'unknown' {
  return meaning === 'good' || meaning === 'partial' || meaning === 'bad' ? meaning : 'unknown';
}
