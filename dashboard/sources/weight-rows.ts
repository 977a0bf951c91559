import type { WeightRow } from '../../protocol/api/sources.ts';
import { type AlertWeight, CERTAINTIES, SEVERITIES, URGENCIES } from '../../protocol/sources.ts';

/** A row as it is chosen: '' is any, several stand with commas. */
export interface TypedRow {
  readonly key: number;
  readonly severity: string;
  readonly urgency: string;
  readonly certainty: string;
  readonly weight: AlertWeight;
}

let newest = 0;
const nextKey = () => ++newest;

export const NEW_ROW = (): TypedRow => ({ key: nextKey(), severity: '', urgency: '', certainty: '', weight: 'held' });

export function typedRows(rows: readonly WeightRow[]): TypedRow[] {
  return rows.map(({ severity = [], urgency = [], certainty = [], weight }) => ({
    ...{ key: nextKey(), weight, severity: severity.join(), urgency: urgency.join(), certainty: certainty.join() },
  }));
}

export function readRows(rows: readonly TypedRow[]): WeightRow[] {
  return rows.map(({ severity, urgency, certainty, weight }) => ({
    ...chosen('severity', SEVERITIES, severity),
    ...chosen('urgency', URGENCIES, urgency),
    ...chosen('certainty', CERTAINTIES, certainty),
    weight,
  }));
}

function chosen<N extends string, T extends string>(name: N, all: readonly T[], typed: string): { [K in N]?: T[] } {
  const found = all.filter((word) => typed.split(',').includes(word));
  return (found.length === 0 ? {} : { [name]: found }) as { [K in N]?: T[] }; // one key, of that name
}
