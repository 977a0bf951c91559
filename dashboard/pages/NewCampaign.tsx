import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { addDays, dayOf } from '../../protocol/vietnam-time.ts';
import { foldForSearch, vietnameseCollator } from '../../protocol/vietnamese.ts';
import { areaTitle } from '../components/area-title.ts';
import { Card } from '../components/Card.tsx';
import { DateField } from '../components/DateField.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { Page } from '../components/Page.tsx';
import { problemText } from '../components/problem-text.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useAreas, useBulletins } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dayText, parseDay } from '../format/date.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viSchedule } from '../i18n/vi-schedule.ts';
import { useCreateCampaign } from '../schedule/ask.ts';
import { campaignPath } from '../schedule/paths.ts';
import styles from '../schedule/Rows.module.css';

knowWords(viSchedule);

const SHOWN = 10;

/** The province asks communes to air bulletins at least so often by a day. */
export function NewCampaign() {
  const { say, format } = useWords();
  const { account } = useMe();
  const [, navigate] = useLocation();
  const today = dayOf(useServerNow(60_000));
  const [title, setTitle] = useState('');
  const [topic, setTopic] = useState('');
  const [bulletins, setBulletins] = useState<readonly string[]>([]);
  const [communes, setCommunes] = useState<readonly string[] | undefined>();
  const [from, setFrom] = useState(dayText(today));
  const [deadline, setDeadline] = useState(dayText(addDays(today, 14)));
  const [airings, setAirings] = useState('4');
  const [search, setSearch] = useState('');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const create = useCreateCampaign();
  const usable = (useBulletins().data?.items ?? []).filter(
    (one) => one.state === 'approved' && one.class !== 'emergency' && account.areas.includes(one.area),
  );
  const found = usable.filter((one) => foldForSearch(one.title).includes(foldForSearch(search)));
  const all = [...(useAreas({ parent: account.areas[0], kind: 'commune' }).data?.items ?? [])].sort((a, b) =>
    vietnameseCollator.compare(a.name, b.name),
  );
  // All communes until somebody takes some out.
  const chosen = communes ?? all.map((one) => one.id);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [first, last, times] = [parseDay(from), parseDay(deadline), Number(airings)];
    const faults: FormError[] = [];
    if (!title.trim()) faults.push({ field: 'campaign-title', message: say('campaign.fault.title') });
    if (bulletins.length === 0) faults.push({ field: 'campaign-bulletins', message: say('plan.fault.bulletins') });
    if (!first) faults.push({ field: 'campaign-from', message: say('plan.fault.day') });
    if (!last || last < today || (first && last < first))
      faults.push({ field: 'campaign-deadline', message: say('campaign.fault.deadline') });
    if (!Number.isInteger(times) || times < 1 || times > 200)
      faults.push({ field: 'campaign-airings', message: say('campaign.fault.airings') });
    if (chosen.length === 0) faults.push({ field: 'campaign-communes', message: say('campaign.fault.communes') });
    setErrors(faults);
    if (faults.length > 0 || !first || !last) return;
    create.mutate(
      {
        title: title.trim().normalize('NFC'),
        ...(topic.trim() ? { topic: topic.trim().normalize('NFC') } : {}),
        bulletins: [...bulletins],
        communes: [...chosen],
        from: first,
        deadline: last,
        airings: times,
      },
      {
        onSuccess: (made) => navigate(campaignPath(made.id)),
        onError: (error) => setErrors([{ message: problemText(error, say) }]),
      },
    );
  };
  const toggled = (list: readonly string[], id: string) =>
    list.includes(id) ? list.filter((one) => one !== id) : [...list, id];
  return (
    <Page title={say('campaign.new')}>
      <ErrorSummary errors={errors} />
      <form onSubmit={submit} noValidate>
        <Stack>
          <Card title={say('campaign.what')}>
            <Stack>
              <Group align="flex-start">
                <TextInput
                  id="campaign-title"
                  label={say('campaign.name')}
                  value={title}
                  maxLength={200}
                  w={420}
                  maw="100%"
                  onChange={(event) => setTitle(event.currentTarget.value)}
                />
                <TextInput
                  label={say('campaign.topic-optional')}
                  value={topic}
                  maxLength={80}
                  w={320}
                  maw="100%"
                  onChange={(event) => setTopic(event.currentTarget.value)}
                />
              </Group>
              <fieldset className={styles.choices} id="campaign-bulletins" tabIndex={-1}>
                <legend>{say('campaign.bulletins')}</legend>
                {usable.length > SHOWN && (
                  <TextInput
                    label={say('plan.search')}
                    value={search}
                    maw={420}
                    onChange={(event) => setSearch(event.currentTarget.value)}
                  />
                )}
                {found
                  .filter((one, index) => index < SHOWN || bulletins.includes(one.id))
                  .map((one) => (
                    <Checkbox
                      key={one.id}
                      size="md"
                      label={`${one.title} (${format.length(one.durationMs)})`}
                      checked={bulletins.includes(one.id)}
                      onChange={() => setBulletins(toggled(bulletins, one.id))}
                    />
                  ))}
              </fieldset>
            </Stack>
          </Card>
          <Card title={say('campaign.when')}>
            <Group align="flex-start" gap="lg">
              <DateField id="campaign-from" label={say('programme.from')} value={from} onChange={setFrom} />
              <DateField
                id="campaign-deadline"
                label={say('campaign.deadline')}
                value={deadline}
                onChange={setDeadline}
              />
              <TextInput
                id="campaign-airings"
                label={say('campaign.airings')}
                inputMode="numeric"
                value={airings}
                w={260}
                maw="100%"
                onChange={(event) => setAirings(event.currentTarget.value)}
              />
            </Group>
          </Card>
          <Card title={say('campaign.who', { n: chosen.length, all: all.length })}>
            <Stack>
              <Group>
                <Button variant="default" size="md" onClick={() => setCommunes(all.map((one) => one.id))}>
                  {say('campaign.all')}
                </Button>
                <Button variant="default" size="md" onClick={() => setCommunes([])}>
                  {say('campaign.none')}
                </Button>
              </Group>
              <div id="campaign-communes" tabIndex={-1} className={styles.columns}>
                {all.map((one) => (
                  <Checkbox
                    key={one.id}
                    size="md"
                    label={areaTitle(one)}
                    checked={chosen.includes(one.id)}
                    onChange={() => setCommunes(toggled(chosen, one.id))}
                  />
                ))}
              </div>
            </Stack>
          </Card>
          <Group>
            <Button type="submit" size="lg" loading={create.isPending}>
              {say('campaign.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Page>
  );
}
