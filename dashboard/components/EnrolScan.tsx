import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { CLAIM_CODE, groupedClaimCode, plainClaimCode } from '../../protocol/claim-code.ts';
import { readLabel } from '../../protocol/label.ts';
import { useWords } from '../i18n/Language.tsx';
import { Card } from './Card.tsx';
import { Notice } from './Notice.tsx';
import { QrCamera } from './QrCamera.tsx';

interface Props {
  /** Of the code that was tried last; plain. */
  code: string;
  /** Why the code is of no use. */
  refused: string | undefined;
  pending: boolean;
  onCode: (code: string) => void;
}

/** The label's code: by camera, or typed in four groups of four. */
export function EnrolScan({ code, refused, pending, onCode }: Props) {
  const { say } = useWords();
  const [typed, setTyped] = useState(groupedClaimCode(code));
  const [fault, setFault] = useState<string>();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const plain = plainClaimCode(typed);
    const isCode = CLAIM_CODE.test(plain);
    setFault(isCode ? undefined : say('enrol.code-wrong'));
    if (isCode) onCode(plain);
  };
  const scanned = (text: string) => {
    const label = readLabel(text);
    if (!label) return false;
    setTyped(groupedClaimCode(label.code));
    setFault(undefined);
    onCode(label.code);
    return true;
  };

  return (
    <Card title={say('enrol.step.scan')}>
      <Stack gap="lg" maw={460}>
        {refused !== undefined && (
          <Notice meaning="bad" role="alert">
            {refused}
          </Notice>
        )}
        <QrCamera onText={scanned} />
        <form onSubmit={submit} noValidate>
          <Stack gap="sm">
            <TextInput
              id="enrol-code"
              label={say('enrol.code')}
              description={say('enrol.code-hint')}
              error={fault}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={40}
              styles={{ input: { fontFamily: 'ui-monospace, monospace', letterSpacing: '0.04em' } }}
            />
            <Button type="submit" size="lg" variant="default" loading={pending}>
              {say('enrol.code-use')}
            </Button>
          </Stack>
        </form>
      </Stack>
    </Card>
  );
}
