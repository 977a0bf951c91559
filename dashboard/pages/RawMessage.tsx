import { useEffect, useState } from 'react';
import { Link, useParams } from 'wouter';
import type { EvidenceFile, ReceiptView } from '../../protocol/api/evidence.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Page } from '../components/Page.tsx';
import { dateTimeText } from '../format/date.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viVerdict } from '../i18n/vi-verdict.ts';
import { useEvidence, useReceipt } from '../verdict/ask.ts';
import { HashCode } from '../verdict/HashCode.tsx';
import { Proof, Sealed, Signature } from '../verdict/Proof.tsx';
import { isIncluded, isSigned, readable, sha256Of } from '../verdict/raw-check.ts';
import { Tabs } from '../verdict/Tabs.tsx';
import { Trail, useTrailPlace } from '../verdict/Trail.tsx';
import styles from '../verdict/Verdict.module.css';

knowWords(viVerdict);

/** «Cụm loa đã ký đúng chữ nào, có ai sửa không?» ④, the end of the way. What can be worked out here is worked out here. */
export function RawMessage() {
  const { say, format } = useWords();
  const { position = '' } = useParams();
  const evidence = useEvidence(position);
  const receipt = useReceipt(position);
  const place = {
    ...useTrailPlace(),
    hamletName: receipt.data?.hamletName,
    node: receipt.data?.nodeCode,
    position: Number(position),
  };
  return (
    <Page
      title={say('raw-page.title')}
      sentence={say('raw-page.sentence', { position: format.number(Number(position)) })}
    >
      <Trail at={4} place={place} />
      <Answer query={evidence} rows={8}>
        {(file) => <Shown file={file} receipt={receipt.data} />}
      </Answer>
    </Page>
  );
}

function Shown({ file, receipt }: { file: EvidenceFile; receipt: ReceiptView | undefined }) {
  const { say } = useWords();
  const [tab, setTab] = useState<'raw' | 'readable'>('raw');
  const text = file.entries[0]?.jws ?? '';
  return (
    <>
      <Card title={say('raw-page.text')}>
        <Tabs
          label={say('raw-page.text')}
          tabs={[
            { key: 'readable', title: say('raw-page.readable') },
            { key: 'raw', title: say('raw-page.raw') },
          ]}
          chosen={tab}
          onChoose={setTab}
        >
          <pre className={styles.raw} data-raw={tab}>
            {tab === 'raw' ? text : readable(text)}
          </pre>
        </Tabs>
      </Card>
      <Card title={say('proof.hash')}>
        <Hash text={text} told={receipt?.sha256} />
      </Card>
      <Card title={say('proof.title')}>
        <ul className={styles.checks}>
          <OwnSignature file={file} receipt={receipt} />
          <Inclusion file={file} />
          {receipt && <Sealed sealed={receipt.sealed} />}
        </ul>
        <p className={styles.note}>
          <Link href="/xac-minh">{say('raw-page.verify')}</Link>
        </p>
      </Card>
    </>
  );
}

/** The hash of exactly the text that is shown, worked out in this page, beside what the gateway says of it. */
function Hash({ text, told }: { text: string; told: string | undefined }) {
  const { say } = useWords();
  const [own, setOwn] = useState<string>();
  useEffect(() => {
    let current = true;
    sha256Of(text).then((hash) => {
      if (current) setOwn(hash);
    });
    return () => {
      current = false;
    };
  }, [text]);
  if (own === undefined) return null;
  return (
    <div className={styles.stack}>
      <HashCode hash={own} name="own" />
      <ul className={styles.checks}>
        {told === undefined ? (
          <Proof name="hash" meaning="unknown" text={say('proof.hash-untold')} />
        ) : (
          <Proof
            name="hash"
            meaning={own === told ? 'good' : 'bad'}
            text={own === told ? say('proof.hash-same') : say('proof.hash-differs', { told })}
          />
        )}
      </ul>
    </div>
  );
}

/** This page's own check of the signature goes before the gateway's word. */
function OwnSignature({ file, receipt }: { file: EvidenceFile; receipt: ReceiptView | undefined }) {
  const { say } = useWords();
  const holds = isSigned(file);
  const node = receipt?.nodeCode ?? '';
  if (holds === undefined)
    return receipt ? (
      <Signature signature={receipt.signature} node={node} />
    ) : (
      <Proof name="signature" meaning="unknown" text={say('proof.no-key')} />
    );
  return <Signature signature={{ holds, keySince: receipt?.signature.keySince }} node={node} />;
}

function Inclusion({ file }: { file: EvidenceFile }) {
  const { say, format } = useWords();
  const { checkpoint } = file;
  const included = isIncluded(file);
  return (
    <Proof
      name="inclusion"
      meaning={included ? 'good' : 'bad'}
      text={say(included ? 'proof.included' : 'proof.not-included', {
        size: format.number(checkpoint.size),
        at: dateTimeText(checkpoint.at),
      })}
    />
  );
}
