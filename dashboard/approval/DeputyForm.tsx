import { Button, NativeSelect, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { DateField } from '../components/DateField.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { SheetButtons } from '../components/Sheet.tsx';
import { useAddDeputy, useDeputyCandidates } from '../data/approvals.ts';
import { dayText, parseDay } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Approval.module.css';

/** Names another approver for some days. */
export function DeputyForm({ today, onClose }: { today: string; onClose: () => void }) {
  const { say } = useWords();
  const candidates = useDeputyCandidates(true);
  const add = useAddDeputy();
  const [account, setAccount] = useState('');
  const [from, setFrom] = useState(dayText(today));
  const [to, setTo] = useState('');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const first = parseDay(from);
    const last = parseDay(to);
    const faults: FormError[] = [];
    if (!account) faults.push({ field: 'deputy-account', message: say('deputies.account-missing') });
    if (!first) faults.push({ field: 'deputy-from', message: say('deputies.from-missing') });
    if (!last) faults.push({ field: 'deputy-to', message: say('deputies.to-missing') });
    if (first && last && last < first) faults.push({ field: 'deputy-to', message: say('deputies.backwards') });
    setErrors(faults);
    if (faults.length > 0 || !first || !last) return;
    add.mutate(
      { account, from: first, to: last },
      { onSuccess: onClose, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  const names = candidates.data?.items ?? [];
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <Stack gap="sm">
        <ErrorSummary errors={errors} />
        <NativeSelect
          id="deputy-account"
          label={say('deputies.account')}
          description={candidates.data && names.length === 0 ? say('deputies.nobody') : undefined}
          value={account}
          onChange={(event) => setAccount(event.currentTarget.value)}
          data={[
            { value: '', label: say('deputies.choose') },
            ...names.map((one) => ({ value: one.id, label: one.name })),
          ]}
        />
        <div className={styles.days}>
          <DateField id="deputy-from" label={say('deputies.from')} value={from} onChange={setFrom} />
          <DateField id="deputy-to" label={say('deputies.to')} value={to} onChange={setTo} />
        </div>
        <SheetButtons>
          <Button type="submit" size="md" loading={add.isPending}>
            {say('deputies.submit')}
          </Button>
          <Button size="md" variant="default" onClick={onClose}>
            {say('action.back')}
          </Button>
        </SheetButtons>
      </Stack>
    </form>
  );
}
