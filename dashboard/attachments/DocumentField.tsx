import { Button, Progress, Stack } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Attachment } from '../../protocol/api/inspections.ts';
import { Notice } from '../components/Notice.tsx';
import { problemText } from '../components/problem-text.ts';
import { useWords } from '../i18n/Language.tsx';
import rows from '../schedule/Rows.module.css';
import { LARGEST_BYTES, TYPES, useAttach } from './ask.ts';
import { DocumentLink } from './DocumentLink.tsx';

export interface NamedDocument {
  readonly sha256: string;
  readonly name: string;
}

interface Props {
  id: string;
  label: string;
  documents: readonly NamedDocument[];
  most: number;
  onChange: (documents: NamedDocument[]) => void;
}

/** Papers that prove something: chosen, sent at once, and named beside the button. */
export function DocumentField({ id, label, documents, most, onChange }: Props) {
  const { say, format } = useWords();
  const { attach, share } = useAttach();
  const picker = useRef<HTMLInputElement>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const send = (file: File | undefined) => {
    if (!file) return;
    setTooLarge(file.size > LARGEST_BYTES);
    attach.reset();
    if (file.size > LARGEST_BYTES) return;
    attach.mutate(file, { onSuccess: (sent) => onChange(withOne(documents, sent)) });
  };
  return (
    <Stack gap="xs">
      <p style={{ fontWeight: 600 }}>{label}</p>
      {documents.length > 0 && (
        <ul className={rows.rows} data-documents={id}>
          {documents.map((one, index) => (
            <li key={one.sha256}>
              <DocumentLink document={one} index={index} />
              <Button
                variant="default"
                size="sm"
                aria-label={say('document.remove', { name: one.name })}
                onClick={() => onChange(documents.filter((other) => other.sha256 !== one.sha256))}
              >
                {say('document.remove-short')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <input
        ref={picker}
        type="file"
        accept={TYPES}
        aria-label={label}
        className="visually-hidden"
        tabIndex={-1}
        onChange={(event) => {
          send(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      {documents.length < most && (
        <div>
          <Button
            id={id}
            variant="default"
            size="md"
            loading={attach.isPending}
            onClick={() => picker.current?.click()}
          >
            {say('document.choose')}
          </Button>
          <p className={rows.soft}>{say('document.what')}</p>
        </div>
      )}
      {attach.isPending && (
        <div role="status">
          <p>{say('document.sending', { share: format.percent(share) })}</p>
          <Progress value={share * 100} aria-label={label} />
        </div>
      )}
      {(tooLarge || attach.isError) && (
        <Notice meaning="bad" role="alert">
          {tooLarge ? say('document.too-large') : problemText(attach.error, say)}
        </Notice>
      )}
    </Stack>
  );
}

function withOne(documents: readonly NamedDocument[], sent: Attachment): NamedDocument[] {
  return [...documents.filter((one) => one.sha256 !== sent.sha256), { sha256: sent.sha256, name: sent.name }];
}
