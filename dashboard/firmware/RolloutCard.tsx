import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Rollout } from '../../protocol/api/firmware.ts';
import type { RolloutStep } from '../../protocol/firmware.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Notice } from '../components/Notice.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { newUlid } from '../data/ulid.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useRollout, useStepRollout } from './ask.ts';
import styles from './Firmware.module.css';
import { StageTable } from './StageTable.tsx';
import { figuresOf, tellRollout } from './tell.ts';

/** One roll-out that has not ended: how far, what went wrong, and the ways to stop or go on. */
export function RolloutCard({ rollout, mayChange }: { rollout: Rollout; mayChange: boolean }) {
  const { say } = useWords();
  const hasFailed = rollout.stages.some((stage) => figuresOf(stage).failed > 0);
  const about = { name: rollout.name, area: rollout.areaName };
  return (
    <Card title={say('firmware.rollout-of', about)} aside={<StateTag told={tellRollout(rollout)} />}>
      <div className={styles.list}>
        <p>
          {say('firmware.began', { when: dateTimeText(rollout.createdAt), who: rollout.createdByName ?? '–' })}
          {rollout.nextAt !== undefined && ` ${say('firmware.next-at', { when: dateTimeText(rollout.nextAt) })}`}
        </p>
        {rollout.state === 'halted' && (
          <Notice meaning="bad" title={say('firmware.halted-title')}>
            {say('firmware.halted-what', { reason: say(`firmware.reason.${rollout.reason ?? 'silent'}`) })}
          </Notice>
        )}
        <StageTable rollout={rollout} />
        {hasFailed && <Failures id={rollout.id} />}
        {mayChange && <Acts rollout={rollout} />}
      </div>
    </Card>
  );
}

function Acts({ rollout }: { rollout: Rollout }) {
  const { say } = useWords();
  const step = useStepRollout(rollout.id);
  const now = useServerNow(60_000);
  const [asked, setAsked] = useState<RolloutStep | undefined>();
  const take = (kind: RolloutStep) =>
    step.mutate({ key: newUlid(now), kind }, { onSuccess: () => setAsked(undefined) });
  const moves = rollout.state === 'running' || rollout.state === 'resting';
  return (
    <>
      {asked === undefined && <ProblemNotice error={step.error} />}
      <div className={styles.acts}>
        {moves ? (
          <Button size="lg" data-primary loading={step.isPending} onClick={() => take('pause')}>
            {say('firmware.do-pause')}
          </Button>
        ) : (
          <Button size="lg" data-primary onClick={() => setAsked('resume')}>
            {say('firmware.do-resume')}
          </Button>
        )}
        <Button size="lg" variant="default" onClick={() => setAsked('abort')}>
          {say('firmware.do-abort')}
        </Button>
      </div>
      {asked !== undefined && (
        <ConfirmSheet
          title={say(asked === 'abort' ? 'firmware.abort-title' : 'firmware.resume-title')}
          submit={say(asked === 'abort' ? 'firmware.do-abort' : 'firmware.do-resume')}
          act={step}
          onSubmit={() => take(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>{say(asked === 'abort' ? 'firmware.abort-what' : 'firmware.resume-what')}</p>
        </ConfirmSheet>
      )}
    </>
  );
}

function Failures({ id }: { id: string }) {
  const { say } = useWords();
  return (
    <Answer query={useRollout(id, true)} rows={3}>
      {({ failures }) => (
        <section aria-label={say('firmware.failures')}>
          <h3>{say('firmware.failures')}</h3>
          <DataTable
            caption={say('firmware.failures')}
            rows={failures}
            keyOf={(row) => row.node}
            columns={[
              { title: say('firmware.node'), cell: (row) => <Link href={`/cum-loa/${row.node}`}>{row.code}</Link> },
              { title: say('firmware.hamlet'), cell: (row) => row.hamletName },
              {
                title: say('firmware.state'),
                cell: (row) => (
                  <StateTag
                    told={
                      row.state === 'silent'
                        ? { meaning: 'bad', word: 'firmware.node.silent' }
                        : row.state === 'refused'
                          ? { meaning: 'partial', word: 'firmware.node.refused' }
                          : { meaning: 'partial', word: 'firmware.node.rolled-back' }
                    }
                  />
                ),
              },
              { title: say('firmware.why'), cell: (row) => say(`firmware.reason.${row.reason ?? 'silent'}`) },
              { title: say('firmware.when'), cell: (row) => dateTimeText(row.at) },
            ]}
          />
        </section>
      )}
    </Answer>
  );
}
