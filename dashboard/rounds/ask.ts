import type {
  Conclusion,
  ConclusionInput,
  Draw,
  DrawInput,
  OtherPart,
  OtherPartInput,
  Round,
  RoundInput,
  RoundPatch,
  SelfAssessment,
  SelfAssessmentInput,
  SideBySide,
  Visit,
  VisitInput,
} from '../../protocol/api/appraisal.ts';
import type { Page } from '../../protocol/api/common.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

const MOST = 500;
const VISITS = 20;

export const useRounds = () => useGet<Page<Round>>(paths.rounds, { limit: MOST });
export const useRound = (round: string) => useGet<Round>(paths.round(round));
export const useOpenRound = () =>
  useChange((client, round: RoundInput) => client.send<Round>('POST', paths.rounds, round), [paths.rounds]);
export const useChangeRound = (round: string) =>
  useChange(
    (client, patch: RoundPatch) => client.send<Round>('PATCH', paths.round(round), patch),
    [paths.rounds, paths.round(round)],
  );

export const useVisits = (round: string, cursor: string | undefined) =>
  useGet<Page<Visit>>(paths.roundVisits(round), { cursor, limit: VISITS }, { keep: true });
export const useRecordVisit = (round: string, commune: string | undefined) =>
  useChange(
    (client, visit: VisitInput) => client.send<Visit>('POST', paths.roundVisits(round), visit),
    [paths.roundVisits(round), paths.roundDraws(round), ...(commune ? [paths.roundCommune(round, commune)] : [])],
  );
export const useDraws = (round: string) => useGet<{ items: Draw[] }>(paths.roundDraws(round));
export const useDraw = (round: string) =>
  useChange(
    (client, draw: DrawInput) => client.send<Draw>('POST', paths.roundDraws(round), draw),
    [paths.roundDraws(round)],
  );

/** `period` and `rule` say by what the computed column is judged. */
export const useSideBySide = (round: string, commune: string, by: { period?: string | undefined }) =>
  useGet<SideBySide>(paths.roundCommune(round, commune), by, { keep: true });
export const useAssess = (round: string, commune: string) =>
  useChange(
    (client, assessment: SelfAssessmentInput) =>
      client.send<SelfAssessment>('PUT', paths.selfAssessment(round, commune), assessment),
    [paths.roundCommune(round, commune)],
  );
/** Every version of the council's opinion on one place, newest first. */
export const useConclusions = (round: string, area: string) =>
  useGet<{ items: Conclusion[] }>(`${paths.round(round)}/conclusions`, { area });
export const useConclude = (round: string, commune: string, area: string) =>
  useChange(
    (client, conclusion: ConclusionInput) => client.send<Conclusion>('PUT', paths.conclusion(round, area), conclusion),
    [paths.roundCommune(round, commune), `${paths.round(round)}/conclusions`],
  );
export const useWritePart = (round: string, commune: string, part: string) =>
  useChange(
    (client, input: OtherPartInput) => client.send<OtherPart>('PUT', paths.otherPart(round, commune, part), input),
    [paths.roundCommune(round, commune)],
  );
