import '../styles/poster.scss';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Entry } from '../engine/types';
import { directionOf } from '../../shared/language';
import { headingsOf } from '../../shared/headings';
import { BackLink, Button } from '../../shared/components';
import { toneOf } from './card';
import { useInbox } from './context';
import { Languages } from './parts/languages';
import { Title } from './parts/ui';
import { onPaper } from '../../shared/when';
import { telephone } from '../../shared/words';
import { caption, newestOf, referenceOf, versionOf } from './versions';
import { firstLine, infoIn } from './words';

const smallest = 1.4;
const largest = 9;

/**
 * The largest type, in hundredths of the sheet's width, at which everything stands on the sheet. Everything on it is sized in
 * parts of its width, so what fits on the screen fits on paper.
 */
export function fit(overflows: (size: number) => boolean): number {
  let [low, high] = [smallest, largest];
  if (!overflows(high)) return high;
  while (high - low > 0.05) {
    const middle = (low + high) / 2;
    if (overflows(middle)) high = middle;
    else low = middle;
  }
  return low;
}

const bands = {
  urgent: 'app-poster__band app-poster__band--urgent',
  action: 'app-poster__band app-poster__band--action',
  info: 'app-poster__band app-poster__band--info',
  done: 'app-poster__band app-poster__band--info',
};

export function PosterPage({ entry }: { entry: Entry }) {
  const { engine, state } = useInbox();
  const { message } = entry;
  const info = infoIn(message, state.language);
  const newest = newestOf(entry, state.entries);
  const gone = entry.closed !== 'open';
  return (
    <>
      <div class="app-not-printed">
        <BackLink href={`/messages/${entry.id}`}>Back to the message</BackLink>
        <Title title={`Poster: ${info.headline}`}>Print a poster</Title>
        {gone ? (
          <p class="nhsuk-body">
            <strong>This is not in force any more, so there is no poster of it.</strong>{' '}
            {newest ? <a href={`/messages/${newest.id}/poster`}>Make a poster of the newest version</a> : null}
          </p>
        ) : (
          <>
            <Languages label="Language of the poster" info={message.info} chosen={info.language} onChoose={(language) => engine.setLanguage(language)} />
            <p class="nhsuk-body">One A4 page. Take it down when a newer version comes.</p>
            <Button type="button" onClick={() => print()}>
              Print
            </Button>
          </>
        )}
      </div>
      {gone ? null : <Sheet entry={entry} />}
    </>
  );
}

function Sheet({ entry }: { entry: Entry }) {
  const { state } = useInbox();
  const { message } = entry;
  const info = infoIn(message, state.language);
  const must = info.must_do ?? [];
  const mustNot = info.must_not ?? [];
  const words = headingsOf(info.language);
  const sheet = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [tooLong, setTooLong] = useState(false);
  const helpline = state.helplines.find((one) => one.message.topic === message.topic) ?? state.helplines[0];
  const number = info.contact?.telephone || message.telephone || helpline?.message.telephone;
  const reference = referenceOf(message);
  const version = versionOf(entry, state.entries);
  const lede = firstLine(info.instruction, 400) || firstLine(info.description, 400);

  useLayoutEffect(() => {
    const [box, inside] = [sheet.current, text.current];
    if (!box || !inside) return;
    const tryOut = () => {
      const overflows = (size: number) => {
        box.style.setProperty('--size', String(size));
        return inside.scrollHeight > inside.clientHeight + 1 || inside.scrollWidth > inside.clientWidth + 1;
      };
      // A little smaller than what just fits: paper rounds otherwise than the screen.
      const size = fit(overflows);
      setTooLong(overflows(smallest));
      box.style.setProperty('--size', String(size * 0.97));
    };
    tryOut();
    if (typeof ResizeObserver === 'undefined') return;
    const watch = new ResizeObserver(tryOut);
    watch.observe(box);
    return () => watch.disconnect();
  }, [entry.id, info.language, number]);

  const urgency = { urgent: 'Urgent', action: 'Action needed', info: 'For information', done: 'For information' }[toneOf(entry)];
  return (
    <>
      {tooLong ? (
        <p class="nhsuk-body app-not-printed">
          <strong>The message is too long for one page.</strong> Print the message itself instead, from its own page.
        </p>
      ) : null}
      <div class="app-poster" ref={sheet}>
        <div class={bands[toneOf(entry)]}>
          <span>{message.status === 'actual' ? urgency : message.status === 'exercise' ? 'Exercise' : 'Test message'}</span>
          <span>{caption(message)}</span>
        </div>
        <div class="app-poster__text" ref={text} lang={info.language} dir={directionOf(info.language)}>
          <h2 class="app-poster__title">{info.headline}</h2>
          {must.length === 0 && lede ? <p>{lede}</p> : null}
          {must.length > 0 ? (
            <ol class="app-poster__must">
              {must.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ol>
          ) : null}
          {mustNot.length > 0 ? (
            <>
              <h3 class="app-poster__heading" lang={words.language} dir={words.dir}>
                {words.mustNot}
              </h3>
              <ul class="app-poster__not">
                {mustNot.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </>
          ) : null}
        </div>
        <div class="app-poster__foot">
          {number ? (
            <p class="app-poster__ring">
              Helpline <strong>{telephone(number)}</strong>
            </p>
          ) : null}
          <p>
            <strong>{reference ? `${reference}, version ${version}` : `Version ${version}`}</strong> · {onPaper(message.sent)} · {message.sender_name}
          </p>
          <p>
            {entry.confirmed ? '' : 'Not yet confirmed by a second person. '}Printed {onPaper(state.nowMs)}. Check “Guidance” for a newer version.
          </p>
        </div>
      </div>
    </>
  );
}
