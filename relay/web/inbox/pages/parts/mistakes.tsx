import { useEffect, useState } from 'preact/hooks';
import { ErrorSummary } from '../../../shared/components';

/** A mistake in a form: the id of the field, and what to do. */
export interface Mistake {
  field: string;
  text: string;
}

export const errorOf = (field: string, mistakes: Mistake[]): string | undefined => mistakes.find((one) => one.field === field)?.text;

/** Everything wrong with a form, above it; the title says so too. */
export function Mistakes({ of }: { of: Mistake[] }) {
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (of.length === 0) return;
    setAttempt((one) => one + 1);
    if (!document.title.startsWith('Error: ')) document.title = `Error: ${document.title}`;
    return () => {
      document.title = document.title.replace(/^Error: /, '');
    };
  }, [of]);
  return of.length > 0 ? <ErrorSummary faults={of} attempt={attempt} /> : null;
}
