import { TextInput } from '@mantine/core';
import { type QuietWindow, quietVerdict } from '../../protocol/quiet-hours.ts';
import { instantAt, timeOf } from '../../protocol/vietnam-time.ts';
import { parseTimeOfDay } from '../format/time-entry.ts';
import { timeInWords } from '../format/time-words.ts';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  id: string;
  label: string;
  value: string;
  onChange: (text: string) => void;
  error?: string | undefined;
  /** What may not be spoken into, and how long it would sound: warns at once; the gateway decides. */
  quiet?: { readonly windows: readonly QuietWindow[]; readonly durationMs: number } | undefined;
}

/** A time of day, always in 24 hours, said back in words: «15:15 – ba giờ mười lăm chiều». */
export function TimeField({ id, label, value, onChange, error, quiet }: Props) {
  const { say, language } = useWords();
  const time = parseTimeOfDay(value);
  const next = time && quiet ? nextAllowed(time, quiet) : undefined;
  return (
    <div style={{ maxWidth: 320 }}>
      <TextInput
        id={id}
        label={label}
        inputMode="numeric"
        autoComplete="off"
        placeholder="05:30"
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={() => time && onChange(time)}
        styles={{ input: { width: 140 } }}
      />
      <p aria-live="polite">
        {time && `${time} – ${timeInWords(time, language)}`}
        {next && (
          <span style={{ display: 'block', color: 'var(--bad)' }}>
            {!error &&
              say('plan.quiet-time', {
                time: time ?? '',
                windows: quiet?.windows.map((window) => `${window.from}–${window.to}`).join(', ') ?? '',
              })}{' '}
            {next !== 'never' && (
              <button
                type="button"
                onClick={() => onChange(next)}
                style={{
                  font: 'inherit',
                  color: '#0b5cad',
                  background: 'none',
                  border: 'none',
                  minHeight: 44,
                  padding: '6px 4px',
                  textDecoration: 'underline',
                  cursor: 'pointer',
                }}
              >
                {say('time.quiet-choose', { time: next })}
              </button>
            )}
          </span>
        )}
      </p>
    </div>
  );
}

/** The next permitted time when `time` touches the quiet hours, `never` when none does; undefined when it is permitted. */
export function nextAllowed(
  time: string,
  { windows, durationMs }: { readonly windows: readonly QuietWindow[]; readonly durationMs: number },
): string | undefined {
  const verdict = quietVerdict(windows, 'normal', instantAt('2026-01-01', time), durationMs);
  if (verdict.allowed) return undefined;
  return verdict.nextAllowedAt === undefined ? 'never' : timeOf(verdict.nextAllowedAt);
}
