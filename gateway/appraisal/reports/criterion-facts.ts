import type { Coverage } from '../../../protocol/api/coverage.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { addDays, startOfDay } from '../../../protocol/vietnam-time.ts';
import type { AreaTree } from '../../areas/area-tree.ts';
import type { Database } from '../../database/database.ts';
import { RuleError } from '../../errors.ts';
import { soundIn } from '../dossiers/raw-rows-store.ts';
import type { Sources, VerdictQuery } from '../dossiers/sources.ts';
import type { CriterionFacts, HamletEvidence } from './criterion.ts';

/** «Loa hoạt động» looks at so many days at the end of the window. */
const LATELY_DAYS = 30;

export interface CriterionParts {
  readonly database: Database;
  readonly tree: Pick<AreaTree, 'get' | 'communeOf' | 'ancestors'>;
  readonly sources: Sources;
}

/** What the report on the criterion says of a commune or hamlet; throws RuleError for a province. */
export async function criterionFacts(
  { database, tree, sources }: CriterionParts,
  area: string,
  query: VerdictQuery & { readonly round?: string | undefined },
  madeAt: number,
  known?: Coverage,
): Promise<CriterionFacts> {
  const commune = requireCommune(tree, area);
  const coverage = known ?? (await sources.verdicts(area, query));
  const opinions = query.round === undefined ? undefined : await sources.opinions(query.round, commune);
  const self = opinions?.self && new Map(opinions.self.hamlets.map(({ hamlet, verdict }) => [hamlet, verdict]));
  const station = sources.station(commune);
  return {
    coverage,
    areaName: titleOf(tree, area),
    ...office(tree, commune),
    madeAt,
    ...(station ? { station } : {}),
    evidence: await evidenceOf(database, sources, coverage),
    ...(opinions ? { round: opinions.title, parts: opinions.parts } : {}),
    ...(self ? { self } : {}),
    ...(opinions?.council ? { council: opinions.council } : {}),
  };
}

/** The commune an area is or lies in. */
export function requireCommune(tree: CriterionParts['tree'], area: string): string {
  const commune = tree.communeOf(area);
  if (commune === undefined)
    throw new RuleError('commune-only', 'This is made of one commune or hamlet; choose a commune.');
  return commune;
}

/** «xã Hưng Đạo», «thôn Đông»: unit and name, the unit once. */
export function titleOf(tree: Pick<AreaTree, 'get'>, id: string): string {
  const area = tree.get(id);
  if (!area) return id;
  const unit = area.unit ?? { province: 'tỉnh', commune: 'xã', hamlet: 'thôn' }[area.kind];
  return area.name.toLowerCase().startsWith(`${unit.toLowerCase()} `) ? area.name : `${unit} ${area.name}`;
}

/** Who issues papers of a commune, and where. */
function office(tree: CriterionParts['tree'], commune: string): Pick<CriterionFacts, 'organisation' | 'place'> {
  const province = tree.ancestors(commune).find((id) => tree.get(id)?.kind === 'province');
  return {
    organisation: {
      above: province === undefined ? '' : `Ủy ban nhân dân ${titleOf(tree, province)}`,
      name: `Ủy ban nhân dân ${titleOf(tree, commune)}`,
    },
    place: tree.get(commune)?.name ?? '',
  };
}

async function evidenceOf(
  database: Database,
  sources: Sources,
  { hamlets, from, to }: Coverage,
): Promise<Map<string, HamletEvidence>> {
  const lately = addDays(to, 1 - LATELY_DAYS) < from ? from : addDays(to, 1 - LATELY_DAYS);
  const ids = hamlets.map(({ hamlet }) => hamlet);
  const sound = await soundIn(database.read, ids, { from, to, lately });
  const visits = await sources.visits(startOfDay(from), startOfDay(to) + DAY_MS);
  return new Map(
    ids.map((hamlet) => {
      const own = visits.filter((visit) => visit.hamlet === hamlet);
      const last = own.reduce((latest, visit) => Math.max(latest, visit.at), 0);
      const lastly = own.filter((visit) => visit.at === last);
      const soundingThen = lastly.reduce((total, visit) => total + visit.hornsSounding, 0);
      const { receipts = 0, heardHorns = 0 } = sound.get(hamlet) ?? {};
      return [hamlet, { receipts, visits: own.length, sounding: Math.max(heardHorns, soundingThen) }];
    }),
  );
}
