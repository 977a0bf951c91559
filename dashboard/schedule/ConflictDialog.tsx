import { Button, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Resolution } from '../../protocol/api/broadcast.ts';
import type { Conflict, ConflictsAnswer } from '../../protocol/api/schedule.ts';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { type Answer, type Answers, firstAnswers, isOrderOnly, resolutionsOf } from './conflict-answers.ts';
import { OrderOfTwo } from './OrderOfTwo.tsx';
import styles from './Rows.module.css';

interface Props {
  answer: ConflictsAnswer;
  /** Of the new one. */
  title: string;
  answered: readonly Resolution[];
  onApply: (resolutions: Resolution[]) => void;
  /** Where the person can give another time instead. */
  onOtherTime?: () => void;
  onClose: () => void;
}

/** «Trùng lịch phát»: with what, how often, where, from when; the ways out. Nothing is saved until one is chosen. */
export function ConflictDialog({ answer, title, answered, onApply, onOtherTime, onClose }: Props) {
  const { say } = useWords();
  const { conflicts, days } = answer;
  const [answers, setAnswers] = useState<Answers>(() => firstAnswers(conflicts, answered));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const apply = () => {
    const { resolutions, missing, otherTime } = resolutionsOf(conflicts, answers);
    setErrors(
      missing.map((conflict) => ({
        field: `conflict-${conflict.programme}`,
        message: say(isOrderOnly(conflict) ? 'plan.conflict.order-missing' : 'plan.conflict.way-missing', {
          title: conflict.title,
        }),
      })),
    );
    if (missing.length > 0) return;
    if (otherTime) onOtherTime?.();
    else onApply(resolutions);
  };
  return (
    <Sheet title={say('plan.conflict.title')} onClose={onClose}>
      <Stack>
        <ErrorSummary errors={errors} />
        {conflicts.map((conflict) => (
          <OneConflict
            key={conflict.programme}
            conflict={conflict}
            days={days}
            title={title}
            otherTime={onOtherTime !== undefined}
            answer={answers[conflict.programme]}
            onAnswer={(next) => setAnswers((before) => ({ ...before, [conflict.programme]: next }))}
          />
        ))}
        <SheetActions onClose={onClose}>
          <Button size="lg" onClick={apply}>
            {say('plan.conflict.apply')}
          </Button>
        </SheetActions>
      </Stack>
    </Sheet>
  );
}

interface OneProps {
  conflict: Conflict;
  days: number;
  title: string;
  otherTime: boolean;
  answer: Answer | undefined;
  onAnswer: (answer: Answer) => void;
}

function OneConflict({ conflict, days, title, otherTime, answer, onAnswer }: OneProps) {
  const { say } = useWords();
  const { hamlets, hamletCount, times, at } = conflict;
  const places = hamlets
    .slice(0, 5)
    .map((hamlet) => hamlet.name)
    .join(', ');
  const ways = (['after', 'replace', 'in-order'] as const).filter((way) => conflict.waysOut.includes(way));
  return (
    <section id={`conflict-${conflict.programme}`} tabIndex={-1} aria-label={conflict.title}>
      <Stack gap="xs">
        <p>
          <b>{conflict.title}</b>
          <br />
          {say('plan.conflict.sentence', {
            times,
            days,
            places: hamletCount > 5 ? say('plan.conflict.places', { places, n: hamletCount - 5 }) : places,
            hamlets: hamletCount,
            nodes: conflict.nodeCount,
            first: dateTimeText(conflict.firstAt),
          })}
        </p>
        {isOrderOnly(conflict) ? (
          <OrderOfTwo
            own={title}
            other={conflict.title}
            first={answer?.way === 'in-order' ? answer.first : undefined}
            onFirst={(first) => onAnswer({ way: 'in-order', first })}
          />
        ) : (
          <Radio.Group
            label={say('plan.conflict.how')}
            value={answer?.way ?? ''}
            onChange={(value) =>
              onAnswer(
                value === 'in-order'
                  ? { way: 'in-order' }
                  : { way: value === 'replace' || value === 'after' ? value : 'other-time' },
              )
            }
          >
            <Stack gap="xs" mt={6}>
              {ways.map((way) => (
                <Radio
                  key={way}
                  size="md"
                  value={way}
                  label={
                    way === 'after'
                      ? conflict.afterTime
                        ? say('plan.conflict.after-time', { time: conflict.afterTime })
                        : say('plan.conflict.after')
                      : say(`plan.conflict.${way}`, { times })
                  }
                />
              ))}
              {otherTime && <Radio size="md" value="other-time" label={say('plan.conflict.other-time')} />}
            </Stack>
          </Radio.Group>
        )}
        {!isOrderOnly(conflict) && answer?.way === 'in-order' && (
          <OrderOfTwo
            own={title}
            other={conflict.title}
            first={answer.first}
            onFirst={(first) => onAnswer({ way: 'in-order', first })}
          />
        )}
        <details>
          <summary style={{ minHeight: 44, cursor: 'pointer', paddingBlock: 10 }}>
            {say('plan.conflict.show', { times })}
          </summary>
          <ul className={`${styles.rows} numeric`}>
            {at.map((instant) => (
              <li key={instant}>{dateTimeText(instant)}</li>
            ))}
          </ul>
          {times > at.length && <p>{say('plan.conflict.more', { n: times - at.length })}</p>}
        </details>
      </Stack>
    </section>
  );
}
