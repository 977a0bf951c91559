import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SHIPPED_RULES } from '../../../gateway/coverage/shipped-rules.ts';
import { addDays, instantAt } from '../../../protocol/vietnam-time.ts';
import { DELIVERY_COLUMNS } from './sample-dossier.ts';

const FROM = '2026-08-01';
/** Forty days, one session of 30 minutes at 17:00 each. */
const DAYS = Array.from({ length: 40 }, (_, index) => addDays(FROM, index));
const TO = DAYS.at(-1) ?? '';
const LENGTH = 1_800_000;
const NODE = 'n1,TL-01,h1,0,,2,ip,0,microphone';

interface Told {
  state?: string;
  heard?: number;
  by?: string;
  clock?: string;
  reason?: string;
  late?: number;
  silent?: boolean;
}

/** A delivery of a node on a day, heard whole unless it says otherwise. */
function delivery(day: string, told: Told = {}, node = 'n1', horns = 2): string {
  const due = instantAt(day, '17:00');
  const { state = 'full', heard = LENGTH, by = 'microphone', clock = 'trusted', reason = '', late = 0, silent } = told;
  const said = silent
    ? `unknown,${reason},,,,,,1,`
    : `${state},${reason},${due + late},${LENGTH},${heard},${by},${clock},1,7`;
  return `run@${due},${node},h1,${horns},${due},${LENGTH},300000,1,1,${said}`;
}

describe('the recomputation from the tables alone', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loaxa-recompute-'));
    write('rule.json', JSON.stringify({ ...SHIPPED_RULES[0], from: FROM, to: TO }));
    write(
      'hamlets.csv',
      'hamlet,name,households,commune,region,floor_decision,valid_from,valid_to,predecessors\nh1,Thôn Đông,100,c1,,,2020-01-01,,\n',
    );
    write('nodes.csv', `node,code,hamlet,from,to,horns,technology,reports_since,sensor\n${NODE}\n`);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const deliveries = (rows: readonly string[]) =>
    write('deliveries.csv', `${[DELIVERY_COLUMNS, ...rows].join('\n')}\n`);
  /** What it says, and its exit code. */
  const recompute = (...options: string[]) => {
    try {
      return {
        code: 0,
        said: execFileSync(process.execPath, ['docs/recompute.mjs', folder, ...options], { encoding: 'utf8' }),
      };
    } catch (error) {
      const { status, stdout } = error as { status: number; stdout: string };
      return { code: status, said: stdout };
    }
  };
  const hamlet = () => JSON.parse(recompute('--json').said).hamlets[0];
  const each = (toldOf: (index: number) => Told) => deliveries(DAYS.map((day, index) => delivery(day, toldOf(index))));

  it.each<[string, (index: number) => Told, object]>([
    ['heard every day is met', () => ({}), { verdict: 'met', due: 40, owed: 40, heard: 40, lower: 1, upper: 1 }],
    ['online and mute all month is not met', () => ({ heard: 0 }), { verdict: 'not-met', notHeard: 40, upper: 0 }],
    [
      'without a word all the time is insufficient',
      () => ({ silent: true }),
      { verdict: 'insufficient', unknown: 40, lower: 0, upper: 1 },
    ],
    // Every fifth not heard: 32 of 40 are 80 %, just enough.
    [
      'heard four days of five is met',
      (at) => ({ heard: at % 5 === 4 ? 0 : LENGTH }),
      { verdict: 'met', heard: 32, lower: 0.8 },
    ],
    [
      'one day less is not',
      (at) => ({ heard: at % 5 === 4 || at === 0 ? 0 : LENGTH }),
      { verdict: 'not-met', heard: 31 },
    ],
    // 80 % of half an hour are 1,440,000 ms.
    ['80 % of the minutes are heard', () => ({ heard: 1_440_000 }), { heard: 40 }],
    ['a millisecond less is partly heard', () => ({ heard: 1_439_999 }), { heard: 0, partial: 40, verdict: 'not-met' }],
    ['begun 2 s early is heard', () => ({ late: -2_000 }), { heard: 40 }],
    ['begun earlier is not', () => ({ late: -2_001 }), { notHeard: 40 }],
    ['begun after the lateness is not', () => ({ late: 300_001 }), { notHeard: 40 }],
    ['a clock that cannot be proved leaves it unknown', () => ({ clock: 'floor' }), { unknown: 40 }],
    ['played without an ear is unknown', () => ({ by: 'none' }), { unknown: 40, verdict: 'insufficient' }],
    // Eight in a row are more than one week's seven, though 32 of 40 are heard.
    [
      'eight silent days in a row are too many',
      (at) => ({ heard: at < 8 ? 0 : LENGTH }),
      { verdict: 'not-met', heard: 32, leastMiss: 8 },
    ],
    ['seven are not', (at) => ({ heard: at < 7 ? 0 : LENGTH }), { verdict: 'met', heard: 33, leastMiss: 7 }],
    // STOP is neutral: 38 are owed and heard.
    [
      'stopped runs are out',
      (at) => (at < 2 ? { reason: 'stopped', heard: 5 } : {}),
      { verdict: 'met', due: 38, heard: 38 },
    ],
  ])('%s', (_title, toldOf, expected) => {
    each(toldOf);
    expect(hamlet()).toMatchObject(expected);
  });

  it('counts no session that reaches fewer than two thirds of the horns', () => {
    write(
      'nodes.csv',
      `node,code,hamlet,from,to,horns,technology,reports_since,sensor\n${NODE}\nn2,TL-02,h1,0,,2,ip,0,microphone\n`,
    );
    each(() => ({}));
    // Of 40 days' floor of five a week, 28.57, 28 whole ones are owed; fewer than 24 are due, and nobody went there.
    expect(hamlet()).toMatchObject({ due: 0, owed: 28, heard: 0, verdict: 'insufficient' });
    deliveries(DAYS.flatMap((day) => [delivery(day), delivery(day, { heard: 0 }, 'n2')]));
    expect(hamlet()).toMatchObject({ due: 40, heard: 0, partial: 40 });
  });

  it('leaves excluded days out, prints both figures, and knows nothing above a quarter', () => {
    each((at) => ({ heard: at < 10 ? 0 : LENGTH }));
    const exclude = (to: string) =>
      write('exclusions.csv', `id,hamlet,from,to,parts,cause,decision\ne1,h1,${FROM},${to},,storm,12/QĐ\n`);
    exclude(DAYS[9] ?? '');
    expect(hamlet()).toMatchObject({ verdict: 'met', due: 30, excluded: 10, lower: 1, withoutLower: 0.75 });
    exclude(DAYS[10] ?? '');
    expect(hamlet()).toMatchObject({ verdict: 'insufficient', excluded: 11 });
  });

  it('owes the minutes of the registered timetable, played or not', () => {
    each(() => ({}));
    const rows = DAYS.map((day) => `h1,s1,${instantAt(day, '17:00')},${instantAt(day, '18:00')}`);
    write('timetable.csv', `hamlet,session,from_at,to_at\n${rows.join('\n')}\n`);
    expect(hamlet()).toMatchObject({ due: 40, heard: 0, partial: 40, verdict: 'not-met' });
  });

  it('judges FM by two unannounced visits from outside, thirty days apart, and the log', () => {
    write('nodes.csv', 'node,code,hamlet,from,to,horns,technology,reports_since,sensor\nn9,FM-01,h1,0,,4,fm,,\n');
    deliveries([]);
    const visits = (second: string) =>
      write(
        'inspections.csv',
        `hamlet,node,at,horns_there,horns_sounding,unannounced,from_outside,during_session,technology\n${[
          DAYS[2],
          second,
        ]
          .map((day) => `h1,,${instantAt(day ?? '', '17:10')},4,4,1,1,1,fm`)
          .join('\n')}\n`,
      );
    visits(DAYS[32] ?? '');
    expect(hamlet().verdict).toBe('insufficient');
    write('hand-log.csv', `hamlet,day,from,to\n${DAYS.map((day) => `h1,${day},17:00,17:30`).join('\n')}\n`);
    expect(hamlet().verdict).toBe('met');
    visits(DAYS[31] ?? '');
    expect(hamlet().verdict).toBe('insufficient');
  });

  it('leaves out the words of what came when the period was closed already', () => {
    const rows = DAYS.map((day, index) => `${delivery(day)},${index < 30 ? 'false' : 'true'}`);
    write('deliveries.csv', `${[`${DELIVERY_COLUMNS},after_closing`, ...rows].join('\n')}\n`);
    expect(hamlet()).toMatchObject({ verdict: 'insufficient', due: 40, heard: 30, unknown: 10, upper: 1 });
  });

  it('names each figure of the dossier that comes out otherwise', () => {
    each(() => ({}));
    const head =
      'hamlet,verdict,due,owed,heard,partial,not_heard,unknown,excluded,cancelled,lower,upper,without_lower,without_upper,longest_miss,by_inspection';
    write('verdicts.csv', `${head}\nh1,met,40,40,40,0,0,0,0,0,1,1,1,1,0,0\n`);
    write(
      'sessions.csv',
      `hamlet,day,part,state,due_ms,low_ms,high_ms\nh1,${FROM},afternoon,heard,${LENGTH},${LENGTH},${LENGTH}\n`,
    );
    expect(recompute()).toEqual({ code: 0, said: '1 hamlets recomputed, 0 differences.\n' });
    write('verdicts.csv', `${head}\nh1,not-met,40,40,39,0,0,0,0,0,1,1,1,1,0,0\n`);
    write('sessions.csv', `hamlet,day,part,state,due_ms,low_ms,high_ms\nh1,${FROM},afternoon,partial,${LENGTH},5,5\n`);
    expect(recompute()).toEqual({
      code: 1,
      said: [
        `sessions.csv: h1 ${FROM} afternoon: state is partial, recomputed heard`,
        'verdicts.csv: h1 Thôn Đông: verdict is not-met, recomputed met',
        'verdicts.csv: h1 Thôn Đông: heard is 39, recomputed 40',
        '1 hamlets recomputed, 3 differences.\n',
      ].join('\n'),
    });
  });
});
