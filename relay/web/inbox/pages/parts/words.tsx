import '../../styles/trust.scss';

/** Eight words to be read out: two rows of four, each numbered. */
export function Words({ words, label }: { words: string; label: string }) {
  return (
    <ol class="app-words" aria-label={label}>
      {words.split(/\s+/).map((one, index) => (
        <li class="app-words__word" key={index}>
          {one}
        </li>
      ))}
    </ol>
  );
}
