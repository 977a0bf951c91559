import { Button, Group } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  /** Cursors of the pages behind this one, the first page having none. */
  cursors: readonly string[];
  next: string | undefined;
  onChange: (cursors: string[]) => void;
}

/** Back and forth in a list that the server pages by cursor. */
export function Pager({ cursors, next, onChange }: Props) {
  const { say } = useWords();
  return (
    <Group>
      {cursors.length > 0 && (
        <Button variant="default" size="md" onClick={() => onChange(cursors.slice(0, -1))}>
          {say('list.previous')}
        </Button>
      )}
      {next && (
        <Button variant="default" size="md" onClick={() => onChange([...cursors, next])}>
          {say('list.next')}
        </Button>
      )}
    </Group>
  );
}
