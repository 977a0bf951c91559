import type { viException } from './vi-exception.ts';

export const enException: Record<keyof typeof viException, string> = {
  'exception.ask': 'Ask for an exception, to sound in quiet hours',
  'exception.asked': '{name} asked at {at}.',
  'exception.board': 'Exception to quiet hours, allowed by {names}',
  'exception.confirm': 'Confirm the exception',
  'exception.confirmed': '{name} confirmed at {at}.',
  'exception.fault.end': 'An exception must end. Enter the last day.',
  'exception.fault.reason': 'Say why, in at least 10 letters.',
  'exception.granted': 'Exception to quiet hours, allowed by {names}',
  'exception.more-runs': 'and {n} more',
  'exception.offline': 'This device is offline. Confirming needs the network.',
  'exception.one-missing': 'Exception to quiet hours asked for, one confirmation is missing',
  'exception.own': 'Who asked or has confirmed cannot confirm again. Somebody else must.',
  'exception.reason': 'Reason: {reason}',
  'exception.rule': 'A leader and a second person must confirm. After any edit it must be asked for again.',
  'exception.title': 'Exceptions to quiet hours waiting for confirmation',
  'exception.two-missing': 'Exception to quiet hours asked for, nobody has confirmed',
  'exception.why': 'Why the exception is needed',
  'exception.why-example': 'For example: a night festival of the hamlet, by letter no. 12',
};
