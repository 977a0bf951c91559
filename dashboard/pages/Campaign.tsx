import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Facts } from '../components/Facts.tsx';
import { Page } from '../components/Page.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useArea } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dateTimeText, dayText } from '../format/date.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viSchedule } from '../i18n/vi-schedule.ts';
import { useCampaign, useCancelCampaign } from '../schedule/ask.ts';
import { CampaignState } from '../schedule/CampaignState.tsx';
import { mayRunCampaigns } from '../schedule/campaign-rights.ts';
import { complianceOrder } from '../schedule/compliance-order.ts';
import { CAMPAIGNS_PATH } from '../schedule/paths.ts';

knowWords(viSchedule);

/** One campaign: who complied, those who did not first. */
export function Campaign() {
  const { say } = useWords();
  const { id = '' } = useParams();
  const { account } = useMe();
  const home = useArea(account.areas[0]).data;
  const today = dayOf(useServerNow(60_000));
  const campaign = useCampaign(id);
  const cancel = useCancelCampaign(id);
  const [cancelling, setCancelling] = useState(false);
  return (
    <Answer query={campaign} rows={10}>
      {(found) => (
        <Page
          title={found.title}
          sentence={say('campaign.complied-sentence', {
            complied: found.complied,
            communes: found.communes,
            deadline: dayText(found.deadline),
          })}
          actions={
            mayRunCampaigns(account.role, home?.kind) &&
            found.cancelledAt === undefined && (
              <Button size="lg" variant="default" onClick={() => setCancelling(true)}>
                {say('campaign.cancel')}
              </Button>
            )
          }
        >
          <p>
            <Link href={CAMPAIGNS_PATH}>{say('campaign.back')}</Link>
          </p>
          <Card title={say('plan.about')}>
            <Facts
              facts={[
                [say('bulletin.state'), <CampaignState key="state" campaign={found} today={today} />],
                [say('campaign.bulletins'), found.bulletins.map((one) => one.title).join(', ')],
                [say('campaign.topic'), found.topic],
                [say('campaign.time'), `${dayText(found.from)}–${dayText(found.deadline)}`],
                [say('campaign.airings'), found.airings],
                [say('bulletin.created-by'), `${found.byName}, ${dateTimeText(found.createdAt)}`],
              ]}
            />
          </Card>
          <Card title={say('campaign.table')}>
            <DataTable
              caption={say('campaign.table')}
              rows={complianceOrder(found.byCommune)}
              keyOf={(row) => row.commune}
              columns={[
                { title: say('filter.commune'), cell: (row) => row.name },
                {
                  title: say('bulletin.state'),
                  cell: (row) => (
                    <StateTag
                      told={
                        row.complied
                          ? { meaning: 'good', word: 'campaign.yes' }
                          : { meaning: today > found.deadline ? 'bad' : 'partial', word: 'campaign.not-yet' }
                      }
                    />
                  ),
                },
                ...found.bulletins.map((bulletin) => ({
                  title: bulletin.title,
                  numeric: true,
                  cell: (row: (typeof found.byCommune)[number]) => {
                    const one = row.bulletins.find((other) => other.bulletin === bulletin.id);
                    return say('campaign.aired', {
                      aired: one?.aired ?? 0,
                      airings: found.airings,
                      planned: one?.planned ?? 0,
                    });
                  },
                })),
              ]}
            />
          </Card>
          {cancelling && (
            <ConfirmSheet
              title={say('campaign.cancel')}
              submit={say('campaign.cancel')}
              act={cancel}
              onSubmit={() => cancel.mutate(undefined, { onSuccess: () => setCancelling(false) })}
              onClose={() => setCancelling(false)}
            >
              <p>{say('campaign.cancel-sentence', { title: found.title })}</p>
            </ConfirmSheet>
          )}
        </Page>
      )}
    </Answer>
  );
}
