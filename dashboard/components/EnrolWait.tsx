import { Button, Group, Stack } from '@mantine/core';
import { Link } from 'wouter';
import { RefusedError } from '../data/gateway-client.ts';
import { useLabel, useNode } from '../data/queries.ts';
import { nodePath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { TrialTone } from '../remote/TrialTone.tsx';
import { Answer } from './Answer.tsx';
import { Card } from './Card.tsx';
import { DeviceWarning } from './DeviceWarning.tsx';
import { tellPresence } from './meaning.ts';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';
import { StateTag } from './StateTag.tsx';

const EVERY_MS = 2_000;

/** Waits until the device has fetched its credential, then until the node is heard. */
export function EnrolWait({ code, node: id, onNext }: { code: string; node: string; onNext: () => void }) {
  const { say } = useWords();
  const label = useLabel(code, EVERY_MS);
  const node = useNode(id, EVERY_MS);
  const refusal = label.error instanceof RefusedError ? label.error : undefined;
  // The label of an enrolled device is used up: that is how the gateway says that it has it.
  const isTaken = refusal?.problem.code === 'used-code';
  const device = label.data?.device;
  return (
    <Card title={say('enrol.step.wait')}>
      <Answer query={node} rows={3}>
        {(shown) => {
          const isDone = isTaken && shown.presence === 'online';
          return (
            <Stack gap="md" maw={620}>
              <p>{`${shown.code} · ${shown.hamletName}, ${shown.communeName}`}</p>
              {refusal && !isTaken ? (
                <Notice meaning="bad" role="alert">
                  {problemText(refusal, say)}
                </Notice>
              ) : (
                <Notice meaning={isDone ? 'good' : 'unknown'} role="status">
                  {isDone
                    ? say('enrol.done', { code: shown.code })
                    : isTaken
                      ? say('enrol.connecting')
                      : device
                        ? say('enrol.device-next', { name: device.name })
                        : say('enrol.waiting')}
                </Notice>
              )}
              {isTaken && (
                <div>
                  <StateTag told={tellPresence(shown)} />
                </div>
              )}
              {isDone && <TrialTone node={shown} />}
              <DeviceWarning otherCalls={device?.otherCalls ?? 0} />
              <Group>
                <Button size="lg" variant={isDone ? 'filled' : 'default'} onClick={onNext}>
                  {say('enrol.another')}
                </Button>
                <Button component={Link} href={nodePath(id)} size="lg" variant="default">
                  {say('enrol.open-node')}
                </Button>
              </Group>
            </Stack>
          );
        }}
      </Answer>
    </Card>
  );
}
