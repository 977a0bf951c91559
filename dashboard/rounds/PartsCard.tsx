import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SideBySide } from '../../protocol/api/appraisal.ts';
import { OTHER_PARTS } from '../../protocol/verdicts.ts';
import { DocumentLink } from '../attachments/DocumentLink.tsx';
import { Card } from '../components/Card.tsx';
import { tellVerdict } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { PartSheet } from './PartSheet.tsx';
import styles from './Rounds.module.css';
import type { WhyNot } from './rights.ts';
import { WhyNotLine } from './WhyNotLine.tsx';

type Part = (typeof OTHER_PARTS)[number];

/** Television and publications: no loudspeakers, so nothing is computed; entered by hand with papers. */
export function PartsCard({ sides, whyNot }: { sides: SideBySide; whyNot: WhyNot | undefined }) {
  const { say } = useWords();
  const [writing, setWriting] = useState<Part | undefined>();
  return (
    <Card title={say('round.parts')}>
      <p>{say('round.parts-what')}</p>
      <div className={styles.opinions} style={{ marginTop: 12 }}>
        {OTHER_PARTS.map((part) => {
          const said = sides.parts.find((one) => one.part === part);
          return (
            <section key={part} className={styles.opinion} aria-label={say(`round.part.${part}`)} data-part={part}>
              <h3>{say(`round.part.${part}`)}</h3>
              {said ? (
                <>
                  <div>
                    <StateTag told={tellVerdict(said.verdict)} />
                  </div>
                  <p className={styles.text}>{said.text}</p>
                  {said.documents.length > 0 && (
                    <p>
                      {said.documents.map((sha256, index) => (
                        <span key={sha256}>
                          {index > 0 && ', '}
                          <DocumentLink document={{ sha256 }} index={index} />
                        </span>
                      ))}
                    </p>
                  )}
                  <p>{say('round.version-by', { n: said.version, name: said.byName, at: dateTimeText(said.at) })}</p>
                </>
              ) : (
                <p>{say('round.part-none')}</p>
              )}
              {whyNot === undefined && (
                <div>
                  <Button
                    variant="default"
                    size="md"
                    aria-label={`${say('round.part-write')}: ${say(`round.part.${part}`)}`}
                    onClick={() => setWriting(part)}
                  >
                    {say('round.part-write')}
                  </Button>
                </div>
              )}
            </section>
          );
        })}
      </div>
      {whyNot && (
        <div style={{ marginTop: 12 }}>
          <WhyNotLine why={whyNot} />
        </div>
      )}
      {writing && (
        <PartSheet
          round={sides.round.id}
          commune={sides.commune.id}
          part={writing}
          said={sides.parts.find((one) => one.part === writing)}
          onClose={() => setWriting(undefined)}
        />
      )}
    </Card>
  );
}
