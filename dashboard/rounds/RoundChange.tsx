import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Round } from '../../protocol/api/appraisal.ts';
import { addDays, dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { DateField } from '../components/DateField.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { dayText, parseDay } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from '../rules/Rules.module.css';
import { useChangeRound } from './ask.ts';
import { CheckList } from './CheckList.tsx';
import { useAppraisers } from './use-appraisers.ts';

/** What an administrator does to a round: its last day, its members, its end. */
export function RoundChange({ round }: { round: Round }) {
  const { say } = useWords();
  const [opened, setOpened] = useState<'change' | 'close' | undefined>();
  const change = useChangeRound(round.id);
  const shut = () => setOpened(undefined);
  if (round.closedAt !== undefined) return null;
  return (
    <div className={styles.acts}>
      <Button variant="default" size="md" onClick={() => setOpened('change')}>
        {say('round.change')}
      </Button>
      <Button variant="default" size="md" onClick={() => setOpened('close')}>
        {say('round.close')}
      </Button>
      {opened === 'change' && <ChangeSheet round={round} onClose={shut} />}
      {opened === 'close' && (
        <ConfirmSheet
          title={say('round.close')}
          submit={say('round.close-yes')}
          act={change}
          onSubmit={() => change.mutate({ closed: true }, { onSuccess: shut })}
          onClose={shut}
        >
          <p>{say('round.close-what')}</p>
        </ConfirmSheet>
      )}
    </div>
  );
}

function ChangeSheet({ round, onClose }: { round: Round; onClose: () => void }) {
  const { say } = useWords();
  const appraisers = useAppraisers(true);
  const [to, setTo] = useState(dayText(dayOf(round.until - 1)));
  const [members, setMembers] = useState<readonly string[]>(round.members.map(({ id }) => id));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const change = useChangeRound(round.id);
  const submit = () => {
    const last = parseDay(to);
    if (!last || startOfDay(addDays(last, 1)) <= round.from)
      return setErrors([{ field: 'round-to', message: say('round.fault.to') }]);
    change.mutate(
      { until: startOfDay(addDays(last, 1)), members: [...members] },
      { onSuccess: onClose, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={say('round.change')}
      submit={say('account.save')}
      errors={errors}
      busy={change.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <DateField id="round-to" label={say('office.to')} value={to} onChange={setTo} />
      <CheckList
        id="round-members"
        legend={say('round.members')}
        places={appraisers}
        chosen={members}
        onChange={setMembers}
      />
    </FormSheet>
  );
}
