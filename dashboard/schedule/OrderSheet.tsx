import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import type { OpenOrder } from '../../protocol/api/schedule.ts';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { useGiveOrder } from '../data/orders.ts';
import { useWords } from '../i18n/Language.tsx';
import { OrderOfTwo } from './OrderOfTwo.tsx';

interface Props {
  order: OpenOrder;
  sentence: string;
  /** With the title of the one that goes first. */
  onGiven: (title: string) => void;
  onClose: () => void;
}

/** Which of the two goes first. Nothing is proposed and nothing is sent before it is said. */
export function OrderSheet({ order: { above, own }, sentence, onGiven, onClose }: Props) {
  const { say } = useWords();
  const give = useGiveOrder();
  const [first, setFirst] = useState<'new' | 'other' | undefined>();
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = () => {
    setErrors(first ? [] : [{ message: say('plan.conflict.order-missing', { title: above.title }) }]);
    if (!first) return;
    const [ahead, behind] = first === 'new' ? [own, above] : [above, own];
    give.mutate(
      { first: ahead.programme, second: behind.programme },
      {
        onSuccess: () => onGiven(ahead.title),
        onError: (error) => setErrors([{ message: problemText(error, say) }]),
      },
    );
  };
  return (
    <Sheet title={say('plan.orders.choose')} onClose={onClose}>
      <Stack>
        <ErrorSummary errors={errors} />
        <p>{sentence}</p>
        <OrderOfTwo own={own.title} other={above.title} first={first} onFirst={setFirst} />
        <SheetActions onClose={onClose}>
          <Button size="lg" loading={give.isPending} onClick={submit}>
            {say('plan.orders.submit')}
          </Button>
        </SheetActions>
      </Stack>
    </Sheet>
  );
}
