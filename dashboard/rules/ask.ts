import type { Rule } from '../../protocol/api/coverage.ts';
import type {
  Addendum,
  Exclusion,
  ExclusionInput,
  Period,
  PeriodInput,
  RuleDraftInput,
  RuleVersion,
  Trial,
} from '../../protocol/api/periods.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

interface List<Item> {
  items: Item[];
}

export const useRules = () => useGet<List<Rule>>(paths.rules);
export const useVersions = (rule: string) => useGet<List<RuleVersion>>(paths.rule(rule), {}, { enabled: rule !== '' });

export const useSaveDraft = (rule: string) =>
  useChange(
    (client, draft: RuleDraftInput) => client.send<RuleVersion>('PUT', paths.ruleDraft(rule), draft),
    [paths.rule(rule)],
  );
export const useDropDraft = (rule: string) =>
  useChange((client, _: undefined) => client.send<void>('DELETE', paths.ruleDraft(rule)), [paths.rule(rule)]);
export const useTrial = (rule: string) =>
  useChange((client, window: { from: string; to: string }) =>
    client.send<Trial>('POST', paths.ruleTrial(rule), window),
  );
export const usePublish = (rule: string) =>
  useChange(
    // `at` of the draft that was read: another one by now is refused.
    (client, at: number) => client.send<RuleVersion>('POST', paths.publishRule(rule), { at }),
    [paths.rule(rule), paths.rules, paths.coverage],
  );

export const usePeriods = () => useGet<List<Period>>(paths.periods);
export const useOpenPeriod = () =>
  useChange((client, period: PeriodInput) => client.send<Period>('POST', paths.periods, period), [paths.periods]);
export const useClosePeriod = () =>
  useChange((client, period: string) => client.send<Period>('POST', paths.closePeriod(period)), [paths.periods]);
export const useAddenda = (period: string) => useGet<List<Addendum>>(paths.addenda(period));

export const useExclusions = () => useGet<List<Exclusion>>(paths.exclusions, { limit: 500 });
export const useExclude = () =>
  useChange(
    (client, exclusion: ExclusionInput) => client.send<Exclusion>('POST', paths.exclusions, exclusion),
    [paths.exclusions, paths.coverage],
  );
export const useRevokeExclusion = () =>
  useChange(
    (client, { id, reason }: { id: string; reason: string }) =>
      client.send<Exclusion>('POST', paths.revokeExclusion(id), { reason }),
    [paths.exclusions, paths.coverage],
  );
