import { Link } from 'wouter';
import type { Node } from '../../protocol/api/areas.ts';
import { Card } from '../components/Card.tsx';
import { Facts } from '../components/Facts.tsx';
import { hamletPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';

/** What the newest beat said. */
export function MeasuredCard({ node, now }: { node: Node; now: number }) {
  const { say, format } = useWords();
  const unit = (value: number | undefined, name: string) =>
    value === undefined ? undefined : `${format.number(value)}${name}`;
  return (
    <Card title={say('node.measured')}>
      <Facts
        facts={[
          [
            say('node.last-seen'),
            node.lastSeenAt === undefined ? say('node.never-seen') : format.ago(node.lastSeenAt, now),
          ],
          [
            say('area.hamlet'),
            <Link key="hamlet" href={hamletPath(node.hamlet)}>{`${node.hamletName}, ${node.communeName}`}</Link>,
          ],
          [say('node.playing'), node.playing ?? say('node.silent')],
          [say('node.horns'), format.number(node.horns)],
          [say('node.signal'), unit(node.rssiDbm, ' dBm')],
          [say('node.mains'), unit(node.mainsVolts, ' V')],
          [say('node.celsius'), unit(node.celsius, ' °C')],
          [say('node.volume'), unit(node.volume, '%')],
          [say('node.sensor'), node.sensor && say(`heard-by.${node.sensor}`)],
          [say('node.technology'), say(`technology.${node.technology}`)],
        ]}
      />
    </Card>
  );
}
