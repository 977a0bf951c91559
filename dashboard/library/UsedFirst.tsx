import { Answer } from '../components/Answer.tsx';
import { useUsage } from '../data/bulletins.ts';
import { useWords } from '../i18n/Language.tsx';
import { ProgrammesUsing } from './ProgrammesUsing.tsx';

/** «Đang dùng ở 3 lịch», before anything is done to it. */
export function UsedFirst({ bulletin }: { bulletin: string }) {
  const { say } = useWords();
  const usage = useUsage(bulletin);
  return (
    <Answer query={usage} rows={1}>
      {(found) => (
        <div>
          <p>
            <b>
              {found.programmes.length === 0
                ? say('usage.nowhere')
                : say('usage.first', { n: found.programmes.length, future: found.future })}
            </b>
          </p>
          <ProgrammesUsing usage={found} />
        </div>
      )}
    </Answer>
  );
}
