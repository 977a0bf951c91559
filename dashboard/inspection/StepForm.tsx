import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Card } from '../components/Card.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import styles from '../field/Field.module.css';
import { useWords } from '../i18n/Language.tsx';
import type { LineFault } from './draft.ts';

/** One step that is filled in: on and back below it, what is wrong said above it and beside its field (`line-{fault}`). */
export function StepForm(props: {
  title: string;
  /** What going on is called here. */
  done: string;
  faults?: () => readonly LineFault[];
  onNext: () => void;
  onBack: () => void;
  children: (errorOf: (fault: LineFault) => string | undefined) => ReactNode;
}) {
  const { say } = useWords();
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const errorOf = (fault: LineFault) => errors.find(({ field }) => field === `line-${fault}`)?.message;
  return (
    <Card title={props.title}>
      <form
        noValidate
        className={styles.stack}
        onSubmit={(event) => {
          event.preventDefault();
          const found = props.faults?.() ?? [];
          setErrors(found.map((fault) => ({ field: `line-${fault}`, message: say(`inspection.fault.${fault}`) })));
          if (found.length === 0) props.onNext();
        }}
      >
        <ErrorSummary errors={errors} />
        {props.children(errorOf)}
        <div className={styles.acts}>
          <Button type="submit" size="lg">
            {props.done}
          </Button>
          <Button size="lg" variant="default" onClick={props.onBack}>
            {say('action.back')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
