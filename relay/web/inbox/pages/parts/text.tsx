import '../../../shared/styles/text.scss';
import type { Info } from '../../engine/types';
import { DoItems } from '../../../shared/components';
import { headingsOf } from '../../../shared/headings';
import { LazyPart } from '../../lazy';
import { parts } from '../../parts';
import { isPlain, paragraphsOf } from './plain';

/** A CommonMark text; nothing when there is none. One without marks needs no reader of marks; of another the words are there
 *  at once, and their look when the reader is. */
export function Text({ source, level }: { source: string | undefined; level: 2 | 3 }) {
  if (!source) return null;
  const plain = (
    <div class="app-text">
      {paragraphsOf(source).map((one) => (
        <p>{one}</p>
      ))}
    </div>
  );
  return isPlain(source) ? plain : <LazyPart loader={parts.marked} with={{ source, level }} meanwhile={plain} />;
}

/** Ticks for what must be done, crosses for what must not. */
function Steps({ info }: { info: Info }) {
  const must = info.must_do ?? [];
  const mustNot = info.must_not ?? [];
  if (must.length + mustNot.length === 0) return null;
  const words = headingsOf(info.language);
  return (
    <div class="nhsuk-card app-steps">
      <div class="nhsuk-card__content">
        {must.length > 0 ? (
          <>
            <h2 class="nhsuk-heading-m" lang={words.language} dir={words.dir}>
              {words.must}
            </h2>
            <DoItems items={[...must]} />
          </>
        ) : null}
        {mustNot.length > 0 ? (
          <>
            <h2 class={must.length > 0 ? 'nhsuk-heading-s' : 'nhsuk-heading-m'} lang={words.language} dir={words.dir}>
              {words.mustNot}
            </h2>
            <DoItems not items={[...mustNot]} />
          </>
        ) : null}
      </div>
    </div>
  );
}

/** What a message says, in one of its languages: what to do first. */
export function MessageText({ info }: { info: Info }) {
  return (
    <>
      <Steps info={info} />
      <Text source={info.instruction} level={2} />
      <Text source={info.description} level={2} />
    </>
  );
}
