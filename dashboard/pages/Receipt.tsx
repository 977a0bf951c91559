import { Button } from '@mantine/core';
import { Link, useParams } from 'wouter';
import type { ReceiptView } from '../../protocol/api/evidence.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Facts } from '../components/Facts.tsx';
import { Page } from '../components/Page.tsx';
import { dateTimeText } from '../format/date.ts';
import { rawPath, runPath } from '../frame/page-paths.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viVerdict } from '../i18n/vi-verdict.ts';
import { useReceipt } from '../verdict/ask.ts';
import { HashCode } from '../verdict/HashCode.tsx';
import { Sealed, Signature } from '../verdict/Proof.tsx';
import { clockWord, heardWord, kindWord, reasonWord, resultWord } from '../verdict/receipt-words.ts';
import { Trail, trailPath, useTrailPlace } from '../verdict/Trail.tsx';
import styles from '../verdict/Verdict.module.css';

knowWords(viVerdict);

/** «Cụm loa này nói gì về lượt phát đó?» ③ on the way to the evidence. */
export function Receipt() {
  const { say } = useWords();
  const { position = '' } = useParams();
  const receipt = useReceipt(position);
  const found = useTrailPlace();
  const data = receipt.data;
  const place = { ...found, hamletName: data?.hamletName, node: data?.nodeCode, position: Number(position) };
  return (
    <Page
      title={data ? say('receipt-page.title', { node: data.nodeCode }) : say('trail.receipt')}
      sentence={data && <Sentence receipt={data} />}
      actions={
        <Button component={Link} href={trailPath(rawPath(Number(position)), place)} size="md" data-primary>
          {say('receipt-page.raw')}
        </Button>
      }
    >
      <Trail at={3} place={place} />
      <Answer query={receipt} rows={8}>
        {(shown) => <Shown receipt={shown} />}
      </Answer>
    </Page>
  );
}

function Sentence({ receipt }: { receipt: ReceiptView }) {
  const { say, format } = useWords();
  return say('receipt-page.sentence', {
    result: say(resultWord(receipt.result)),
    played: format.duration(receipt.playedMs),
    expected: format.duration(receipt.expectedMs),
    heard: format.duration(receipt.heardMs),
  });
}

function Shown({ receipt }: { receipt: ReceiptView }) {
  const { say, format } = useWords();
  return (
    <>
      <Card title={say('receipt-page.what')}>
        <Facts
          facts={[
            [say('receipt-page.kind'), say(kindWord(receipt.kind))],
            [say('area.hamlet'), receipt.hamletName],
            [say('node.code'), receipt.nodeCode],
            [
              say('receipt-page.run'),
              <Link key="run" href={runPath(receipt.run)}>
                {receipt.runTitle}
              </Link>,
            ],
            [say('receipt-page.due'), dateTimeText(receipt.dueAt)],
            [say('receipt.state'), say(resultWord(receipt.result))],
            ...(receipt.reason ? [[say('receipt.reason'), say(reasonWord(receipt.reason))] as const] : []),
            [
              say('receipt.started'),
              receipt.startedAt === undefined ? say('receipt-page.not-started') : dateTimeText(receipt.startedAt),
            ],
            [
              say('receipt.played'),
              say('receipt-page.played-of', {
                played: format.duration(receipt.playedMs),
                expected: format.duration(receipt.expectedMs),
              }),
            ],
            [say('receipt-page.heard'), format.duration(receipt.heardMs)],
            [say('receipt.heard-by'), say(heardWord(receipt.heardBy))],
            [say('receipt-page.clock'), say(clockWord(receipt.clock))],
            [say('receipt-page.received'), dateTimeText(receipt.receivedAt)],
          ]}
        />
      </Card>
      <Card title={say('proof.title')}>
        <ul className={styles.checks}>
          <Signature signature={receipt.signature} node={receipt.nodeCode} />
          <Sealed sealed={receipt.sealed} />
        </ul>
      </Card>
      <Card title={say('proof.hash')}>
        <HashCode hash={receipt.sha256} name="gateway" />
      </Card>
    </>
  );
}
