/** AG Grid in the colours and measures of the tokens. */
import { themeQuartz } from 'ag-grid-community';

export const ROW_PX = 26;

export const gridTheme = themeQuartz.withParams({
  accentColor: 'var(--accent)',
  backgroundColor: 'var(--panel)',
  foregroundColor: 'var(--ink)',
  borderColor: 'var(--line)',
  chromeBackgroundColor: 'var(--raised)',
  headerBackgroundColor: 'var(--raised)',
  headerTextColor: 'var(--faint)',
  headerFontSize: '0.75rem',
  headerFontWeight: 600,
  headerHeight: 28,
  rowHeight: ROW_PX,
  rowHoverColor: 'var(--raised)',
  rowBorder: { color: 'var(--line)', width: 1 },
  columnBorder: false,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  cellHorizontalPadding: 8,
  fontFamily: 'var(--font-ui)',
  fontSize: '0.8125rem',
  dataFontSize: '0.8125rem',
  spacing: 4,
  focusShadow: 'none',
});
