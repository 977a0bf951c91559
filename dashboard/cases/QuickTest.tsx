import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Action } from '../../protocol/api/remote.ts';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import type { FaultKind } from '../../protocol/faults.ts';
import { type ActionState, TEST_RESULTS } from '../../protocol/remote.ts';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useGateway, useReachable } from '../data/Gateway.tsx';
import { paths } from '../data/paths.ts';
import { newUlid } from '../data/ulid.ts';
import { remotePath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Case.module.css';

const ASK_EVERY_MS = 1_000;
const OVER: readonly ActionState[] = ['done', 'rejected', 'expired'];

/** The test that tells more about this fault, one tap away; everything else that can be asked from afar is on the node's page. */
export function QuickTest({ node, kind }: { node: string; kind: FaultKind }) {
  const { say } = useWords();
  const { client, freshness } = useGateway();
  const reachable = useReachable();
  const type = FAULT_WORDS[kind].action === 'tone-test' ? 'tone-test' : 'silent-test';
  const ask = useMutation({
    mutationFn: () => client.send<Action>('POST', paths.actions(node), { key: newUlid(freshness.serverNow()), type }),
  });
  const told = useQuery<Action>({
    queryKey: [paths.action(ask.data?.id ?? ''), {}],
    enabled: ask.data !== undefined,
    refetchInterval: ({ state }) => (state.data && OVER.includes(state.data.state) ? false : ASK_EVERY_MS),
  });
  const action = told.data ?? ask.data;
  const result = TEST_RESULTS.find((one) => one === action?.result);
  return (
    <div>
      <div className={styles.acts}>
        {reachable && (
          <Button size="lg" variant="default" loading={ask.isPending} onClick={() => ask.mutate()}>
            {say(`case.test.${type}`)}
          </Button>
        )}
        <Button component={Link} size="lg" variant="default" href={remotePath(node)}>
          {say('case.remote')}
        </Button>
      </div>
      {!reachable && <p>{say('case.test-offline')}</p>}
      <ProblemNotice error={ask.error} />
      <p role="status">
        {action &&
          (result
            ? say(`case.test-result.${result}`)
            : say(`case.test-state.${action.state}`, { why: action.reason ?? action.result ?? '' }))}
      </p>
    </div>
  );
}
