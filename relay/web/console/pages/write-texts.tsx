import { Button, CharacterCount, Details, Select, SummaryList, Tag, Textarea } from '../../shared/components';
import { directionOf, languageInEnglish } from '../../shared/language';
import { languageName } from '../../shared/language-names';
import { emptyBlock, headlineGood, statusOfBlock, type Block } from '../model/form';
import type { Part } from './write-what';

/** The words, in as many languages as there are. */

/** Those that staff of care homes read most, by their English names. */
const languages = ['ar', 'bn', 'hi', 'lt', 'ml', 'pl', 'pt', 'pa', 'ro', 'es', 'tl', 'ur', 'cy'];

export function Texts(props: Part) {
  const { form, change } = props;
  const [first] = form.blocks;
  const put = (at: number, part: Partial<Block>) =>
    change({ blocks: form.blocks.map((block, other) => (other === at ? { ...block, ...part } : block)) });
  const offered = languages.filter((language) => !form.blocks.some((block) => block.language.split('-')[0] === language));
  if (!first) return null;
  return (
    <>
      <Words {...props} at={0} put={(part) => put(0, part)} />
      <h2 class="nhsuk-heading-m">Other languages</h2>
      {form.blocks.length === 1 ? (
        <p>None yet. Have translations checked by somebody who speaks the language.</p>
      ) : (
        <SummaryList
          rows={form.blocks.slice(1).map((block) => {
            const status = statusOfBlock(block, first);
            return {
              key: <span lang={block.language}>{languageName(block.language)}</span>,
              value: <Tag tone={status.done ? 'green' : 'yellow'}>{status.words}</Tag>,
            };
          })}
        />
      )}
      {form.blocks.slice(1).map((block, index) => (
        <Details key={block.language} summary={languageName(block.language)} open={statusOfBlock(block, first).words === 'Not started'}>
          <Words {...props} at={index + 1} put={(part) => put(index + 1, part)} />
          <Button
            type="button"
            variant="secondary"
            onClick={() => change({ blocks: form.blocks.filter((_, other) => other !== index + 1) })}
          >
            Remove {languageName(block.language)}
          </Button>
        </Details>
      ))}
      <Select
        id="language"
        label="Add a language"
        labelSize="s"
        value=""
        items={[
          { value: '', text: 'Choose' },
          ...offered.map((language) => ({ value: language, text: `${languageName(language)} (${languageInEnglish(language)})` })),
        ]}
        onChange={(language) => language && change({ blocks: [...form.blocks, emptyBlock(language)] })}
      />
    </>
  );
}

function Words(props: Part & { at: number; put: (part: Partial<Block>) => void }) {
  const { form, at, put, wrong } = props;
  const block = form.blocks[at]!;
  const native = at === 0 ? {} : { lang: block.language, dir: directionOf(block.language) };
  const of = at === 0 ? '' : ` in ${languageName(block.language)}`;
  return (
    <>
      <CharacterCount
        id={`headline-${at}`}
        label={`Title${of}`}
        labelSize="s"
        hint={at === 0 ? 'Say what to do. Use words everyone in a care home knows' : undefined}
        error={wrong(`headline-${at}`)}
        rows={1}
        maxlength={headlineGood}
        value={block.headline}
        onInput={(headline) => put({ headline })}
        {...native}
      />
      <Textarea
        id={`must-${at}`}
        label={`What care homes must do${of}`}
        labelSize="s"
        hint="One action on each line. Put the most important first"
        error={wrong(`must-${at}`)}
        rows={5}
        value={block.must}
        onInput={(must) => put({ must })}
        {...native}
      />
      <Textarea
        id={`not-${at}`}
        label={`What they must not do${of} (optional)`}
        labelSize="s"
        hint="One on each line"
        error={wrong(`not-${at}`)}
        rows={2}
        value={block.mustNot}
        onInput={(mustNot) => put({ mustNot })}
        {...native}
      />
      <Textarea
        id={`details-${at}`}
        label={`Details${of} (optional)`}
        labelSize="s"
        hint="Why, and where to find more. No residents’ names"
        rows={4}
        value={block.details}
        onInput={(details) => put({ details })}
        {...native}
      />
    </>
  );
}
