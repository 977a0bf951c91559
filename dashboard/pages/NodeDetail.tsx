import { useParams, useSearchParams } from 'wouter';
import type { Node } from '../../protocol/api/areas.ts';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import { DevicePanel } from '../components/DevicePanel.tsx';
import { Page } from '../components/Page.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { KeptAnswer } from '../field/KeptAnswer.tsx';
import { AssetCard } from '../fleet/AssetCard.tsx';
import { useNodeCard } from '../fleet/ask.ts';
import { Charts } from '../fleet/Charts.tsx';
import { DataUseCard } from '../fleet/DataUseCard.tsx';
import { HistoryTab } from '../fleet/HistoryTab.tsx';
import { MeasuredCard } from '../fleet/MeasuredCard.tsx';
import { NodeHead, worstFirst } from '../fleet/NodeHead.tsx';
import { PresenceCard } from '../fleet/PresenceCard.tsx';
import { RunsTab } from '../fleet/RunsTab.tsx';
import { SoftwareTab } from '../fleet/SoftwareTab.tsx';
import { dateTimeText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viField } from '../i18n/vi-field.ts';
import { viFleet } from '../i18n/vi-fleet.ts';
import { viRemote } from '../i18n/vi-remote.ts';
import { PhotosOfNode } from '../photos/PhotosOfNode.tsx';
import { ActionPanel } from '../remote/ActionPanel.tsx';
import { SelfTests } from '../remote/SelfTests.tsx';
import { Tabs } from '../verdict/Tabs.tsx';

knowWords(viFleet);
knowWords(viRemote);
knowWords(viField);

const TABS = ['tinh-trang', 'buoi-phat', 'dien-song', 'phan-mem', 'lich-su'] as const;
type Tab = (typeof TABS)[number];

/** One node: what is wrong since when, what to do, whom to call; behind it what it measured, played and was. */
export function NodeDetail() {
  const { say, format, language } = useWords();
  const { id = '' } = useParams();
  const { role } = useMe().account;
  const card = useNodeCard(id, { withAsset: may(role, 'read-devices') });
  const now = useServerNow(5_000);
  const node = card.node.data;
  const faults = card.faults.data?.items ?? [];
  const [worst] = worstFirst(faults);
  const seen =
    node &&
    (node.lastSeenAt === undefined
      ? say('node.never-seen')
      : say('node.seen', { ago: format.ago(node.lastSeenAt, now) }));
  const cause =
    worst && say('fleet.sentence', { fault: FAULT_WORDS[worst.kind][language], when: dateTimeText(worst.since) });
  return (
    <Page
      title={node ? `${node.code} · ${node.hamletName}` : say('menu.nodes')}
      sentence={
        node &&
        [cause, node.place && `${node.place.charAt(0).toUpperCase()}${node.place.slice(1)}.`, `${seen}.`]
          .filter(Boolean)
          .join(' ')
      }
    >
      <KeptAnswer asked={card.node}>
        {(shown) => (
          <>
            <NodeHead node={shown} faults={faults} asset={card.asset.data} />
            <div id="lenh" style={{ display: 'grid', gap: 16 }}>
              <ActionPanel node={shown} />
              <SelfTests node={shown} />
            </div>
            <Parts node={shown} asset={card.asset.data} now={now} />
          </>
        )}
      </KeptAnswer>
    </Page>
  );
}

function Parts({ node, asset, now }: { node: Node; asset: Parameters<typeof AssetCard>[0]['asset']; now: number }) {
  const { say } = useWords();
  const { role } = useMe().account;
  const [query, setQuery] = useSearchParams();
  const tab = TABS.find((one) => one === query.get('xem')) ?? 'tinh-trang';
  return (
    <Tabs<Tab>
      label={say('fleet.tabs')}
      tabs={TABS.map((key) => ({ key, title: say(`fleet-tab.${key}`) }))}
      chosen={tab}
      onChoose={(key) =>
        setQuery((before) => withChoice(before, 'xem', key === 'tinh-trang' ? '' : key), { replace: true })
      }
    >
      {tab === 'tinh-trang' && (
        <>
          <PresenceCard node={node.id} now={now} />
          <MeasuredCard node={node} now={now} />
          {may(role, 'read-devices') && <AssetCard node={node} asset={asset} />}
          <PhotosOfNode node={node.id} code={node.code} />
          {may(role, 'enrol') && <DevicePanel node={node} />}
        </>
      )}
      {tab === 'buoi-phat' && <RunsTab node={node} />}
      {tab === 'dien-song' && (
        <>
          <Charts
            node={node.id}
            title={say('fleet.power-and-signal')}
            fields={['mainsVolts', 'rssiDbm', 'celsius', 'levelDb', 'outputWatts']}
          />
          <DataUseCard node={node} />
        </>
      )}
      {tab === 'phan-mem' && <SoftwareTab node={node} />}
      {tab === 'lich-su' && <HistoryTab node={node} />}
    </Tabs>
  );
}
