// pure
import type { ReportDocument } from '../../../protocol/api/reports.ts';
import type { CommuneCompliance } from '../../broadcast/compliance.ts';
import { column, count, documentOf, type Head, numbered, shareOf, text, totals } from './document.ts';
import { type Places, placeName } from './places.ts';

const COLUMNS = [
  count('TT', 0.4),
  text('Đợt tuyên truyền', 2),
  text('Chủ đề', 1),
  column('day', 'Từ ngày', 0.8),
  column('day', 'Hạn', 0.8),
  text('Xã/phường/đặc khu', 1.3),
  count('Số bản tin', 0.7),
  count('Lượt yêu cầu', 0.8),
  count('Lượt nghe được', 0.8),
  count('Bản tin đủ lượt', 0.8),
  text('Kết quả', 1),
] as const;

const SUMMARY = [
  count('TT', 0.4),
  text('Đợt tuyên truyền', 2.5),
  count('Số xã được giao'),
  count('Xã thực hiện đủ'),
  column('percent', 'Tỷ lệ'),
] as const;

export interface CampaignFacts {
  readonly title: string;
  readonly topic?: string | undefined;
  readonly from: string;
  readonly deadline: string;
  readonly airings: number;
  readonly cancelled: boolean;
  readonly communes: readonly CommuneCompliance[];
}

/** Đợt tuyên truyền: what each commune was asked and what was heard there; one cancelled is shown and asks nothing. */
export function campaignReport(
  head: Head,
  { campaigns, places, today }: { campaigns: readonly CampaignFacts[]; places: Places; today: string },
): ReportDocument {
  const rows = numbered(
    campaigns.flatMap((campaign) =>
      campaign.communes.map((row) => {
        const heard = row.bulletins.reduce((sum, { aired }) => sum + aired, 0);
        const enough = row.bulletins.filter(({ aired }) => aired >= campaign.airings).length;
        return [
          ...[campaign.title, campaign.topic ?? '', campaign.from, campaign.deadline],
          placeName(places.get(row.commune), row.commune),
          ...[row.bulletins.length, row.bulletins.length * campaign.airings, heard, enough],
          resultOf(campaign, row, today),
        ];
      }),
    ),
  );
  const summary = numbered(
    campaigns.map(({ title, communes }) => {
      const complied = communes.filter((row) => row.complied).length;
      return [title, communes.length, complied, shareOf(complied, communes.length)];
    }),
  );
  const empty = 'Không có đợt tuyên truyền nào trong kỳ.';
  return documentOf('campaigns', head, {
    title: 'KẾT QUẢ THỰC HIỆN ĐỢT TUYÊN TRUYỀN',
    facts: [
      {
        label: 'Cách tính',
        value: 'Một lượt là một lần phát nghe được trên ít nhất một cụm của xã, từ ngày đầu đến hạn',
      },
    ],
    tables: [
      { title: 'Theo đợt', columns: [...SUMMARY], rows: summary, empty },
      {
        ...{ title: 'Theo xã', landscape: true, columns: [...COLUMNS], rows, empty },
        ...(rows.length > 0 ? { foot: totals(rows, COLUMNS, [6, 7, 8, 9]) } : {}),
      },
    ],
  });
}

function resultOf({ cancelled, deadline }: CampaignFacts, { complied }: CommuneCompliance, today: string): string {
  if (complied) return 'Đủ';
  if (cancelled) return 'Đợt đã hủy';
  return today <= deadline ? 'Chưa đủ, còn hạn' : 'Chưa đủ';
}
