import { Button, Stack } from '@mantine/core';
import type { Node } from '../../protocol/api/areas.ts';
import { useRevoke } from '../data/changes.ts';
import { useWords } from '../i18n/Language.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';
import { Sheet } from './Sheet.tsx';

export function RevokeSheet({ node, onClose }: { node: Node; onClose: () => void }) {
  const { say } = useWords();
  const revoke = useRevoke(node.id);
  return (
    <Sheet title={say('device.revoke-title', { code: node.code })} onClose={onClose}>
      <Stack>
        <p>{say('device.revoke-sentence')}</p>
        {revoke.isError && (
          <Notice meaning="bad" role="alert">
            {problemText(revoke.error, say)}
          </Notice>
        )}
        <Stack gap="sm">
          <Button
            size="lg"
            color="dark"
            loading={revoke.isPending}
            onClick={() => revoke.mutate(undefined, { onSuccess: onClose })}
          >
            {say('device.revoke')}
          </Button>
          <Button size="lg" variant="default" onClick={onClose}>
            {say('action.back')}
          </Button>
        </Stack>
      </Stack>
    </Sheet>
  );
}
