import { Link, useParams } from 'wouter';
import type { Node, PresencePeriod } from '../../protocol/api/areas.ts';
import { HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { DevicePanel } from '../components/DevicePanel.tsx';
import { Facts } from '../components/Facts.tsx';
import { tellPresence } from '../components/meaning.ts';
import { Page } from '../components/Page.tsx';
import { PresenceStrip } from '../components/PresenceStrip.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useNode, usePresence } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dateTimeText } from '../format/date.ts';
import { hamletPath } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRemote } from '../i18n/vi-remote.ts';
import { ActionPanel } from '../remote/ActionPanel.tsx';
import { SelfTests } from '../remote/SelfTests.tsx';

knowWords(viRemote);

const WINDOW_MS = 48 * HOUR_MS;
const MOST_PERIODS = 20;

/** One node: state, when last seen, two days of presence, what it measured. */
export function NodeDetail() {
  const { say, format } = useWords();
  const { id = '' } = useParams();
  const { role } = useMe().account;
  const node = useNode(id);
  const now = useServerNow(5_000);
  const data = node.data;
  const seen =
    data &&
    (data.lastSeenAt === undefined
      ? say('node.never-seen')
      : say('node.seen', { ago: format.ago(data.lastSeenAt, now) }));
  return (
    <Page
      title={data ? `${data.code} · ${data.hamletName}` : say('menu.nodes')}
      sentence={data && `${data.place}. ${seen}.`}
    >
      <Answer query={node}>
        {(shown) => (
          <>
            <Card title={say('node.state')} aside={<StateTag told={tellPresence(shown)} />}>
              <Presence node={id} now={now} />
            </Card>
            <Card title={say('node.measured')}>
              <Measured node={shown} now={now} />
            </Card>
            <div id="lenh" style={{ display: 'grid', gap: 16 }}>
              <ActionPanel node={shown} />
              <SelfTests node={shown} />
            </div>
            {may(role, 'enrol') && <DevicePanel node={shown} />}
          </>
        )}
      </Answer>
    </Page>
  );
}

function Presence({ node, now }: { node: string; now: number }) {
  const { say } = useWords();
  // Whole minutes, so that the window is one cache entry for a while.
  const to = Math.ceil(now / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
  const from = to - WINDOW_MS;
  const presence = usePresence(node, from, to);
  return (
    <Answer query={presence} rows={2}>
      {({ periods }) => (
        <>
          <PresenceStrip periods={periods} from={from} to={Math.min(to, now)} />
          <p style={{ display: 'flex', justifyContent: 'space-between', marginBottom: 12 }} className="numeric">
            <span>{dateTimeText(from)}</span>
            <span>{say('presence.now')}</span>
          </p>
          <Periods periods={periods} />
        </>
      )}
    </Answer>
  );
}

function Periods({ periods }: { periods: readonly PresencePeriod[] }) {
  const { say, format } = useWords();
  return (
    <DataTable
      caption={say('presence.periods')}
      rows={[...periods].reverse().slice(0, MOST_PERIODS)}
      keyOf={(row) => row.from}
      columns={[
        { title: say('presence.from'), cell: (row) => dateTimeText(row.from) },
        {
          title: say('node.state'),
          cell: (row) => <StateTag told={tellPresence({ presence: row.state, enrolled: true })} />,
        },
        { title: say('presence.lasted'), cell: (row) => format.duration(row.to - row.from), numeric: true },
      ]}
    />
  );
}

function Measured({ node, now }: { node: Node; now: number }) {
  const { say, format } = useWords();
  return (
    <Facts
      facts={[
        [
          say('node.last-seen'),
          node.lastSeenAt === undefined ? say('node.never-seen') : format.ago(node.lastSeenAt, now),
        ],
        [
          say('area.hamlet'),
          <Link key="hamlet" href={hamletPath(node.hamlet)}>{`${node.hamletName}, ${node.communeName}`}</Link>,
        ],
        [say('node.playing'), node.playing ?? say('node.silent')],
        [say('node.horns'), format.number(node.horns)],
        [say('node.signal'), node.rssiDbm === undefined ? undefined : `${format.number(node.rssiDbm)} dBm`],
        [say('node.mains'), node.mainsVolts === undefined ? undefined : `${format.number(node.mainsVolts)} V`],
        [say('node.celsius'), node.celsius === undefined ? undefined : `${format.number(node.celsius)} °C`],
        [say('node.volume'), node.volume === undefined ? undefined : `${format.number(node.volume)}%`],
        [say('node.sensor'), node.sensor && say(`heard-by.${node.sensor}`)],
        [say('node.technology'), say(`technology.${node.technology}`)],
        [say('node.firmware'), node.firmware],
      ]}
    />
  );
}
