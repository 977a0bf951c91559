import type { z } from 'zod';
import type { Asset, assetInput } from '../../protocol/api/cases.ts';
import { SUPPLIES } from '../../protocol/faults.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { dayText, parseDay } from '../format/date.ts';
import type { Say } from '../i18n/say.ts';

export type AssetInput = z.input<typeof assetInput>;

/** The form of an asset as it is typed: texts, empty where there is nothing. */
export interface AssetForm {
  readonly assetNumber: string;
  readonly serial: string;
  readonly model: string;
  readonly supply: string;
  readonly keeperName: string;
  readonly keeperPhone: string;
  readonly simIccid: string;
  readonly simPhone: string;
  readonly simOperator: string;
  readonly simMonthlyMb: string;
  readonly installedOn: string;
  readonly warrantyTo: string;
  readonly everyMonths: string;
  readonly note: string;
  /** Mast or fibre, and power line it hangs on: an id, empty for none, `NEW` for one that is named here. */
  readonly uplink: string;
  readonly feeder: string;
  readonly newUplink: string;
  readonly newFeeder: string;
}
export const NEW = 'new';
export type AssetField = keyof AssetForm;

export function formOf(asset: Asset | undefined): AssetForm {
  const day = (text: string | undefined) => (text === undefined ? '' : dayText(text));
  return {
    assetNumber: asset?.assetNumber ?? '',
    serial: asset?.serial ?? '',
    model: asset?.model ?? '',
    supply: asset?.supply ?? '',
    keeperName: asset?.keeper?.name ?? '',
    keeperPhone: asset?.keeper?.phone ?? '',
    simIccid: asset?.sim?.iccid ?? '',
    simPhone: asset?.sim?.phone ?? '',
    simOperator: asset?.sim?.operator ?? '',
    simMonthlyMb: asset?.sim ? String(asset.sim.monthlyMb) : '',
    installedOn: day(asset?.installedOn),
    warrantyTo: day(asset?.warrantyTo),
    everyMonths: asset?.everyMonths === undefined ? '' : String(asset.everyMonths),
    note: asset?.note ?? '',
    ...{ uplink: asset?.uplink ?? '', feeder: asset?.feeder ?? '', newUplink: '', newFeeder: '' },
  };
}

/** What must be mended before it is sent; each line leads to its field. */
export function errorsOf(form: AssetForm, say: Say): FormError[] {
  const errors: FormError[] = [];
  const wrong = (field: AssetField, message: string) => errors.push({ field: `asset-${field}`, message });
  if (form.keeperPhone !== '' && !/^\+?[0-9 .-]{3,20}$/.test(form.keeperPhone.trim()))
    wrong('keeperPhone', say('fleet.wrong-phone'));
  if (form.keeperName !== '' && form.keeperPhone === '') wrong('keeperPhone', say('fleet.phone-missing'));
  const anySim = form.simIccid || form.simPhone || form.simOperator || form.simMonthlyMb;
  if (anySim && wholeNumber(form.simMonthlyMb, 1_000_000) === undefined) wrong('simMonthlyMb', say('fleet.wrong-mb'));
  if (form.everyMonths !== '' && wholeNumber(form.everyMonths, 60) === undefined)
    wrong('everyMonths', say('fleet.wrong-months'));
  for (const field of ['installedOn', 'warrantyTo'] as const)
    if (form[field] !== '' && parseDay(form[field]) === undefined) wrong(field, say('fleet.wrong-day'));
  for (const [of, name] of [
    ['uplink', 'newUplink'],
    ['feeder', 'newFeeder'],
  ] as const)
    if (form[of] === NEW && form[name].trim() === '') wrong(name, say('fleet.wrong-parent'));
  return errors;
}

/** The body to send; mast and feeder that were named in the form have their ids by now. */
export function inputOf(form: AssetForm, asset: Asset | undefined): AssetInput {
  const monthlyMb = wholeNumber(form.simMonthlyMb, 1_000_000);
  const everyMonths = wholeNumber(form.everyMonths, 60);
  const supply = SUPPLIES.find((one) => one === form.supply);
  const [installedOn, warrantyTo] = [parseDay(form.installedOn), parseDay(form.warrantyTo)];
  return {
    ...{ assetNumber: form.assetNumber, serial: form.serial, model: form.model, note: form.note },
    ...(supply ? { supply } : {}),
    ...(form.keeperPhone.trim() === ''
      ? {}
      : { keeper: { name: form.keeperName.trim(), phone: form.keeperPhone.trim() } }),
    ...(monthlyMb === undefined
      ? {}
      : { sim: { iccid: form.simIccid, phone: form.simPhone, operator: form.simOperator, monthlyMb } }),
    ...(installedOn ? { installedOn } : {}),
    ...(warrantyTo ? { warrantyTo } : {}),
    ...(everyMonths === undefined ? {} : { everyMonths }),
    ...(form.uplink ? { uplink: form.uplink } : {}),
    ...(form.feeder ? { feeder: form.feeder } : {}),
    version: asset?.version ?? 0,
  };
}

function wholeNumber(text: string, most: number): number | undefined {
  const plain = text.replace(/[ .]/g, '');
  const value = Number(plain);
  return /^\d{1,7}$/.test(plain) && value >= 1 && value <= most ? value : undefined;
}
