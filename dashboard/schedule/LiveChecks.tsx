import { type ReactNode, useState } from 'react';
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';
import { Mark } from '../components/Mark.tsx';
import type { Meaning } from '../components/meaning.ts';
import { problemText } from '../components/problem-text.ts';
import { nextAllowed } from '../components/TimeField.tsx';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { useAllowedHours, useConflicts } from './ask.ts';
import { bandAt, bandsOf, OUTSIDE } from './bands.ts';
import { ConflictDialog } from './ConflictDialog.tsx';
import { unanswered } from './conflict-answers.ts';
import { inputOf, type ProgrammeForm, timesOf } from './programme-form.ts';
import styles from './Rows.module.css';
import { useReach } from './reach.ts';

interface Props {
  form: ProgrammeForm;
  set: (change: Partial<ProgrammeForm>) => void;
  today: string;
  quiet: { windows: readonly QuietWindow[]; durationMs: number };
  title: string;
  change?: string | undefined;
}

/** What stands in the way of the times as they are typed; saved is nothing. */
export function LiveChecks({ form, set, today, quiet, title, change }: Props) {
  const { say } = useWords();
  const [shown, setShown] = useState(false);
  const allowed = useAllowedHours(useMe().account.areas[0]).data?.windows ?? [];
  const reach = useReach(form);
  const { resolutions: _answered, ...asked } = inputOf(form, today, title || '…') ?? {};
  const input = 'bulletins' in asked ? { ...asked, ...(change ? { id: change } : {}) } : undefined;
  const conflicts = useConflicts(input);
  const times = timesOf(form);
  if (times.length === 0) return null;
  const isQuiet = times.some((time) => nextAllowed(time, quiet) !== undefined);
  const bands = bandsOf(allowed, quiet.windows);
  const isOutside = times.some((time) => bandAt(bands, instantAt(today, time)) === OUTSIDE);
  const open = unanswered(conflicts.data?.conflicts ?? [], form.resolutions);
  return (
    <>
      <ul className={styles.checks} aria-live="polite">
        {isQuiet && form.exception !== undefined ? (
          <Check meaning="partial">{say('exception.two-missing')}</Check>
        ) : isQuiet ? (
          <Check meaning="bad">{say('plan.check.quiet')}</Check>
        ) : isOutside ? (
          <Check meaning="partial">{say('plan.check.outside')}</Check>
        ) : (
          <Check meaning="good">{say('plan.check.inside')}</Check>
        )}
        {conflicts.isError && <Check meaning="unknown">{problemText(conflicts.error, say)}</Check>}
        {conflicts.data &&
          (conflicts.data.conflicts.length === 0 ? (
            <Check meaning="good">{say('plan.check.free', { days: conflicts.data.days })}</Check>
          ) : (
            <Check meaning={open.length > 0 ? 'partial' : 'good'}>
              {say(open.length > 0 ? 'plan.check.conflicts' : 'plan.check.answered', {
                n: conflicts.data.conflicts.reduce((sum, one) => sum + one.times, 0),
                titles: conflicts.data.conflicts.map((one) => one.title).join(', '),
              })}{' '}
              <button type="button" className={styles.link} onClick={() => setShown(true)}>
                {say('plan.check.show')}
              </button>
            </Check>
          ))}
        {reach &&
          (reach.offline === 0 ? (
            <Check meaning="good">{say('plan.check.online', { n: reach.nodes })}</Check>
          ) : (
            <Check meaning="partial">{say('plan.check.offline', { offline: reach.offline, n: reach.nodes })}</Check>
          ))}
      </ul>
      {shown && conflicts.data && (
        <ConflictDialog
          answer={conflicts.data}
          title={title}
          answered={form.resolutions}
          onApply={(resolutions) => {
            set({ resolutions });
            setShown(false);
          }}
          onOtherTime={() => setShown(false)}
          onClose={() => setShown(false)}
        />
      )}
    </>
  );
}

function Check({ meaning, children }: { meaning: Meaning; children: ReactNode }) {
  return (
    <li data-meaning={meaning}>
      <Mark meaning={meaning} />
      <span>{children}</span>
    </li>
  );
}
