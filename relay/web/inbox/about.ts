import { useEffect, useState } from 'preact/hooks';

/** Whose service this is: whoever runs the relay says so in its settings. Kept, so that it is known without a network. */
export interface About {
  readonly service: string;
  readonly organisation?: string;
  readonly logo?: string;
  /** For homes that cannot get on with these pages. */
  readonly helpline?: string;
  /** Whom to tell when somebody cannot use them. */
  readonly accessibility?: string;
  readonly version?: string;
  /** The hash of the pages that are served. */
  readonly web?: string;
}

const place = 'about';
const standard: About = { service: 'Care home messages' };

function kept(): About {
  try {
    return { ...standard, ...(JSON.parse(localStorage.getItem(place) ?? '{}') as object) };
  } catch {
    return standard;
  }
}

let known = kept();

export const about = (): About => known;

/** Asks once a visit; the page is shown again when the answer is news. */
export function useAbout(): About {
  const [, show] = useState(known);
  useEffect(() => {
    void (async () => {
      try {
        const answer = await fetch('/v1/about');
        if (!answer.ok) return;
        const said = (await answer.json()) as About;
        // Nobody named the service: homes read what it is, not which program it is.
        known = said.service === 'Carerelay' ? { ...said, service: standard.service } : { ...standard, ...said };
        show(known);
        localStorage.setItem(place, JSON.stringify(known));
      } catch {
        // Without a network, or where nothing is kept, what is known serves.
      }
    })();
  }, []);
  return known;
}
