/** How many exceptions of a framework to expect a week; said apart from what was found, and with how good such forecasts were. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/host.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import styles from './compliance-view.module.css';

const words = text.compliance.forecast;

export function ForecastPanel({ assessmentId, framework }: { assessmentId: string; framework: string }) {
  const { handle } = useOpenCase();
  const found = useQuery({
    queryKey: [handle, 'compliance', 'forecast', assessmentId, framework],
    queryFn: () => call('compliance.forecast', { handle, assessmentId, framework }),
  });
  if (found.error !== null) return <ErrorBanner error={found.error} />;
  if (found.data === undefined) return null;
  const { history, forecast, atLeastOne, says } = found.data;
  return (
    <section className={styles['panel']} aria-label={words.label}>
      <PanelHeader title={words.label} note={words.lead} />
      <p>{says}</p>
      {atLeastOne === null ? null : <p>{words.atLeastOne(String(Math.floor(atLeastOne * 100)))}</p>}
      {history.length === 0 ? null : (
        <DataTable
          label={words.label}
          rows={[
            ...history.map(({ from, count }) => ({ from, count: String(count), mean: '', interval: '' })),
            ...forecast.map(({ from, mean, low, high }) => ({
              from,
              count: '',
              mean: mean.toFixed(1),
              interval: words.between(low, high),
            })),
          ]}
          keyOf={({ from }) => from}
          columns={[
            { id: 'week', head: words.week, isRowHead: true, cell: ({ from }) => from.slice(0, 10) },
            { id: 'count', head: words.count, align: 'end', cell: ({ count }) => count },
            { id: 'mean', head: words.expected, align: 'end', cell: ({ mean }) => mean },
            { id: 'interval', head: words.interval, align: 'end', cell: ({ interval }) => interval },
          ]}
        />
      )}
    </section>
  );
}
