import type { Node } from '../../protocol/api/areas.ts';
import { CLOCK_OFF_MS } from '../../protocol/nodes.ts';
import { Card } from '../components/Card.tsx';
import { Facts } from '../components/Facts.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { Charts } from './Charts.tsx';

/** Versions, the plan it holds against the one made for it, clock and storage. */
export function SoftwareTab({ node }: { node: Node }) {
  const { say, format } = useWords();
  const { planVersion, planWanted, clockErrorMs } = node;
  const clock =
    clockErrorMs === undefined
      ? undefined
      : say(clockErrorMs < 0 ? 'fleet.clock-behind' : 'fleet.clock-ahead', {
          n: format.number(Math.abs(clockErrorMs) / 1_000, 1),
        });
  const holds = planWanted === undefined ? undefined : planVersion === planWanted;
  return (
    <>
      <Card title={say('fleet.versions-held')}>
        <Facts
          facts={[
            [say('node.firmware'), node.firmware],
            [
              say('fleet.plan'),
              holds === undefined ? undefined : (
                <StateTag
                  key="plan"
                  told={
                    holds
                      ? { meaning: 'good', word: 'fleet.plan-newest' }
                      : { meaning: 'partial', word: 'fleet.plan-older' }
                  }
                />
              ),
            ],
            [say('fleet.plan-held'), versionText(planVersion)],
            [say('fleet.plan-wanted'), versionText(planWanted)],
            [
              say('fleet.clock'),
              clock && (
                <span key="clock">
                  {clock}{' '}
                  {Math.abs(clockErrorMs ?? 0) > CLOCK_OFF_MS && (
                    <StateTag told={{ meaning: 'bad', word: 'fleet.clock-wrong' }} />
                  )}
                </span>
              ),
            ],
          ]}
        />
      </Card>
      <Charts node={node.id} title={say('fleet.storage-and-clock')} fields={['freeBytes', 'clockErrorMs']} />
    </>
  );
}

/** Versions are instants (max of the last and now): people read when it was made. */
function versionText(version: number | undefined): string | undefined {
  if (version === undefined || version === 0) return undefined;
  return version > 1e12 ? dateTimeText(version) : String(version);
}
