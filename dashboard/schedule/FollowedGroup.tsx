import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Group, GroupImpact } from '../../protocol/api/schedule.ts';
import { AreaPicker } from '../components/AreaPicker.tsx';
import { problemText } from '../components/problem-text.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { useChangeGroup, useGroupImpact } from './ask.ts';
import styles from './Rows.module.css';

/** Who is in a group: changed here, after the page said which programmes change with it. Single loudspeakers in it stay. */
export function FollowedGroup({ group }: { group: Group }) {
  const { say } = useWords();
  const { account } = useMe();
  const [areas, setAreas] = useState(() => group.targets.flatMap((one) => ('area' in one ? [one.area] : [])));
  const look = useGroupImpact(group.id);
  const save = useChangeGroup(group.id);
  const input = {
    name: group.name,
    targets: [...areas.map((area) => ({ area })), ...group.targets.filter((one) => 'node' in one)],
  };
  const impact = look.data;
  const failed = save.error ?? look.error;
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
            look.reset();
            save.reset();
          }}
        />
        {failed && (
          <p role="alert" className={styles.error}>
            {problemText(failed, say)}
          </p>
        )}
        {impact && !save.isSuccess && <WhatChanges impact={impact} />}
        {impact && !save.isSuccess ? (
          <Button
            size="md"
            loading={save.isPending}
            disabled={impact.programmes.some((one) => one.refusal)}
            onClick={() => save.mutate({ ...input, agreed: impact.agreed }, { onError: () => look.reset() })}
          >
            {say('plan.group-save')}
          </Button>
        ) : (
          <Button
            variant="default"
            size="md"
            loading={look.isPending}
            disabled={input.targets.length === 0}
            onClick={() => look.mutate(input, { onSuccess: () => save.reset() })}
          >
            {say('plan.group-look')}
          </Button>
        )}
        {save.isSuccess && <p role="status">{say('plan.group-saved', { name: group.name })}</p>}
      </Stack>
    </details>
  );
}

function WhatChanges({ impact }: { impact: GroupImpact }) {
  const { say } = useWords();
  const { addedCount: added, removedCount: removed, programmes, again } = impact;
  return (
    <div role="status">
      <p>
        {programmes.length === 0
          ? say('plan.group-unused', { added, removed })
          : say('plan.group-used', { n: programmes.length, added, removed, again })}
      </p>
      <ul>
        {programmes.map(({ id, title, nodesAdded, nodesRemoved, conflicts, refusal }) => (
          <li key={id}>
            {say('plan.group-programme', { title, added: nodesAdded, removed: nodesRemoved })}
            {conflicts.length > 0 && (
              <> {say('plan.group-meets', { titles: conflicts.map((one) => `«${one.title}»`).join(', ') })}</>
            )}
            {refusal && <b> {say('plan.group-refused')}</b>}
          </li>
        ))}
      </ul>
    </div>
  );
}
