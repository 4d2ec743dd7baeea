/** Every component in every state, for whoever builds views and for the checks of look and access. Opened by `#gallery`. */
import type { ReactNode } from 'react';
import { text } from '../../i18n/text.ts';
import { type Theme, THEMES, useSettings } from '../../stores/settings.store.ts';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { GalleryData, GalleryEvidence, GalleryPanes } from './gallery-data.tsx';
import { GalleryButtons, GalleryChoices, GalleryFields } from './gallery-inputs.tsx';
import { GalleryMarks, GalleryMessages, GalleryProgress } from './gallery-marks.tsx';
import { GalleryOverlays } from './gallery-overlays.tsx';
import styles from './gallery-view.module.css';

const SECTIONS: readonly (readonly [string, () => ReactNode])[] = [
  [text.gallery.sections.buttons, GalleryButtons],
  [text.gallery.sections.fields, GalleryFields],
  [text.gallery.sections.choices, GalleryChoices],
  [text.gallery.sections.menus, GalleryOverlays],
  [text.gallery.sections.marks, GalleryMarks],
  [text.gallery.sections.messages, GalleryMessages],
  [text.gallery.sections.progress, GalleryProgress],
  [text.gallery.sections.data, GalleryData],
  [text.gallery.sections.evidence, GalleryEvidence],
  [text.gallery.sections.panes, GalleryPanes],
];

export function GalleryView() {
  const theme = useSettings((state) => state.theme);
  const change = useSettings((state) => state.change);
  return (
    <div className={styles['page']}>
      <PanelHeader
        level={1}
        title={text.gallery.title}
        actions={
          <SelectField<Theme>
            label={text.gallery.theme}
            isInline
            value={theme}
            onChange={(chosen) => change({ theme: chosen })}
            choices={THEMES.map((id) => ({ id, label: text.app.themes[id] }))}
          />
        }
      />
      <div className={styles['sections']}>
        {SECTIONS.map(([title, Content]) => (
          <div key={title} className={styles['section']}>
            <PanelHeader title={title} />
            <div className={styles['content']}>
              <Content />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
