import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { Answer } from '../components/Answer.tsx';
import { ApproveCell } from '../components/ApproveCell.tsx';
import { ApproveSheet } from '../components/ApproveSheet.tsx';
import { BulletinForm } from '../components/BulletinForm.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { Listen } from '../components/Listen.tsx';
import { tellApproval } from '../components/meaning.ts';
import { Page } from '../components/Page.tsx';
import { PlayNowSheet } from '../components/PlayNowSheet.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { UploadPanel } from '../components/UploadPanel.tsx';
import { useApproveBulletin } from '../data/changes.ts';
import { useBulletins, useRecordings } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dateText } from '../format/date.ts';
import { may, mayPlay } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Bulletins.module.css';

/** «Bản tin nào dùng được, nghe ra sao?» */
export function Bulletins() {
  const { say } = useWords();
  const { account } = useMe();
  const bulletins = useBulletins();
  const recordings = useRecordings();
  const [recording, setRecording] = useState('');
  const [opened, setOpened] = useState(false);
  const mayCreate = may(account.role, 'create');
  const waiting =
    bulletins.data?.items.filter((bulletin) => bulletin.state === 'pending' || bulletin.state === 'draft').length ?? 0;
  return (
    <Page
      title={say('menu.bulletins')}
      sentence={bulletins.data && say('bulletins.sentence', { total: bulletins.data.total, waiting })}
      actions={
        mayCreate && (
          <Button
            size="lg"
            variant={opened ? 'default' : 'filled'}
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          >
            {say(opened ? 'bulletins.add-close' : 'bulletins.add')}
          </Button>
        )
      }
    >
      {opened && (
        <div className={styles.create}>
          <Card title={say('upload.heading')}>
            <UploadPanel onUploaded={(done) => setRecording(done.sha256)} />
          </Card>
          <Card title={say('bulletin.heading')}>
            <BulletinForm recordings={recordings.data?.items ?? []} recording={recording} onRecording={setRecording} />
          </Card>
        </div>
      )}
      <Card title={say('bulletins.list')}>
        <Answer query={bulletins} rows={8}>
          {(page) =>
            page.items.length === 0 ? <Empty sentence={say('bulletins.empty')} /> : <List bulletins={page.items} />
          }
        </Answer>
      </Card>
    </Page>
  );
}

function List({ bulletins }: { bulletins: readonly Bulletin[] }) {
  const { say, format } = useWords();
  const { account } = useMe();
  const recordings = useRecordings();
  const mp3 = new Map(recordings.data?.items.map((recording) => [recording.sha256, recording.mp3]));
  const [approving, setApproving] = useState<Bulletin | undefined>();
  const [playing, setPlaying] = useState<Bulletin | undefined>();
  const playable = bulletins.some((bulletin) => mayPlay(account.role, bulletin));
  const listen = (bulletin: Bulletin) => {
    const file = mp3.get(bulletin.recording);
    return file && <Listen mp3={file} label={say('listen.label', { title: bulletin.title })} />;
  };
  return (
    <>
      <DataTable
        caption={say('bulletins.list')}
        rows={bulletins}
        keyOf={(row) => row.id}
        columns={[
          {
            title: say('bulletin.title'),
            cell: (row) => (
              <span>
                {row.title}
                <span className={styles.class}>{say(`class.${row.class}`)}</span>
              </span>
            ),
          },
          { title: say('bulletin.state'), cell: (row) => <StateTag told={tellApproval(row.state)} /> },
          {
            title: say('bulletin.created-by'),
            cell: (row) => say('bulletin.created-line', { name: row.createdByName, day: dateText(row.createdAt) }),
          },
          { title: say('bulletin.listen'), cell: (row) => listen(row) || format.length(row.durationMs) },
          {
            title: say('bulletin.approval'),
            cell: (row) => <ApproveCell item={row} onApprove={() => setApproving(row)} />,
          },
          ...(playable
            ? [
                {
                  title: say('action.actions'),
                  cell: (row: Bulletin) =>
                    row.state === 'approved' &&
                    mayPlay(account.role, row) && (
                      <Button variant="default" size="sm" h={44} onClick={() => setPlaying(row)}>
                        {say('play.button')}
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
      />
      {approving && <Approve bulletin={approving} listen={listen(approving)} onClose={() => setApproving(undefined)} />}
      {playing && <PlayNowSheet bulletin={playing} onClose={() => setPlaying(undefined)} />}
    </>
  );
}

function Approve({ bulletin, listen, onClose }: { bulletin: Bulletin; listen: ReactNode; onClose: () => void }) {
  const { say, format } = useWords();
  const approve = useApproveBulletin();
  return (
    <ApproveSheet
      title={bulletin.title}
      contentHash={bulletin.contentHash}
      onClose={onClose}
      approve={{
        mutate: (options) => approve.mutate(bulletin, options),
        isPending: approve.isPending,
        error: approve.error,
      }}
    >
      <p>
        {say('bulletin.check', {
          title: bulletin.title,
          duration: format.duration(bulletin.durationMs),
          class: say(`class.${bulletin.class}`),
          name: bulletin.createdByName,
        })}
      </p>
      {listen}
    </ApproveSheet>
  );
}
