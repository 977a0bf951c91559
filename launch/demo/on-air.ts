import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Span } from '../../firmware-sim/scenarios/timeline.ts';
import { itemOf } from '../../gateway/broadcast/plan-item.ts';
import { runsOf } from '../../gateway/broadcast/slots.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Person } from '../../gateway/http/app.ts';
import type { PlanItem } from '../../protocol/messages/downlink.ts';
import { speak } from './speech.ts';
import type { DemoText } from './texts.ts';
import type { DemoProgramme, Said } from './timetable.ts';

export interface Staff {
  readonly operator: Person;
  readonly approver: Person;
}

/** Speaks every text, takes it in like any upload, and makes an approved bulletin of it. Returns bulletins by key. */
export async function makeBulletins(
  gateway: Gateway,
  { operator, approver }: Staff,
  texts: readonly DemoText[],
  area: string,
): Promise<Map<DemoText['key'], string>> {
  const folder = await mkdtemp(join(tmpdir(), 'loaxa-demo-'));
  try {
    const made = await Promise.all(
      texts.map(async (text): Promise<[DemoText['key'], string]> => {
        const file = join(folder, `${text.key}.wav`);
        await speak(text, file);
        const upload = await gateway.recordings.receive(createReadStream(file));
        const recording = await gateway.recordings.add(operator, upload, { title: text.title, area });
        const bulletin = await gateway.broadcast.bulletins.create(operator, {
          title: text.title,
          class: 'normal',
          field: text.field,
          language: 'vi',
          recording: recording.sha256,
          text: text.text.replace(/\s+/g, ' ').trim(),
          area,
        });
        await gateway.broadcast.bulletins.approve(approver, bulletin.id);
        return [text.key, bulletin.id];
      }),
    );
    return new Map(made);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What one area hears: its programmes' items of the whole window, as its nodes have them on their plans. */
export type ItemsByArea = ReadonlyMap<string, readonly PlanItem[]>;

export async function makeProgrammes(
  gateway: Gateway,
  { operator, approver }: Staff,
  programmes: readonly DemoProgramme[],
  bulletins: ReadonlyMap<Said, string>,
  window: Span,
): Promise<ItemsByArea> {
  const { broadcast } = gateway;
  const items = new Map<string, PlanItem[]>();
  for (const { title, says, area, recurrence } of programmes) {
    const { id } = await broadcast.programmes.create(operator, {
      title,
      bulletins: says.map((key) => bulletins.get(key) ?? ''),
      targets: [{ area }],
      recurrence,
      resume: 'resume',
      registered: true,
      area,
    });
    const programme = await broadcast.programmes.approve(approver, id);
    const slots = await broadcast.programmes.timetable.complete([programme]);
    const runs = slots.flatMap((slot) => runsOf(slot, window, window.from));
    items.set(area, [...(items.get(area) ?? []), ...runs.map((run) => itemOf(run, programme))]);
  }
  return items;
}
