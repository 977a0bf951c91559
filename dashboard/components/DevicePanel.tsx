import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Node } from '../../protocol/api/areas.ts';
import { useClaim, useRotate } from '../data/changes.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { Card } from './Card.tsx';
import styles from './DevicePanel.module.css';
import { Notice } from './Notice.tsx';
import { ProblemNotice } from './ProblemNotice.tsx';
import { RevokeSheet } from './RevokeSheet.tsx';

/** Which device may speak for this node: a code to enrol one, and the way to shut it out. */
export function DevicePanel({ node }: { node: Node }) {
  const { say } = useWords();
  const claim = useClaim(node.id);
  const rotate = useRotate(node.id);
  const [revoking, setRevoking] = useState(false);
  return (
    <Card title={say('device.title')}>
      <Stack gap="sm">
        <p>{say(node.enrolled ? 'device.enrolled' : 'device.not-enrolled')}</p>
        {node.credentialSince !== undefined && (
          <p>{say('device.rotate-since', { at: dateTimeText(node.credentialSince) })}</p>
        )}
        <Group>
          <Button size="lg" variant="light" loading={claim.isPending} onClick={() => claim.mutate(undefined)}>
            {say('device.claim')}
          </Button>
          {node.enrolled && (
            <>
              <Button size="lg" variant="default" loading={rotate.isPending} onClick={() => rotate.mutate(undefined)}>
                {say('device.rotate')}
              </Button>
              <Button size="lg" variant="default" onClick={() => setRevoking(true)}>
                {say('device.revoke')}
              </Button>
            </>
          )}
        </Group>
        {rotate.isSuccess && (
          <Notice meaning="good" role="status">
            {say('device.rotate-told')}
          </Notice>
        )}
        <ProblemNotice error={rotate.error} />
        <ProblemNotice error={claim.error} />
        {claim.data && (
          <div role="status" className={styles.claim}>
            <p>{say('device.code')}</p>
            <p className={styles.code}>{claim.data.code}</p>
            <p>{say('device.code-until', { at: dateTimeText(claim.data.expiresAt) })}</p>
          </div>
        )}
      </Stack>
      {revoking && <RevokeSheet node={node} onClose={() => setRevoking(false)} />}
    </Card>
  );
}
