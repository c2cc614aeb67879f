import { useState } from 'preact/hooks';
import type { Entry } from '../engine/types';
import { useInbox } from './context';
import { Quiet, Said } from './parts/ui';
import { sentence } from './sentences';

/** Files of the message: checked against their hash, then saved as the browser saves. */
export function Resources({ entry }: { entry: Entry }) {
  const { engine } = useInbox();
  const [problem, setProblem] = useState('');
  const list = entry.message.resources ?? [];
  if (list.length === 0) return null;
  async function save(sha256: string, title: string) {
    const outcome = await engine.fetchFile(sha256);
    setProblem(outcome.ok ? '' : sentence(outcome.why, outcome.detail));
    if (!outcome.ok) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(outcome.value);
    link.download = title;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
  return (
    <div class="app-not-printed">
      <h2 class="nhsuk-heading-m">Files</h2>
      <ul class="nhsuk-list">
        {list.map((one) => (
          <li key={one.sha256}>
            <Quiet onClick={() => void save(one.sha256, one.title)}>
              Download {one.title} ({kindOfFile(one.mime_type)}, {sizeText(one.size)})
            </Quiet>
          </li>
        ))}
      </ul>
      <Said>{problem ? <p class="nhsuk-error-message">{problem}</p> : null}</Said>
    </div>
  );
}

const kindOfFile = (mime: string) => (mime === 'application/pdf' ? 'PDF' : (mime.split('/')[1] ?? mime).toUpperCase());
const sizeText = (bytes: number) => (bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`);
