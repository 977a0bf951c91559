import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Firmware as Signed } from '../../protocol/api/firmware.ts';
import { Answer } from '../components/Answer.tsx';
import { Notice } from '../components/Notice.tsx';
import { Page } from '../components/Page.tsx';
import { useMe } from '../data/session.ts';
import { useFirmwares, useRollouts } from '../firmware/ask.ts';
import { EndedCard } from '../firmware/EndedCard.tsx';
import styles from '../firmware/Firmware.module.css';
import { FirmwareCard } from '../firmware/FirmwareCard.tsx';
import { RolloutCard } from '../firmware/RolloutCard.tsx';
import { RolloutSheet } from '../firmware/RolloutSheet.tsx';
import { isOpen } from '../firmware/tell.ts';
import { UploadSheet } from '../firmware/UploadSheet.tsx';
import { VersionsCard } from '../firmware/VersionsCard.tsx';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viFirmware } from '../i18n/vi-firmware.ts';

knowWords(viFirmware);

/** «Cụm loa đang chạy phần mềm nào, bản mới đã tới đâu, có cụm nào không nhận?» */
export function Firmware() {
  const { say, format } = useWords();
  const mayChange = may(useMe().account.role, 'administer');
  const firmwares = useFirmwares();
  const rollouts = useRollouts();
  const [uploading, setUploading] = useState(false);
  const [rolling, setRolling] = useState<Signed | undefined>();
  const [told, setTold] = useState<'uploaded' | 'begun' | undefined>();
  const fleet = firmwares.data?.fleet ?? [];
  const nodes = fleet.reduce((sum, one) => sum + one.nodes, 0);
  const halted = rollouts.data?.items.find(({ state }) => state === 'halted');
  const sentence = halted
    ? say('firmware.sentence-halted', { name: halted.name })
    : firmwares.data && say('firmware.sentence', { n: format.number(nodes), versions: fleet.length });
  return (
    <Page
      title={say('firmware.title')}
      sentence={sentence}
      actions={
        mayChange && (
          <Button size="lg" data-primary onClick={() => setUploading(true)}>
            {say('firmware.upload')}
          </Button>
        )
      }
    >
      <div className={styles.list}>
        {told && (
          <Notice meaning="good" role="status">
            {say(`firmware.${told}`)}
          </Notice>
        )}
        <Answer query={rollouts} rows={4}>
          {({ items }) => (
            <>
              {items.filter(isOpen).map((rollout) => (
                <RolloutCard key={rollout.id} rollout={rollout} mayChange={mayChange} />
              ))}
            </>
          )}
        </Answer>
        <Answer query={firmwares} rows={6}>
          {(list) => (
            <>
              <FirmwareCard list={list} onRollOut={mayChange ? setRolling : undefined} />
              <VersionsCard fleet={list.fleet} />
            </>
          )}
        </Answer>
        {rollouts.data && <EndedCard items={rollouts.data.items.filter((one) => !isOpen(one))} />}
      </div>
      {uploading && (
        <UploadSheet
          onDone={() => {
            setUploading(false);
            setTold('uploaded');
          }}
          onClose={() => setUploading(false)}
        />
      )}
      {rolling && (
        <RolloutSheet
          firmware={rolling}
          onDone={() => {
            setRolling(undefined);
            setTold('begun');
          }}
          onClose={() => setRolling(undefined)}
        />
      )}
    </Page>
  );
}
