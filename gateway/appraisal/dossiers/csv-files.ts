import { setImmediate as breathe } from 'node:timers/promises';
import type { Area } from '../../../protocol/api/areas.ts';
import type { HamletVerdict, SessionDetail } from '../../../protocol/api/coverage.ts';
import type { HandLogLine, Visit } from '../../coverage/sources.ts';
import { BYTE_ORDER_MARK, csvLine } from '../../documents/csv.ts';
import { isAfterClosing } from './dossier-rules.ts';
import type { HamletDay, HungNode, RawDelivery } from './raw-rows-store.ts';
import type { ExclusionLine } from './sources.ts';

/** A CSV file as lines: who reads them never holds the whole of it. docs/dossier.md tells the columns. */
function head(...names: string[]): string {
  return BYTE_ORDER_MARK + csvLine(names);
}

export function* hamletLines(hamlets: readonly Area[], communeOf: (hamlet: string) => Area | undefined) {
  yield head(
    ...['hamlet', 'name', 'households', 'commune', 'region', 'floor_decision', 'valid_from', 'valid_to'],
    'predecessors',
  );
  for (const { id, name, households, floorDecision, validFrom, validTo, predecessors } of hamlets) {
    const commune = communeOf(id);
    const floor = floorDecision ?? commune?.floorDecision;
    yield csvLine([
      ...[id, name, households, commune?.id, commune?.region, floor, validFrom, validTo],
      predecessors.join(' '),
    ]);
  }
}

export function* nodeLines(nodes: readonly HungNode[]) {
  yield head('node', 'code', 'hamlet', 'from', 'to', 'horns', 'technology', 'reports_since', 'sensor');
  for (const one of nodes)
    yield csvLine([
      ...[one.node, one.code, one.hamlet, one.from, one.to, one.horns, one.technology, one.reportsSince, one.sensor],
    ]);
}

export async function* deliveryLines(slices: AsyncIterable<readonly RawDelivery[]>) {
  yield head(
    ...['run', 'node', 'hamlet', 'horns', 'due_at', 'duration_ms', 'lateness_ms', 'run_ended', 'final', 'state'],
    ...['reason', 'started_at', 'played_ms', 'heard_ms', 'heard_by', 'clock', 'registered', 'evidence'],
    'after_closing',
  );
  for await (const slice of slices)
    for (const one of slice)
      yield csvLine([
        ...[one.run, one.node, one.hamlet, one.horns, one.dueAt, one.durationMs, one.latenessMs, one.runEnded],
        ...[one.final, one.state, one.reason, one.startedAt, one.playedMs, one.heardMs, one.heardBy, one.clock],
        ...[one.registered, one.evidence, one.afterClosing],
      ]);
}

/** Both files of the timetable come from one reading; `cancelled` collects the second, which is short. */
export async function* timetableLines(days: AsyncIterable<readonly HamletDay[]>, cancelled: string[]) {
  cancelled.push(head('hamlet', 'from_at', 'to_at', 'run', 'session', 'in_time'));
  yield head('hamlet', 'session', 'from_at', 'to_at');
  for await (const hamlets of days)
    for (const one of hamlets) {
      for (const { fromAt, toAt, run, session, inTime } of one.cancelled)
        cancelled.push(csvLine([one.hamlet, fromAt, toAt, run, session, inTime]));
      for (const { id, fromAt, toAt } of one.slots) yield csvLine([one.hamlet, id, fromAt, toAt]);
    }
}

export function* exclusionLines(exclusions: readonly (ExclusionLine & { readonly hamlets: readonly string[] })[]) {
  yield head('id', 'hamlet', 'from', 'to', 'parts', 'cause', 'decision');
  for (const { id, hamlets, from, to, parts, cause, decision } of exclusions)
    for (const hamlet of hamlets) yield csvLine([id, hamlet, from, to, parts?.join(' '), cause, decision]);
}

export function* inspectionLines(visits: readonly Visit[], closedAt?: number) {
  yield head(
    ...['hamlet', 'node', 'at', 'horns_there', 'horns_sounding', 'unannounced', 'from_outside', 'during_session'],
    ...['technology', 'after_closing'],
  );
  for (const one of visits)
    yield csvLine([
      ...[one.hamlet, one.node, one.at, one.hornsThere, one.hornsSounding, one.unannounced, one.fromOutside],
      ...[one.duringSession, one.technology, isAfterClosing(one, closedAt)],
    ]);
}

export function* handLogLines(
  entries: readonly (HandLogLine & { readonly hamlets: readonly string[] })[],
  closedAt?: number,
) {
  yield head('hamlet', 'day', 'from', 'to', 'after_closing');
  for (const one of entries)
    for (const hamlet of one.hamlets) yield csvLine([hamlet, one.day, one.from, one.to, isAfterClosing(one, closedAt)]);
}

export async function* sessionLines(sessions: ReadonlyMap<string, readonly SessionDetail[]>) {
  yield head('hamlet', 'day', 'part', 'state', 'due_ms', 'low_ms', 'high_ms');
  for (const [hamlet, details] of sessions) {
    for (const { day, part, state, dueMs, heardLowMs, heardHighMs } of details)
      yield csvLine([hamlet, day, part, state, dueMs, heardLowMs, heardHighMs]);
    await breathe();
  }
}

export function* verdictLines(hamlets: readonly HamletVerdict[]) {
  yield head(
    ...['hamlet', 'verdict', 'due', 'owed', 'heard', 'partial', 'not_heard', 'unknown', 'excluded', 'cancelled'],
    ...['lower', 'upper', 'without_lower', 'without_upper', 'longest_miss', 'by_inspection'],
  );
  for (const { hamlet, verdict, sessions, owed, lower, upper, without, longestMiss, byInspection } of hamlets)
    yield csvLine([
      ...[hamlet, verdict, sessions.due, owed, sessions.heard, sessions.partial, sessions.notHeard],
      ...[sessions.unknown, sessions.excluded, sessions.cancelled, lower, upper, without.lower, without.upper],
      ...[longestMiss, byInspection],
    ]);
}
