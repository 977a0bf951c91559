import { useEffect, useRef, useState } from 'react';
import type { FormDraftAnswer, FormDraftKept, FormDraftShown } from '../../protocol/api/drafts.ts';
import { useGateway } from '../data/Gateway.tsx';
import { RefusedError } from '../data/gateway-client.ts';
import { paths } from '../data/paths.ts';
import { LEAVING, type Leaving } from '../data/session.ts';
import { type Held, stepOf } from './draft-sync.ts';
import { heldOf, isKept, keepHeld } from './kept-forms.ts';

/** So long nothing is typed before it is sent. */
const PAUSE_MS = 1_500;
const AGAIN_MS = 30_000;

/**
 * The form on the server, for the person's other devices. Offline first: the page keeps its own and this one follows when it can.
 * `mine` is what this device held when the page was opened; `take` puts the other device's form in its place.
 */
export function useRemoteDraft<Form extends object>(
  key: string,
  of: string,
  mine: Form | undefined,
  take: (form: Form) => void,
) {
  const { client } = useGateway();
  const path = `${paths.programmes.replace('programmes', 'drafts')}/${of}`;
  const [question, setQuestion] = useState<FormDraftShown>();
  const [taken, setTaken] = useState<number>();
  const [failed, setFailed] = useState(false);
  const held = useRef<Held>(heldOf<Held>(key) ?? { unsent: mine !== undefined });
  const newest = useRef(mine);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sending = useRef<Promise<void>>(undefined);
  const placed = useRef(take);
  placed.current = take;

  const hold = (next: Held) => {
    held.current = next;
    keepHeld(key, next);
  };
  const use = (draft: FormDraftShown) => {
    setTaken(draft.changedAt);
    // Written by this page only, on another device.
    placed.current(draft.form as Form);
    hold({ seen: draft.version, unsent: false });
  };
  const look = async () => {
    const { draft } = await client.get<FormDraftAnswer>(path);
    const step = stepOf(held.current, draft);
    if (step === 'take' && draft) use(draft);
    if (step === 'ask' && draft) setQuestion(draft);
    if (step === 'send') await send();
  };
  const send = (): Promise<void> => {
    const form = newest.current;
    if (!form) return Promise.resolve();
    sending.current ??= put(form).finally(() => {
      sending.current = undefined;
    });
    return sending.current;
  };
  const put = async (form: Form) => {
    const kept = await client.send<FormDraftKept>('PUT', path, { form, seen: held.current.seen });
    setFailed(false);
    // It was sent or dropped while this was under way.
    if (!newest.current) return await client.send<void>('DELETE', path);
    const more = newest.current !== form;
    hold({ seen: kept.version, unsent: more || !isKept(key, form) });
    if (more) later(PAUSE_MS);
  };
  const attempt = () => {
    const trying = held.current.unsent && newest.current ? send() : look();
    return trying.catch((error) => {
      if (error instanceof RefusedError && error.problem.code === 'draft-changed') return look().catch(noted);
      return noted();
    });
  };
  const noted = () => {
    setFailed(true);
    later(AGAIN_MS);
  };
  const later = (ms: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(attempt, ms);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at once for each draft, and again when the network is back
  useEffect(() => {
    look().catch(noted);
    const again = () => later(0);
    // Signing out forgets what is kept here: what was typed last goes before.
    const leaving = (event: Event) => {
      const rest = () => (held.current.unsent && newest.current ? attempt() : undefined);
      (event as Leaving).detail.until.push(Promise.resolve(sending.current).then(rest, rest));
    };
    addEventListener('online', again);
    addEventListener(LEAVING, leaving);
    return () => {
      removeEventListener('online', again);
      removeEventListener(LEAVING, leaving);
      clearTimeout(timer.current);
    };
  }, [path]);

  return {
    /** Both devices changed it: the other one's, until the person has chosen. */
    question,
    /** When the form that was taken over had been changed elsewhere. */
    taken,
    /** What is typed here is on this device alone. */
    failed,
    changed(form: Form) {
      newest.current = form;
      hold({ ...held.current, unsent: true });
      if (!question) later(PAUSE_MS);
    },
    keepMine() {
      if (!question) return;
      hold({ seen: question.version, unsent: true });
      setQuestion(undefined);
      later(0);
    },
    takeTheirs() {
      if (!question) return;
      use(question);
      setQuestion(undefined);
    },
    drop() {
      clearTimeout(timer.current);
      newest.current = undefined;
      held.current = { unsent: false };
      client.send<void>('DELETE', path).catch(() => undefined);
    },
  };
}
