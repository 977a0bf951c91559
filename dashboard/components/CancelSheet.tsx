import { Button, Group, Stack } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';
import { ProblemNotice } from './ProblemNotice.tsx';
import { Sheet } from './Sheet.tsx';

interface Props {
  title: string;
  cancel: { mutate: (options: { onSuccess: () => void }) => void; isPending: boolean; error: unknown };
  onClose: () => void;
}

export function CancelSheet({ title, cancel, onClose }: Props) {
  const { say } = useWords();
  return (
    <Sheet title={say('programme.cancel-title')} onClose={onClose}>
      <Stack>
        <p>{say('programme.cancel-sentence', { title })}</p>
        <ProblemNotice error={cancel.error} />
        <Group grow>
          <Button
            size="lg"
            color="dark"
            loading={cancel.isPending}
            onClick={() => cancel.mutate({ onSuccess: onClose })}
          >
            {say('programme.cancel')}
          </Button>
          <Button size="lg" variant="default" onClick={onClose}>
            {say('action.back')}
          </Button>
        </Group>
      </Stack>
    </Sheet>
  );
}
