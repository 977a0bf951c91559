import { Button, Stack } from '@mantine/core';
import type { OpenLabel } from '../../protocol/api/enrolment.ts';
import { groupedClaimCode } from '../../protocol/claim-code.ts';
import { useConfirmEnrolment } from '../data/changes.ts';
import type { EnrolDraft } from '../data/enrol-draft.ts';
import { useArea, useNode } from '../data/queries.ts';
import { Photos } from '../field/Photos.tsx';
import { useWords } from '../i18n/Language.tsx';
import { usePhotoKey, usePhotoOutbox } from '../photos/ask.ts';
import { areaTitle } from './area-title.ts';
import { Card } from './Card.tsx';
import { DeviceWarning } from './DeviceWarning.tsx';
import { Facts } from './Facts.tsx';
import { ProblemNotice } from './ProblemNotice.tsx';

interface Props {
  label: OpenLabel;
  draft: EnrolDraft;
  onBack: () => void;
  onChange: (change: Partial<EnrolDraft>) => void;
  onConfirmed: (node: string) => void;
}

/** Everything once more, before the label is bound to the place. */
export function EnrolCheck({ label, draft, onBack, onChange, onConfirmed }: Props) {
  const { say, format } = useWords();
  const confirm = useConfirmEnrolment();
  const hamlet = useArea(draft.hamlet).data;
  const { device } = label;
  const { key } = usePhotoKey();
  const photoKey = draft.photoKey || key;
  const { hand } = usePhotoOutbox();
  const send = () => {
    const { latitude, longitude } = draft;
    const node =
      draft.replaces === ''
        ? {
            hamlet: draft.hamlet,
            code: draft.nodeCode,
            place: draft.place.normalize('NFC').trim(),
            technology: 'ip' as const,
            horns: Number(draft.horns),
            ...(latitude === undefined || longitude === undefined ? {} : { latitude, longitude }),
          }
        : { id: draft.replaces };
    confirm.mutate(
      { code: draft.code, node, ...(device ? { device: device.name } : {}) },
      {
        onSuccess: ({ node: placed, nodeCode }) => {
          // Whether a picture arrives never keeps a device waiting.
          if (draft.photos.length > 0)
            void hand({ node: placed, code: nodeCode }, photoKey, draft.photos).catch(() => undefined);
          onConfirmed(placed);
        },
      },
    );
  };
  return (
    <Card title={say('enrol.step.check')}>
      <Stack gap="md" maw={620}>
        <Facts
          facts={[
            [say('enrol.code'), groupedClaimCode(draft.code)],
            [say('area.hamlet'), hamlet && areaTitle(hamlet)],
            ...(draft.replaces === ''
              ? ([
                  [say('enrol.node-code'), draft.nodeCode],
                  [say('node.place'), draft.place || undefined],
                  [say('enrol.horns'), format.number(Number(draft.horns))],
                ] as const)
              : ([[say('enrol.replaces'), <Replaced key="node" node={draft.replaces} />]] as const)),
            [
              say('enrol.device'),
              device
                ? say('enrol.device-calling', { name: device.name, firmware: device.firmware })
                : say('enrol.device-silent'),
            ],
          ]}
        />
        <div>
          <h3>{say('kept.mast')}</h3>
          <p>{say('enrol.photo-hint')}</p>
          <Photos record={photoKey} photos={draft.photos} onChange={(photos) => onChange({ photos, photoKey })} />
        </div>
        <DeviceWarning otherCalls={device?.otherCalls ?? 0} />
        <ProblemNotice error={confirm.error} />
        <Stack gap="sm">
          <Button size="lg" loading={confirm.isPending} onClick={send}>
            {say('enrol.confirm')}
          </Button>
          <Button size="lg" variant="default" onClick={onBack}>
            {say('action.back')}
          </Button>
        </Stack>
      </Stack>
    </Card>
  );
}

function Replaced({ node }: { node: string }) {
  return useNode(node).data?.code ?? node;
}
