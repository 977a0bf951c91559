import { Link } from 'wouter';
import type { CaseEvent } from '../../protocol/api/cases.ts';
import { detailText, FAULT_WORDS } from '../../protocol/fault-words.ts';
import { Facts } from '../components/Facts.tsx';
import { dateTimeText } from '../format/date.ts';
import { nodePath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import type { KnownCase } from './ask.ts';

/** What is known of a case, in the order of the form Phiếu sự cố; what was not said is left out. */
export function CaseFacts({ one }: { one: KnownCase }) {
  const { say, format, language } = useWords();
  const { node, nodeCode, keeper, acknowledged, resolved, confirmed } = one;
  const who = (did: Pick<CaseEvent, 'at' | 'byName'>) => [did.byName, dateTimeText(did.at)].filter(Boolean).join(' · ');
  const facts: (readonly [string, React.ReactNode] | undefined)[] = [
    [say('case.number'), one.number],
    node && nodeCode
      ? [
          say('node.code'),
          <Link key="node" href={nodePath(node)}>
            {nodeCode}
          </Link>,
        ]
      : undefined,
    one.incidentName
      ? [say('case.incident'), say('case.incident-of', { name: one.incidentName, n: one.nodes })]
      : undefined,
    [say('case.where'), [one.place, one.hamletName, one.communeName].filter(Boolean).join(', ')],
    keeper && [say('case.keeper'), `${keeper.name} · ${keeper.phone}`],
    [say('case.since'), dateTimeText(one.since)],
    one.faultUntil !== undefined ? [say('case.until'), dateTimeText(one.faultUntil)] : undefined,
    one.reporter ? [say('case.reporter'), one.reporter] : undefined,
    [say('case.phenomenon'), FAULT_WORDS[one.kind][language]],
    one.detail ? [say('case.detail'), detailText(one.detail, language)] : undefined,
    [say('case.sessions-lost'), format.number(one.sessionsLost)],
    one.assigneeName ? [say('case.assignee'), one.assigneeName] : undefined,
    acknowledged && [say('case.taken'), who(acknowledged)],
    one.cause && [say('case.cause'), say(`case.cause.${one.cause}`)],
    one.measure ? [say('case.fact.measure'), one.measure] : undefined,
    one.parts ? [say('case.fact.parts'), one.parts] : undefined,
    one.costVnd !== undefined ? [say('case.fact.cost'), say('case.vnd', { n: format.number(one.costVnd) })] : undefined,
    one.workMinutes !== undefined
      ? [say('case.fact.minutes'), say('duration.minutes', { n: format.number(one.workMinutes) })]
      : undefined,
    resolved && [say('case.resolved-at'), who(resolved)],
    one.soundHeard !== undefined
      ? [say('case.heard'), say(one.soundHeard ? 'case.heard-yes' : 'case.heard-no')]
      : undefined,
    resolved && [say('case.confirmed'), confirmed ? who(confirmed) : say('case.unconfirmed')],
    one.reopened ? [say('case.reopened'), say('case.times', { n: one.reopened })] : undefined,
  ];
  return <Facts facts={facts.filter((fact) => fact !== undefined)} />;
}
