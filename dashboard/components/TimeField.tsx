import { TextInput } from '@mantine/core';
import { DEFAULT_QUIET_WINDOWS, quietVerdict } from '../../protocol/quiet-hours.ts';
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
  /** Length of what will sound, for the warning about quiet hours. */
  durationMs: number;
}

/** A time of day, always in 24 hours, said back in words: «15:15 – ba giờ mười lăm chiều». Quiet hours warn at once; the gateway decides. */
export function TimeField({ id, label, value, onChange, error, durationMs }: Props) {
  const { say, language } = useWords();
  const time = parseTimeOfDay(value);
  const allowed = time ? nextAllowed(time, durationMs) : undefined;
  return (
    <div>
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
        w={140}
      />
      <p aria-live="polite">
        {time && `${time} – ${timeInWords(time, language)}`}
        {allowed && (
          <span style={{ display: 'block', color: 'var(--bad)' }}>
            {say('time.quiet', { time: time ?? '' })}{' '}
            <button
              type="button"
              onClick={() => onChange(allowed)}
              style={{
                font: 'inherit',
                color: '#0b5cad',
                background: 'none',
                border: 'none',
                padding: '6px 4px',
                textDecoration: 'underline',
                cursor: 'pointer',
              }}
            >
              {say('time.quiet-choose', { time: allowed })}
            </button>
          </span>
        )}
      </p>
    </div>
  );
}

/** The next permitted time when `time` lies in the customary quiet hours; undefined when it is permitted. */
function nextAllowed(time: string, durationMs: number): string | undefined {
  const verdict = quietVerdict(DEFAULT_QUIET_WINDOWS, 'normal', instantAt('2026-01-01', time), durationMs);
  return verdict.allowed || verdict.nextAllowedAt === undefined ? undefined : timeOf(verdict.nextAllowedAt);
}
