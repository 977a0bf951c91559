import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Node } from '../../protocol/api/areas.ts';
import type { Asset } from '../../protocol/api/cases.ts';
import { SUPPLIES } from '../../protocol/faults.ts';
import { Card } from '../components/Card.tsx';
import { DateField } from '../components/DateField.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { Facts } from '../components/Facts.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useMe } from '../data/session.ts';
import { dayText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { useParents, useSaveAsset } from './ask.ts';
import { type AssetField, errorsOf, formOf, NEW } from './asset-form.ts';
import styles from './Fleet.module.css';

/** What stands there: numbers, supply, keeper of the key, SIM, plan of maintenance. */
export function AssetCard({ node, asset }: { node: Node; asset: Asset | undefined }) {
  const { say, format } = useWords();
  const { role } = useMe().account;
  const [open, setOpen] = useState(false);
  const day = (text: string | undefined) => text && dayText(text);
  const text = (value: string | undefined) => value || undefined;
  const parents = useParents(asset?.uplink !== undefined || asset?.feeder !== undefined).data?.items;
  const parentOf = (id: string | undefined) => id && (parents?.find((one) => one.id === id)?.name ?? '…');
  return (
    <Card
      title={say('fleet.asset')}
      aside={
        may(role, 'repair') && (
          <Button variant="default" size="md" onClick={() => setOpen(true)}>
            {say('fleet.asset-change')}
          </Button>
        )
      }
    >
      <Facts
        facts={[
          [say('fleet-asset.assetNumber'), text(asset?.assetNumber)],
          [say('fleet-asset.serial'), text(asset?.serial)],
          [say('fleet-asset.model'), text(asset?.model)],
          [say('fleet-asset.supply'), asset?.supply && say(`fleet-supply.${asset.supply}`)],
          [say('fleet.keeper'), asset?.keeper && `${asset.keeper.name} ${asset.keeper.phone}`],
          [
            say('fleet.sim'),
            asset?.sim && [asset.sim.operator, asset.sim.phone, asset.sim.iccid].filter(Boolean).join(', '),
          ],
          [say('fleet-asset.simMonthlyMb'), asset?.sim && format.number(asset.sim.monthlyMb)],
          [say('fleet-asset.uplink'), parentOf(asset?.uplink)],
          [say('fleet-asset.feeder'), parentOf(asset?.feeder)],
          [say('fleet-asset.installedOn'), day(asset?.installedOn)],
          [say('fleet-asset.warrantyTo'), day(asset?.warrantyTo)],
          [say('fleet.next-service'), day(asset?.nextServiceOn)],
          ...(asset?.note ? [[say('fleet-asset.note'), asset.note] as const] : []),
        ]}
      />
      {open && <AssetSheet node={node} asset={asset} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function AssetSheet({ node, asset, onClose }: { node: Node; asset: Asset | undefined; onClose: () => void }) {
  const { say } = useWords();
  const [form, setForm] = useState(() => formOf(asset));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const parents = useParents(true).data?.items ?? [];
  const save = useSaveAsset(node.id, node.commune);
  const set = (field: AssetField) => (value: string) => setForm((before) => ({ ...before, [field]: value }));
  const errorOf = (field: AssetField) => errors.find((error) => error.field === `asset-${field}`)?.message;
  const line = (
    field: Exclude<AssetField, 'supply' | 'note' | 'installedOn' | 'warrantyTo' | 'uplink' | 'feeder'>,
    numeric = false,
  ) => (
    <TextInput
      id={`asset-${field}`}
      label={say(`fleet-asset.${field}`)}
      value={form[field]}
      error={errorOf(field)}
      inputMode={numeric ? 'numeric' : 'text'}
      onChange={(event) => set(field)(event.currentTarget.value)}
    />
  );
  const hangsOn = (kind: 'uplink' | 'feeder', name: 'newUplink' | 'newFeeder') => (
    <>
      <NativeSelect
        id={`asset-${kind}`}
        label={say(`fleet-asset.${kind}`)}
        value={form[kind]}
        onChange={(event) => set(kind)(event.currentTarget.value)}
        data={[
          { value: '', label: say('fleet.parent-none') },
          ...parents.filter((one) => one.kind === kind).map((one) => ({ value: one.id, label: one.name })),
          { value: NEW, label: say('fleet.parent-new') },
        ]}
      />
      {form[kind] === NEW && line(name)}
    </>
  );
  const submit = () => {
    const found = errorsOf(form, say);
    setErrors(found);
    if (found.length === 0) save.mutate({ form, asset }, { onSuccess: onClose });
  };
  return (
    <FormSheet
      title={say('fleet.asset-of', { code: node.code })}
      errors={errors}
      submit={say('fleet.asset-save')}
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <ProblemNotice error={save.error} />
      <div className={styles.fields}>
        {line('keeperName')}
        {line('keeperPhone', true)}
        <NativeSelect
          id="asset-supply"
          label={say('fleet-asset.supply')}
          value={form.supply}
          onChange={(event) => set('supply')(event.currentTarget.value)}
          data={[
            { value: '', label: say('fleet-supply.unknown') },
            ...SUPPLIES.map((one) => ({ value: one, label: say(`fleet-supply.${one}`) })),
          ]}
        />
        {line('assetNumber')}
        {line('serial')}
        {line('model')}
        {line('simOperator')}
        {line('simPhone', true)}
        {line('simIccid', true)}
        {line('simMonthlyMb', true)}
        <DateField
          id="asset-installedOn"
          label={say('fleet-asset.installedOn')}
          value={form.installedOn}
          error={errorOf('installedOn')}
          onChange={set('installedOn')}
        />
        <DateField
          id="asset-warrantyTo"
          label={say('fleet-asset.warrantyTo')}
          value={form.warrantyTo}
          error={errorOf('warrantyTo')}
          onChange={set('warrantyTo')}
        />
        {line('everyMonths', true)}
        {hangsOn('uplink', 'newUplink')}
        {hangsOn('feeder', 'newFeeder')}
      </div>
      <Textarea
        id="asset-note"
        label={say('fleet-asset.note')}
        value={form.note}
        onChange={(event) => set('note')(event.currentTarget.value)}
      />
    </FormSheet>
  );
}
