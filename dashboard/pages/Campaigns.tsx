import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { Page } from '../components/Page.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useArea } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dayText } from '../format/date.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viSchedule } from '../i18n/vi-schedule.ts';
import { useCampaigns } from '../schedule/ask.ts';
import { CampaignState } from '../schedule/CampaignState.tsx';
import { mayRunCampaigns } from '../schedule/campaign-rights.ts';
import { campaignPath, NEW_CAMPAIGN_PATH } from '../schedule/paths.ts';

knowWords(viSchedule);

/** «Đợt tuyên truyền»: what the province asked of its communes, and how many did it. */
export function Campaigns() {
  const { say } = useWords();
  const { account } = useMe();
  const home = useArea(account.areas[0]).data;
  const today = dayOf(useServerNow(60_000));
  const campaigns = useCampaigns();
  const open = campaigns.data?.items.filter((one) => !one.cancelledAt && one.deadline >= today).length;
  return (
    <Page
      title={say('campaign.title')}
      sentence={open !== undefined && say('campaign.sentence', { n: open })}
      actions={
        mayRunCampaigns(account.role, home?.kind) && (
          <Button component={Link} href={NEW_CAMPAIGN_PATH} size="lg">
            {say('campaign.new')}
          </Button>
        )
      }
    >
      <Card>
        <Answer query={campaigns} rows={5}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty sentence={say('campaign.empty')} />
            ) : (
              <DataTable
                caption={say('campaign.title')}
                rows={items}
                keyOf={(row) => row.id}
                columns={[
                  { title: say('campaign.name'), cell: (row) => <Link href={campaignPath(row.id)}>{row.title}</Link> },
                  { title: say('campaign.topic'), cell: (row) => row.topic ?? '' },
                  {
                    title: say('campaign.time'),
                    cell: (row) => `${dayText(row.from)}–${dayText(row.deadline)}`,
                  },
                  { title: say('campaign.airings'), cell: (row) => row.airings, numeric: true },
                  {
                    title: say('campaign.complied'),
                    cell: (row) => `${row.complied}/${row.communes}`,
                    numeric: true,
                  },
                  { title: say('bulletin.state'), cell: (row) => <CampaignState campaign={row} today={today} /> },
                ]}
              />
            )
          }
        </Answer>
      </Card>
    </Page>
  );
}
