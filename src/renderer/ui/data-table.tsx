/** A table of some tens of rows that does not change under the hand. For events, use the grid of the workspace. */
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import styles from './data-table.module.css';

export interface TableColumn<Row> {
  id: string;
  head: string;
  /** Numbers stand at the end. */
  align?: 'start' | 'end';
  /** Monospace. */
  isData?: boolean;
  /** Names the row for screen readers. One column at most. */
  isRowHead?: boolean;
  cell: (row: Row) => ReactNode;
}

export interface DataTableProps<Row> {
  /** What the table shows. */
  label: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row, index: number) => string | number;
  /** Instead of rows. */
  empty?: ReactNode;
}

export function DataTable<Row>({ label, columns, rows, keyOf, empty }: DataTableProps<Row>) {
  if (rows.length === 0 && empty !== undefined) return empty;
  return (
    // Reached by Tab, so that it can be scrolled by keys.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={styles['scroll']} aria-label={label} tabIndex={0}>
      <table className={styles['table']}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={cx(column.align === 'end' && styles['end'])}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={keyOf(row, index)}>
              {columns.map((column) => {
                const className = cx(column.align === 'end' && styles['end'], column.isData === true && styles['data']);
                return column.isRowHead === true ? (
                  <th key={column.id} scope="row" className={className}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.id} className={className}>
                    {column.cell(row)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
