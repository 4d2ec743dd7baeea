/** In plain words what the bundle will show and hold back, before anybody signs it. */
import { countText } from '../../format/number-text.ts';
import { shownText, visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { askedOf, type BundleForm, type Withhold, withheldQuery } from './bundle-form.ts';
import styles from './bundle-wizard.module.css';
import { useCount } from './use-count.ts';

const words = text.bundle.summary;
const QUERY_CHARS = 300;
const cut = (raw: string): string => shownText(raw, QUERY_CHARS).shown;

export function SummaryStep({ form, signers }: { form: BundleForm; signers: readonly string[] }) {
  const { info } = useOpenCase();
  const asked = askedOf(form);
  const { count } = useCount(asked);
  const counted = count === undefined ? words.unknownCount : countText(count);
  return (
    <div className={styles['step']}>
      <div className={styles['columns']}>
        <section>
          <PanelHeader level={3} title={words.sees} />
          <ul className={styles['points']}>
            <li>
              <bdi>
                {asked === undefined ? words.seesWhole(info.eventCount) : words.seesQuery(counted, cut(spanOf(asked)))}
              </bdi>
            </li>
            <li>{words.seesFrame}</li>
            {asked === undefined ? null : <li>{words.seesQueryText}</li>}
            {form.originals ? <li>{words.seesOriginals}</li> : null}
          </ul>
        </section>
        <section>
          <PanelHeader level={3} title={words.seesNot} />
          <ul className={styles['points']}>
            {asked === undefined || count === undefined ? null : <li>{words.notOthers(info.eventCount - count)}</li>}
            {form.withhold.map((each) => (
              <WithheldPoint key={each.query} form={form} withhold={each} />
            ))}
            {form.redact.map(({ pointer, basis }) => (
              <li key={pointer}>
                <bdi>{words.notRedacted(visibleText(pointer), visibleText(basis))}</bdi>
              </li>
            ))}
            {asked === undefined && form.withhold.length + form.redact.length === 0 ? (
              <li>{words.notNothing}</li>
            ) : null}
            {form.originals ? null : <li>{words.notOriginals}</li>}
          </ul>
        </section>
      </div>
      <KeyValues
        pairs={[
          { name: words.path, value: <EvidenceText raw={form.path} />, isData: true },
          { name: words.signed, value: signers.join(', ') },
        ]}
      />
      {form.redact.length > 0 ? <p className={styles['hint']}>{words.checked}</p> : null}
      <p className={styles['hint']}>{words.recorded}</p>
    </div>
  );
}

const spanOf = ({ query, from, to }: { query: string; from?: string; to?: string }): string =>
  [query, ...(from === undefined ? [] : [`from ${from}`]), ...(to === undefined ? [] : [`before ${to}`])].join(', ');

function WithheldPoint({ form, withhold: { query, basis } }: { form: BundleForm; withhold: Withhold }) {
  const { count } = useCount(withheldQuery(askedOf(form), query));
  const counted = count === undefined ? words.unknownCount : countText(count);
  return (
    <li>
      <bdi>{words.notWithheld(counted, cut(query), visibleText(basis))}</bdi>
    </li>
  );
}
