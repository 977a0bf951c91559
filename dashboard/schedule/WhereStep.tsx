import { Button, Checkbox, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Group } from '../../protocol/api/schedule.ts';
import { AreaPicker } from '../components/AreaPicker.tsx';
import { problemText } from '../components/problem-text.ts';
import { useNodes } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { useAddGroup, useGroups } from './ask.ts';
import { FollowedGroup } from './FollowedGroup.tsx';
import type { ProgrammeForm } from './programme-form.ts';
import styles from './Rows.module.css';
import { useReach } from './reach.ts';

interface Props {
  form: ProgrammeForm;
  set: (change: Partial<ProgrammeForm>) => void;
  errorOf: (field: string) => string | undefined;
}

/** ② Where: the account's own area is chosen already; groups, hamlets and single loudspeakers instead. */
export function WhereStep({ form, set, errorOf }: Props) {
  const { say } = useWords();
  const { account } = useMe();
  const groups = useGroups().data?.items ?? [];
  const reach = useReach(form);
  // One of a smaller area cannot be followed by what belongs to the account's own.
  const mayFollow = (group: Group) => group.area === account.areas[0] && !group.formerDistrict;
  const error = errorOf('plan-areas');
  return (
    <Stack>
      {groups.length > 0 && (
        <section aria-label={say('plan.groups')}>
          <h3 className={styles.heading}>{say('plan.groups')}</h3>
          <div className={styles.chips}>
            {groups.map((group) => (
              <Button
                key={group.id}
                variant={form.groups.includes(group.id) ? 'filled' : 'default'}
                {...(mayFollow(group) ? { 'aria-pressed': form.groups.includes(group.id) } : {})}
                size="md"
                onClick={() => set(mayFollow(group) ? followed(form, group, account.areas) : copied(group))}
              >
                {say('plan.group', { name: group.name, n: group.nodes })}
              </Button>
            ))}
          </div>
          {form.groups.length > 0 && <p>{say('plan.group-follows')}</p>}
          {groups
            .filter((group) => form.groups.includes(group.id))
            .map((group) => (
              <FollowedGroup key={group.id} group={group} />
            ))}
        </section>
      )}
      {error && <p className={styles.error}>{error}</p>}
      <AreaPicker id="plan-areas" roots={account.areas} chosen={form.areas} onChange={(areas) => set({ areas })} />
      <SingleNodes chosen={form.nodes} onChange={(nodes) => set({ nodes })} />
      {reach && (
        <p role="status" className={styles.sentence}>
          {say('plan.reach', { hamlets: reach.hamlets.length, nodes: reach.nodes })}
        </p>
      )}
      {form.areas.length + form.nodes.length > 1 && <SaveGroup form={form} />}
    </Stack>
  );
}

/** Follows the group, or no more; who took the whole area only because nothing was chosen yet means the group instead. */
function followed(form: ProgrammeForm, { id }: Group, whole: readonly string[]): Partial<ProgrammeForm> {
  if (form.groups.includes(id)) return { groups: form.groups.filter((one) => one !== id) };
  const untouched = form.areas.length === whole.length && form.areas.every((area) => whole.includes(area));
  return { groups: [...form.groups, id], ...(untouched ? { areas: [] } : {}) };
}

/** Its places as they are now. */
function copied({ targets }: Group): Partial<ProgrammeForm> {
  return {
    areas: targets.flatMap((target) => ('area' in target ? [target.area] : [])),
    nodes: targets.flatMap((target) => ('node' in target ? [target.node] : [])),
  };
}

const SHOWN = 8;

function SingleNodes({ chosen, onChange }: { chosen: readonly string[]; onChange: (nodes: string[]) => void }) {
  const { say } = useWords();
  const { account } = useMe();
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState(chosen.length > 0);
  const nodes = useNodes({ area: account.areas[0], search: search || undefined, limit: 500 }, open);
  const shown = (nodes.data?.items ?? []).filter((node, index) => chosen.includes(node.id) || index < SHOWN);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary style={{ minHeight: 44, cursor: 'pointer', paddingBlock: 10 }}>
        {chosen.length > 0 ? say('plan.single-chosen', { n: chosen.length }) : say('plan.single')}
      </summary>
      <Stack gap="xs">
        <TextInput
          label={say('plan.search-node')}
          value={search}
          maw={420}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {shown.map((node) => (
          <Checkbox
            key={node.id}
            size="md"
            label={`${node.code} · ${node.hamletName} · ${node.place}`}
            checked={chosen.includes(node.id)}
            onChange={() =>
              onChange(chosen.includes(node.id) ? chosen.filter((one) => one !== node.id) : [...chosen, node.id])
            }
          />
        ))}
        {(nodes.data?.total ?? 0) > shown.length && (
          <p>{say('plan.more-nodes', { n: (nodes.data?.total ?? 0) - shown.length })}</p>
        )}
      </Stack>
    </details>
  );
}

function SaveGroup({ form }: { form: ProgrammeForm }) {
  const { say } = useWords();
  const add = useAddGroup();
  const [name, setName] = useState('');
  return (
    <details>
      <summary style={{ minHeight: 44, cursor: 'pointer', paddingBlock: 10 }}>{say('plan.save-group')}</summary>
      <Stack gap="xs" align="flex-start">
        <TextInput
          label={say('plan.group-name')}
          maxLength={120}
          value={name}
          error={add.isError ? problemText(add.error, say) : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button
          variant="default"
          size="md"
          loading={add.isPending}
          onClick={() =>
            name.trim() &&
            add.mutate({
              name: name.trim(),
              targets: [...form.areas.map((area) => ({ area })), ...form.nodes.map((node) => ({ node }))],
            })
          }
        >
          {say('plan.save-group')}
        </Button>
        {add.isSuccess && <p role="status">{say('plan.group-saved', { name: add.data.name })}</p>}
      </Stack>
    </details>
  );
}
