// pure
import type { CampaignDetail } from '../../protocol/api/campaigns.ts';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';

type Row = CampaignDetail['byCommune'][number];

/** Who still has to do something stands first, the furthest behind at the top. */
export function complianceOrder(rows: readonly Row[]): Row[] {
  const aired = (row: Row) => row.bulletins.reduce((sum, one) => sum + one.aired, 0);
  return [...rows].sort(
    (a, b) =>
      Number(a.complied) - Number(b.complied) || aired(a) - aired(b) || vietnameseCollator.compare(a.name, b.name),
  );
}
