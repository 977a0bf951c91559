import { useParams } from 'wouter';
import { Answer } from '../components/Answer.tsx';
import { Empty } from '../components/Empty.tsx';
import { Page } from '../components/Page.tsx';
import { useMe } from '../data/session.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRules } from '../i18n/vi-rules.ts';
import { useVersions } from '../rules/ask.ts';
import { DraftEditor } from '../rules/DraftEditor.tsx';
import { draftOf, newestPublished } from '../rules/versions.ts';

knowWords(viRules);

/** The next version of a rule, point by point. */
export function RuleDraft() {
  const { say } = useWords();
  const { role } = useMe().account;
  const versions = useVersions(decodeURIComponent(useParams<{ id: string }>().id));
  const base = versions.data && (draftOf(versions.data.items) ?? newestPublished(versions.data.items));
  return (
    <Page
      title={say('rules.draft-title')}
      sentence={base && say('rules.draft-from', { name: base.rule.name, n: base.rule.version })}
    >
      {may(role, 'administer') ? (
        <Answer query={versions} rows={8}>
          {() =>
            base ? (
              <DraftEditor
                key={`${base.rule.version} ${base.at}`}
                base={base.rule}
                reason={base.state === 'draft' ? (base.reason ?? '') : ''}
              />
            ) : (
              <Empty sentence={say('rules.empty')} />
            )
          }
        </Answer>
      ) : (
        <p>{say('rules.only-province')}</p>
      )}
    </Page>
  );
}
