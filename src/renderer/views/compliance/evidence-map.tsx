/** Which source has events on which day of the period; a day without is hatched. */
import { text } from '../../i18n/text.ts';
import { Badge } from '../../ui/badge.tsx';
import { cx } from '../../ui/class-names.ts';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import type { Assessment } from './compliance-view.tsx';
import styles from './compliance-view.module.css';

const words = text.compliance.evidence;
const DAY_MS = 86_400_000;
/** A wider map is nobody's map: weeks stand for days then. */
const MAX_CELLS = 124;

export function EvidenceMap({ assessment: { summary, sources } }: { assessment: Assessment }) {
  const first = Math.floor(Date.parse(summary.period.from) / DAY_MS);
  const last = Math.floor((Date.parse(summary.period.to) - 1) / DAY_MS);
  const dayCount = last - first + 1;
  const width = Math.ceil(dayCount / MAX_CELLS);
  const cells = Array.from({ length: Math.ceil(dayCount / width) }, (_, at) => first + at * width);
  return (
    <section className={styles['panel']} aria-label={words.label}>
      <PanelHeader title={words.label} note={words.lead} />
      {/* Reached by Tab, so that it can be scrolled by keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={styles['map']} aria-label={words.label} tabIndex={0}>
        <table className={styles['mapTable']}>
          <thead>
            <tr>
              <th scope="col">{words.source}</th>
              <th scope="col">{words.days}</th>
              <th scope="col" className="sr-only">
                {words.label}
              </th>
            </tr>
          </thead>
          <tbody>
            {sources.map(({ id, days, isListed, isExpected }) => {
              const seen = new Set(days.map((day) => first + Math.floor((day - first) / width) * width));
              return (
                <tr key={id}>
                  <th scope="row">
                    <EvidenceText raw={id} />{' '}
                    {isListed ? (
                      isExpected && <Badge>{words.expected}</Badge>
                    ) : (
                      <Badge tone="warn">{words.unlisted}</Badge>
                    )}
                  </th>
                  <td>{words.ofDays(days.length, dayCount)}</td>
                  <td>
                    <span className={styles['cells']} aria-hidden="true">
                      {cells.map((day) => {
                        const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
                        const has = seen.has(day);
                        return (
                          <span
                            key={day}
                            title={has ? words.has(id, date) : words.gap(id, date)}
                            className={cx(styles['cell'], has ? styles['full'] : styles['gap'])}
                          />
                        );
                      })}
                    </span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </section>
  );
}
