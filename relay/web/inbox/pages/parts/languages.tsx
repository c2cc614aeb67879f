import type { Info } from '../../engine/types';
import { directionOf } from '../../../shared/language';
import { languageName } from '../../../shared/language-names';
import { ChoiceBar } from '../../../shared/components';

/** The message's languages by their own names. */
export function Languages({ info, chosen, label, onChoose }: { info: readonly Info[]; chosen: string; label: string; onChoose: (language: string) => void }) {
  if (info.length < 2) return null;
  return (
    <div class="app-not-printed">
      <ChoiceBar
        label={label}
        choices={info.map((one) => ({
          text: languageName(one.language),
          lang: one.language,
          dir: directionOf(one.language),
          on: one.language === chosen,
          onClick: () => onChoose(one.language),
        }))}
      />
    </div>
  );
}
