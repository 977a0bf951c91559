import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Verification } from '../../protocol/api/reports.ts';
import { Answer } from '../components/Answer.tsx';
import { Facts } from '../components/Facts.tsx';
import { Notice } from '../components/Notice.tsx';
import { RefusedError } from '../data/gateway-client.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';
import { dateTimeText, dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Verify.module.css';

/** Letters and digits in groups of four, as they are printed under the QR code; what people add or leave out does not matter. */
export function codeOf(text: string): string {
  const plain = text.toUpperCase().replace(/[^0-9A-Z]/g, '');
  return plain.match(/.{1,4}/g)?.join('-') ?? '';
}

/** Asks the server what it says of the dossier with this code. */
export function CodePanel({ code, onAsk }: { code: string; onAsk: (code: string) => void }) {
  const { say } = useWords();
  const [typed, setTyped] = useState(code);
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = codeOf(typed);
    setMissing(asked === '');
    if (asked !== '') onAsk(asked);
  };
  return (
    <div className={styles.panel}>
      <form className={styles.ask} onSubmit={submit} noValidate>
        <TextInput
          id="dossier-code"
          size="md"
          label={say('verify.code')}
          description={say('verify.code-hint')}
          error={missing && say('verify.code-missing')}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" size="lg" data-primary>
          {say('verify.ask')}
        </Button>
      </form>
      {code !== '' && <Asked key={code} code={codeOf(code)} />}
    </div>
  );
}

function Asked({ code }: { code: string }) {
  const { say } = useWords();
  const query = useGet<Verification>(paths.verification(code));
  if (query.error instanceof RefusedError && query.error.problem.status === 404)
    return (
      <Notice meaning="bad" role="alert">
        {say('verify.code-unknown', { code })}
      </Notice>
    );
  return <Answer query={query}>{(found) => <Found found={found} />}</Answer>;
}

function Found({ found }: { found: Verification }) {
  const { say, format } = useWords();
  return (
    <section className={styles.about} role="status">
      <h2>{say('verify.code-found')}</h2>
      <Facts
        facts={[
          [say('verify.number'), found.number],
          [say('verify.commune'), found.areaName],
          [say('verify.period'), `${dayText(found.from)} – ${dayText(found.to)}`],
          [say('verify.rule'), found.ruleName],
          [say('verify.made-at'), dateTimeText(found.madeAt)],
          [say('verify.origin'), found.origin],
          [say('verify.checkpoint'), say('verify.sealed', { n: format.number(found.checkpoint.size) })],
        ]}
      />
      <p>{say('verify.code-next')}</p>
      <h3>{say('verify.files')}</h3>
      <dl className={styles.hashes}>
        {found.files.map(({ name, sha256 }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{sha256}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
