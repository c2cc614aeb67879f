import { ErrorSummary } from '../../shared/components';
import { Problem } from '../../shared/api';
import { Trouble } from './bits';

/** Faults of single fields, as the relay names them; else why it was refused. */
export function Faults(props: { why: unknown }) {
  const { why } = props;
  if (why instanceof Problem && why.status === 422 && why.errors.length > 0)
    return <ErrorSummary heading="The service did not take it" faults={why.errors.map((one) => ({ text: `${one.pointer ? `${one.pointer}: ` : ''}${one.detail}` }))} />;
  return <Trouble why={why} />;
}

/** What is wrong, for pages that seldom have to say it. */
export { ErrorSummary as Wrong } from '../../shared/components';
