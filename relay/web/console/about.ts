import { useEffect, useState } from 'preact/hooks';

/** Whose console this is: whoever runs the relay says so in its settings. */
export interface About {
  readonly service: string;
  readonly organisation?: string;
  readonly logo?: string;
  readonly accessibility?: string;
  readonly version?: string;
  /** The hash of the pages that are served. */
  readonly web?: string;
}

const place = 'carerelay.console.about';

/** Nobody named the service: people read what it is, not which program it is. */
export const nameOf = (about: About | undefined): string => (!about || about.service === 'Carerelay' ? 'Bulletin console' : `${about.service}: console`);

function kept(): About | undefined {
  try {
    return JSON.parse(localStorage.getItem(place) ?? '') as About;
  } catch {
    return undefined;
  }
}

let known = kept();
let asked: Promise<About | undefined> | undefined;

async function ask(): Promise<About | undefined> {
  try {
    const answer = await fetch('/v1/about');
    if (!answer.ok) return known;
    known = (await answer.json()) as About;
    localStorage.setItem(place, JSON.stringify(known));
  } catch {
    // Without a network, or where nothing is kept, what is known serves.
  }
  return known;
}

/** Asked once a visit; what was said at the last one serves until then. */
export function useAbout(): About | undefined {
  const [about, show] = useState(known);
  useEffect(() => void (asked ??= ask()).then(show), []);
  return about;
}
