import { afterEach, beforeEach } from 'vitest';
import type { Person } from '../../../gateway/http/app.ts';
import type { BulletinInput, ProgrammeInput } from '../../../protocol/api/broadcast.ts';
import { planFile } from '../../../protocol/messages/downlink.ts';
import type { TestDatabase } from '../database/engines.ts';
import { Air, MONDAY } from './air.ts';

/** Broadcasting with an operator and an approver of the commune, and what the two put on the air. */
export class Newsroom {
  readonly test: TestDatabase;
  readonly air: Air;
  readonly operator: Person;
  readonly approver: Person;

  constructor(test: TestDatabase) {
    this.test = test;
    this.air = new Air(test);
    this.operator = this.air.person('operator', this.air.commune);
    this.approver = this.air.person('approver', this.air.commune);
  }

  async bulletinInput(change: Partial<BulletinInput> = {}): Promise<BulletinInput> {
    return {
      ...{ title: 'Tiêm phòng', class: 'normal', field: 'health', language: 'vi' },
      recording: change.recording ?? (await this.air.recording()),
      ...change,
    };
  }

  async approvedBulletin(change: Partial<BulletinInput> = {}) {
    const { bulletins } = this.air.broadcast;
    const made = await bulletins.create(this.operator, await this.bulletinInput(change));
    return bulletins.approve(this.approver, made.id);
  }

  /** Every day at five in the evening, in the whole commune. */
  programmeInput(bulletin: string, change: Partial<ProgrammeInput> = {}): ProgrammeInput {
    return {
      title: 'Bản tin chiều',
      bulletins: [bulletin],
      targets: [{ area: this.air.commune.id }],
      recurrence: { from: MONDAY, times: ['17:00'], weekdays: [], except: [] },
      resume: 'resume',
      registered: true,
      ...change,
    };
  }

  /** Approved, and on the plans of its nodes. */
  async scheduled(change: Partial<ProgrammeInput> = {}) {
    const { programmes, plans } = this.air.broadcast;
    const [bulletin = (await this.approvedBulletin()).id] = change.bulletins ?? [];
    const made = await programmes.create(this.operator, this.programmeInput(bulletin, change));
    const programme = await programmes.approve(this.approver, made.id);
    await plans.idle();
    return programme;
  }

  async planOf(node: string) {
    const { plans } = this.air.broadcast;
    const body = await plans.fetch(node, plans.markOf(node)?.sha256 ?? '');
    return planFile.parse(JSON.parse(body ?? 'null'));
  }
}

/** A newsroom of its own for each test. `enter` comes before broadcasting starts. */
export function newsroomOfEachTest(open: () => Promise<TestDatabase>, enter: (room: Newsroom) => void): void {
  let room: Newsroom;
  beforeEach(async () => {
    room = new Newsroom(await open());
    enter(room);
    await room.air.broadcast.start();
  });
  afterEach(async () => {
    await room.air.close();
    await room.test.close();
  });
}
