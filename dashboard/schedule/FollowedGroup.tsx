import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Group, GroupAnswers, GroupImpact } from '../../protocol/api/schedule.ts';
import { AreaPicker } from '../components/AreaPicker.tsx';
import { problemText } from '../components/problem-text.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { useChangeGroup, useGroupImpact } from './ask.ts';
import { GroupChanges } from './GroupChanges.tsx';
import styles from './Rows.module.css';

/** Who is in a group: changed here, after the page said which programmes change with it. Single loudspeakers in it stay. */
export function FollowedGroup({ group }: { group: Group }) {
  const { say } = useWords();
  const { account } = useMe();
  const [areas, setAreas] = useState(() => group.targets.flatMap((one) => ('area' in one ? [one.area] : [])));
  const [impact, setImpact] = useState<GroupImpact>();
  const [answers, setAnswers] = useState<GroupAnswers>([]);
  const look = useGroupImpact(group.id);
  const save = useChangeGroup(group.id);
  const input = {
    name: group.name,
    targets: [...areas.map((area) => ({ area })), ...group.targets.filter((one) => 'node' in one)],
  };
  const failed = save.error ?? look.error;
  const ask = (said: GroupAnswers) => {
    save.reset();
    look.mutate(
      { ...input, answers: said },
      {
        onSuccess: (seen) => {
          setAnswers(said);
          setImpact(seen);
        },
      },
    );
  };
  return (
    <details>
      <summary style={{ minHeight: 44, cursor: 'pointer', paddingBlock: 10 }}>
        {say('plan.group-edit', { name: group.name })}
      </summary>
      <Stack gap="xs" align="flex-start">
        <AreaPicker
          id={`group-${group.id}`}
          roots={account.areas}
          chosen={areas}
          onChange={(chosen) => {
            setAreas(chosen);
            setImpact(undefined);
            setAnswers([]);
            look.reset();
            save.reset();
          }}
        />
        {failed && (
          <p role="alert" className={styles.error}>
            {problemText(failed, say)}
          </p>
        )}
        {impact && !save.isSuccess && <GroupChanges impact={impact} answers={answers} onAnswers={ask} />}
        {impact && !save.isSuccess ? (
          <Button
            size="md"
            loading={save.isPending || look.isPending}
            disabled={impact.open > 0 || impact.programmes.some((one) => one.refusal)}
            onClick={() =>
              save.mutate({ ...input, answers, agreed: impact.agreed }, { onError: () => setImpact(undefined) })
            }
          >
            {say('plan.group-save')}
          </Button>
        ) : (
          <Button
            variant="default"
            size="md"
            loading={look.isPending}
            disabled={input.targets.length === 0}
            onClick={() => ask(answers)}
          >
            {say('plan.group-look')}
          </Button>
        )}
        {save.isSuccess && <p role="status">{say('plan.group-saved', { name: group.name })}</p>}
      </Stack>
    </details>
  );
}
