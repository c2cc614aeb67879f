import { useState } from 'preact/hooks';
import { DoItems, IconLine, type Children } from '../../shared/components';
import { directionOf } from '../../shared/language';
import { languageName } from '../../shared/language-names';
import { headingsOf } from '../../shared/headings';
import { Markdown } from '../../shared/markdown';
import { whenInSentence } from '../../shared/when';
import type { Draft, Info } from '../api/types';
import { Chips } from './bits';

/** A message as it is read. */

export interface Of {
  draft: Draft;
  now: Date;
}

export const byOf = (draft: Draft): string | undefined => draft.acknowledgement?.by;

/** The words of one language: ticks, crosses, then the rest. */
export function Words(props: { info: Info; level: 3 | 4 }) {
  const { info } = props;
  const words = headingsOf(info.language);
  const Heading = props.level === 3 ? 'h3' : 'h4';
  const must = info.must_do ?? [];
  const not = info.must_not ?? [];
  return (
    <>
      {must.length > 0 && (
        <>
          <Heading class="nhsuk-heading-s">{words.must}</Heading>
          <DoItems items={must} />
        </>
      )}
      {not.length > 0 && (
        <>
          <Heading class="nhsuk-heading-s">{words.mustNot}</Heading>
          <DoItems items={not} not />
        </>
      )}
      {info.instruction && <Markdown text={info.instruction} />}
      {info.description && <Markdown text={info.description} />}
    </>
  );
}

export const In = (props: { info: Info; children: Children; class?: string }) => (
  <div class={props.class} lang={props.info.language} dir={directionOf(props.info.language)}>
    {props.children}
  </div>
);

export function Languages(props: { draft: Draft; chosen: number; choose: (at: number) => void }) {
  const { info } = props.draft;
  if (info.length < 2) return null;
  return (
    <Chips
      label="Language"
      value={String(props.chosen)}
      choose={(at) => props.choose(Number(at))}
      options={info.map((one, at) => ({ value: String(at), text: languageName(one.language), lang: one.language }))}
    />
  );
}

/** All of it, as the inbox shows it. */
export function MessageBody(props: Of & { level?: 3 | 4 }) {
  const { draft, now } = props;
  const [at, setAt] = useState(0);
  const chosen = Math.min(at, draft.info.length - 1);
  const info = draft.info[chosen];
  if (!info) return null;
  const by = byOf(draft);
  const Heading = props.level === 4 ? 'h4' : 'h3';
  return (
    <>
      <Languages draft={draft} chosen={chosen} choose={setAt} />
      <In info={info}>
        <Heading class="nhsuk-heading-m nhsuk-u-margin-bottom-3">{info.headline || 'No title yet'}</Heading>
      </In>
      {by && (
        <IconLine icon="clock" strong>
          Reply by {whenInSentence(by, now)}
        </IconLine>
      )}
      {draft.change_note && (
        <div class="nhsuk-inset-text">
          <p>
            <strong>What has changed:</strong> {draft.change_note}
          </p>
        </div>
      )}
      <In info={info}>
        <Words info={info} level={props.level ?? 3} />
      </In>
    </>
  );
}
