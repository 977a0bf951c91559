import { Button, InputBase } from '@mantine/core';
import { useRef } from 'react';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  /** How many it has already; pasting new ones takes their place. */
  known: number;
  value: string;
  onChange: (pem: string) => void;
}

/** Whose signature counts: PEM, pasted or from a file. */
export function SignersField({ known, value, onChange }: Props) {
  const { say, format } = useWords();
  const picker = useRef<HTMLInputElement>(null);
  const take = async (files: FileList | null) => {
    const texts = await Promise.all([...(files ?? [])].map((file) => file.text()));
    onChange([value.trim(), ...texts.map((text) => text.trim())].filter(Boolean).join('\n'));
  };
  return (
    <>
      <InputBase
        component="textarea"
        multiline
        rows={5}
        id="source-signers"
        label={say('source.signers')}
        description={say(known > 0 ? 'source.signers-known' : 'source.signers-what', { n: format.number(known) })}
        spellCheck={false}
        maxLength={80_000}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <input
        ref={picker}
        type="file"
        multiple
        accept=".pem,.crt,.cer,.pub,.txt"
        aria-label={say('source.signers-file')}
        className="visually-hidden"
        tabIndex={-1}
        onChange={({ currentTarget }) => void take(currentTarget.files)}
      />
      <div>
        <Button size="md" variant="default" onClick={() => picker.current?.click()}>
          {say('source.signers-file')}
        </Button>
      </div>
    </>
  );
}
