import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import type { Node } from '../../protocol/api/areas.ts';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import { NODE_SORTS, TECHNOLOGIES } from '../../protocol/nodes.ts';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { Page } from '../components/Page.tsx';
import { Pager } from '../components/Pager.tsx';
import { paths, type Query, withQuery } from '../data/paths.ts';
import { useArea, useOverview } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { newUlid } from '../data/ulid.ts';
import { KeptAnswer } from '../field/KeptAnswer.tsx';
import { keepDraft } from '../field/kept.ts';
import { AllRows } from '../fleet/AllRows.tsx';
import { useCounts, useFleet, useFleetKept } from '../fleet/ask.ts';
import { BulkBar } from '../fleet/BulkBar.tsx';
import styles from '../fleet/Fleet.module.css';
import { FleetMap } from '../fleet/FleetMap.tsx';
import { FleetTable } from '../fleet/FleetTable.tsx';
import { type FleetView, listQuery, readChoice } from '../fleet/fleet-query.ts';
import { GlanceCard } from '../fleet/GlanceCard.tsx';
import { GroupChips } from '../fleet/GroupChips.tsx';
import { NONE, type Selection, toggled, wholePlace } from '../fleet/selection.ts';
import { useAreaChoice } from '../frame/area-choice.ts';
import { may } from '../frame/permissions.ts';
import { usePhone } from '../frame/phone.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viField } from '../i18n/vi-field.ts';
import { viFleet } from '../i18n/vi-fleet.ts';
import { newSlip } from '../maintenance/slip-form.ts';

knowWords(viFleet);
knowWords(viField);

const TYPING_MS = 250;
/** Rows of a page; on a phone each is a card, and a thumb has to get past them. */
const ROWS = 50;
const CARDS = 20;

/** «Cụm nào hỏng, hỏng gì, thấy lần cuối khi nào?» Paging, search and counts are the gateway's: 20,000 nodes never come at once. */
export function Nodes() {
  const { say, format } = useWords();
  const { area, choose } = useAreaChoice();
  const [query, setQuery] = useSearchParams();
  const choice = readChoice(query);
  const set = (name: string, value: string) => setQuery((before) => withChoice(before, name, value), { replace: true });
  const [typed, setTyped] = useState(choice.search);
  useEffect(() => {
    if (typed.trim() === choice.search) return;
    const timer = setTimeout(
      () => setQuery((before) => withChoice(before, 'tim', typed.trim().normalize('NFC')), { replace: true }),
      TYPING_MS,
    );
    return () => clearTimeout(timer);
  }, [typed, choice.search, setQuery]);
  const totals = useOverview(area).data?.nodes;
  const { data: counts, refetch } = useCounts(area);
  // The overview hears of each change by the feed; what is counted here follows it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again whenever these figures change
  useEffect(() => void refetch(), [totals?.online, totals?.offline, totals?.unobserved, refetch]);
  const list = listQuery(choice, area);
  const name = JSON.stringify(list);
  const [chosen, setChosen] = useState<{ of: string; selection: Selection }>({ of: name, selection: NONE });
  const { role } = useMe().account;
  // What was chosen in another list is not chosen in this one.
  const choosing = may(role, 'set-volume')
    ? {
        selection: chosen.of === name ? chosen.selection : NONE,
        onChange: (selection: Selection) => setChosen({ of: name, selection }),
      }
    : undefined;
  return (
    <Page
      title={say('menu.nodes')}
      sentence={
        totals && say('nodes.sentence', { online: format.number(totals.online), total: format.number(totals.total) })
      }
      actions={
        <Button component="a" variant="default" size="md" href={withQuery(paths.nodesCsv, list)} download>
          {say('fleet.csv')}
        </Button>
      }
    >
      <GroupChips
        counts={counts}
        chosen={choice.group}
        onChoose={(group) => set('nhom', group === 'all' ? '' : group)}
      />
      <Filters>
        <TextInput
          type="search"
          label={say('filter.search-node')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <AreaSelect value={area} onChange={choose} />
        <NativeSelect
          label={say('node.technology')}
          value={choice.technology ?? ''}
          onChange={(event) => set('loai-hinh', event.currentTarget.value)}
          data={[
            { value: '', label: say('filter.all') },
            ...TECHNOLOGIES.map((one) => ({ value: one, label: say(`technology.${one}`) })),
          ]}
        />
        <NativeSelect
          label={say('filter.sort')}
          value={choice.sort}
          onChange={(event) => set('sap-xep', event.currentTarget.value)}
          data={NODE_SORTS.map((one) => ({
            value: one,
            label: say(one === 'code' || one === 'hamlet' || one === 'last-seen' ? `sort.${one}` : `fleet-sort.${one}`),
          }))}
        />
      </Filters>
      <Narrowed choice={choice} onLeave={(name) => set(name, '')} />
      <ViewChoice view={choice.view} onChoose={(view) => set('xem', view === 'danh-sach' ? '' : view)} />
      {choice.view === 'ban-do' ? (
        <FleetMap key={area ?? ''} area={area} />
      ) : choice.view === 'tat-ca' ? (
        <Whole list={list} choosing={choosing} />
      ) : (
        <Paged key={JSON.stringify(list)} list={list} choosing={choosing} />
      )}
      {counts && (
        <GlanceCard
          counts={counts}
          link={(name, value) => `/cum-loa?${withChoice(withChoice(query, 'xem', ''), name, value)}`}
        />
      )}
    </Page>
  );
}

/** What a link narrowed the list by, each with the way out of it. */
function Narrowed({ choice, onLeave }: { choice: ReturnType<typeof readChoice>; onLeave: (name: string) => void }) {
  const { say, language } = useWords();
  const { presence, fault, firmware, clockOff } = choice;
  const narrowed = [
    ...(presence === 'online' || presence === 'offline' || presence === 'unobserved' || presence === 'maintenance'
      ? [{ name: 'trang-thai', text: say(`presence.${presence}`) }]
      : []),
    ...(fault ? [{ name: 'su-co', text: FAULT_WORDS[fault][language] }] : []),
    ...(firmware === undefined ? [] : [{ name: 'phan-mem', text: say('fleet.only-firmware', { version: firmware }) }]),
    ...(clockOff ? [{ name: 'lech-gio', text: say('fleet.only-clock-off') }] : []),
  ];
  if (narrowed.length === 0) return null;
  return (
    <Group gap={8}>
      {narrowed.map(({ name, text }) => (
        <Button key={name} variant="default" size="md" onClick={() => onLeave(name)}>
          {say('fleet.leave', { text })}
        </Button>
      ))}
    </Group>
  );
}

function ViewChoice({ view, onChoose }: { view: FleetView; onChoose: (view: FleetView) => void }) {
  const { say } = useWords();
  const phone = usePhone();
  // Thousands of rows are for a wide screen; a phone has pages.
  const views: readonly FleetView[] = phone ? ['danh-sach', 'ban-do'] : ['danh-sach', 'tat-ca', 'ban-do'];
  return (
    <fieldset className={styles.chips}>
      <legend className="visually-hidden">{say('fleet.view')}</legend>
      {views.map((one) => (
        <button key={one} type="button" aria-pressed={one === view} onClick={() => onChoose(one)}>
          {say(`fleet-view.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

interface ListProps {
  list: ReturnType<typeof listQuery>;
  choosing: Parameters<typeof FleetTable>[0]['choosing'];
}

function Paged({ list, choosing }: ListProps) {
  const { say, format } = useWords();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const rows = usePhone() ? CARDS : ROWS;
  const nodes = useFleetKept({ ...list, cursor: cursors.at(-1), limit: rows });
  return (
    <Card>
      <KeptAnswer asked={nodes}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty sentence={say('list.nothing-found')} />
          ) : (
            <>
              {choosing && <Chosen list={list} total={page.total} choosing={choosing} page={page.items} />}
              <FleetTable nodes={page.items} choosing={choosing} />
              <Group justify="space-between" mt="md">
                <span>
                  {say('list.range', {
                    from: format.number(cursors.length * rows + 1),
                    to: format.number(cursors.length * rows + page.items.length),
                    total: format.number(page.total),
                  })}
                </span>
                <Pager cursors={cursors} next={page.next} onChange={setCursors} />
              </Group>
            </>
          )
        }
      </KeptAnswer>
    </Card>
  );
}

interface ChosenProps {
  list: Query;
  total: number;
  choosing: NonNullable<ListProps['choosing']>;
  page: readonly Node[];
}

/** The bar above the rows, and the form of a slip for exactly these. */
function Chosen({ list, total, choosing: { selection, onChange }, page }: ChosenProps) {
  const { say } = useWords();
  const [, go] = useLocation();
  const { id: account, role } = useMe().account;
  const ids = selection.kind === 'some' ? [...selection.ids] : [];
  const area = useArea(typeof list.area === 'string' ? list.area : undefined).data;
  const place = selection.kind === 'all' ? wholePlace(list, area) : undefined;
  const slip = async () => {
    await keepDraft(`${account} slip`, { ...newSlip(newUlid(Date.now())), nodes: ids, ...place });
    go('/bao-tri?phieu=moi');
  };
  return (
    <>
      {page.length > 0 && selection.kind === 'some' && (
        <Button
          variant="default"
          size="md"
          mb={8}
          onClick={() =>
            onChange(
              toggled(
                selection,
                page.map(({ id }) => id),
                true,
              ),
            )
          }
        >
          {say('bulk.choose-page')}
        </Button>
      )}
      <BulkBar
        list={list}
        total={total}
        selection={selection}
        onChange={onChange}
        onMaintenance={may(role, 'repair') && (ids.length > 0 || place) ? () => void slip() : undefined}
      />
    </>
  );
}

function Whole({ list, choosing }: ListProps) {
  const { say, format } = useWords();
  const first = useFleet({ ...list, offset: 0, limit: 1 });
  const total = first.data?.total;
  return (
    <Card>
      {total === 0 && <Empty sentence={say('list.nothing-found')} />}
      {total !== undefined && total > 0 && (
        <>
          <p>{say('fleet.all-rows', { n: format.number(total) })}</p>
          {choosing && <Chosen list={list} total={total} choosing={choosing} page={[]} />}
          <AllRows query={list} total={total} />
        </>
      )}
    </Card>
  );
}
